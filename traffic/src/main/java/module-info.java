/** What the balancer is told of instances, and its process. */
module daruma.traffic {
    requires static org.jspecify;
    requires transitive daruma.supervisor;
    requires transitive daruma.model;
    requires daruma.control;

    exports daruma.traffic;
}
