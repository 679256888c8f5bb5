/** What tests need in place of the world, and the tests that every implementation of a port must pass. */
module daruma.testkit {
    requires static org.jspecify;
    requires transitive daruma.supervisor;
    requires transitive daruma.control;

    exports daruma.testkit;
    exports daruma.testkit.control;
    exports daruma.testkit.simulator;
}
