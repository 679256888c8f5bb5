module daruma.testkit {
    requires static org.jspecify;
    requires transitive daruma.supervisor;
    requires transitive daruma.control;

    exports daruma.testkit.control;
}
