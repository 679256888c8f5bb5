module daruma.cli {
    requires static org.jspecify;
    requires daruma.control;
    requires daruma.manifest;
    requires daruma.model;
    requires info.picocli;
}
