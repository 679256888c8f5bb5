module daruma.daemon {
    requires static org.jspecify;
    requires daruma.supervisor;
    requires daruma.process;
    requires daruma.control;
    requires daruma.logs;
    requires daruma.probes;
    requires daruma.incidents;
    requires daruma.state;
    requires daruma.traffic;
    requires daruma.model;
    requires java.logging;
}
