/** How it is noticed that what lives does not do its work. Decides nothing: what was found is told to the supervisor. */
module daruma.probes {
    requires static org.jspecify;
    requires com.cronutils;
    requires transitive daruma.process;
    requires transitive daruma.supervisor;
    requires transitive daruma.model;

    exports daruma.probes;
    exports daruma.probes.check;
    exports daruma.probes.readiness;
    exports daruma.probes.time;
    exports daruma.probes.word;
}
