/** The verbs of Daruma: what is decided when something happens to an instance, and the one loop that acts on it. */
module daruma.supervisor {
    requires static org.jspecify;
    requires transitive daruma.model;

    exports daruma.supervisor.dependency;
    exports daruma.supervisor.health;
    exports daruma.supervisor.incident;
    exports daruma.supervisor.lifecycle;
    exports daruma.supervisor.loop;
    exports daruma.supervisor.preview;
    exports daruma.supervisor.restart;
    exports daruma.supervisor.rollout;
    exports daruma.supervisor.status;
}
