module daruma.daemon {
    requires static org.jspecify;
    requires daruma.supervisor;
    requires daruma.process;
    requires daruma.control;
    requires daruma.model;
    requires jdk.net;
    requires java.logging;
}
