/** The room of the operating system: starting, watching, signalling and reading processes. No policy lives here. */
module daruma.process {
    requires static org.jspecify;

    exports daruma.process;
    exports daruma.process.launch;
    exports daruma.process.proc;
    exports daruma.process.spool;
    exports daruma.process.notify;
    exports daruma.process.host;
    exports daruma.process.socket;
}
