/** The log pipeline: what apps print, from their spools into one log each, every line once, and back to readers. */
module daruma.logs {
    requires static transitive org.jspecify;
    requires transitive daruma.model;
    requires transitive daruma.process;

    exports daruma.logs;
}
