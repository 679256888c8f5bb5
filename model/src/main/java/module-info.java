/** The nouns of Daruma: what an app is, how it is kept up, and what is known of it. */
module daruma.model {
    requires static org.jspecify;

    exports daruma.model;
    exports daruma.model.traffic;
}
