/** What is kept of failures: evidence gathered within two seconds, grouped by what failed, bounded in number and size. */
module daruma.incidents {
    requires static transitive org.jspecify;
    requires transitive daruma.model;
    requires transitive daruma.supervisor;
    requires transitive daruma.process;
    requires transitive daruma.logs;

    exports daruma.incidents;
    exports daruma.incidents.gather;
}
