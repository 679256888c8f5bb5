module daruma.control {
    requires static org.jspecify;
    requires transitive daruma.model;
    requires tools.jackson.core;

    exports daruma.control;
    exports daruma.control.home;
    exports daruma.control.json;
    exports daruma.control.codec;
    exports daruma.control.varlink;
}
