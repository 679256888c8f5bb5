module daruma.supervisor {
    requires static org.jspecify;
    requires transitive daruma.model;
}
