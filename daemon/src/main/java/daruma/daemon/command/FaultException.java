package daruma.daemon.command;

import daruma.control.Fault;

/** A command that is not carried out; nothing has changed. */
final class FaultException extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient Fault.Remote fault;

    FaultException(Fault.Remote fault) {
        super(fault.sentence(), null, false, false);
        this.fault = fault;
    }

    Fault.Remote fault() {
        return fault;
    }
}
