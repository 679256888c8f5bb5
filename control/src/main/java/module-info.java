module daruma.control {
    requires static org.jspecify;
    requires transitive daruma.model;
    requires tools.jackson.core;

    exports daruma.control.home;
}
