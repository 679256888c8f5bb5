module daruma.manifest {
    requires static org.jspecify;
    requires transitive daruma.model;
    requires com.cronutils;
    requires org.snakeyaml.engine;
    requires tools.jackson.core;

    exports daruma.manifest;
    exports daruma.manifest.program;
    exports daruma.manifest.text;
}
