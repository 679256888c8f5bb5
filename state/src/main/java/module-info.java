/** What survives the daemon: the home and who holds it, desired state, the memory of what happened, the saved set. */
module daruma.state {
    requires static transitive org.jspecify;
    requires transitive daruma.control;
    requires transitive daruma.model;

    exports daruma.state;
    exports daruma.state.change;
}
