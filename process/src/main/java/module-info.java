module daruma.process {
    requires static org.jspecify;
}
