/** What tests need in place of the world, and the tests that every implementation of a port must pass. */
module daruma.testkit {
    requires static org.jspecify;
    requires transitive daruma.supervisor;
    requires transitive daruma.control;
    requires transitive org.assertj.core;
    requires transitive org.junit.jupiter.api;

    exports daruma.testkit;
    exports daruma.testkit.contract;
    exports daruma.testkit.control;
    exports daruma.testkit.simulator;
}
