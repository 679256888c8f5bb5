module daruma.manifest {
    requires static org.jspecify;
    requires transitive daruma.model;
}
