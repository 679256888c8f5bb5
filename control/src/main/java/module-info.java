module daruma.control {
    requires static org.jspecify;
    requires transitive daruma.model;
    requires tools.jackson.core;
    requires jdk.net;

    exports daruma.control;
    exports daruma.control.home;
    exports daruma.control.json;
    exports daruma.control.codec;
    exports daruma.control.server;
    exports daruma.control.traffic;
    exports daruma.control.varlink;
}
