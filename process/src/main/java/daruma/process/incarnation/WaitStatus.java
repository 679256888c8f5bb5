package daruma.process.incarnation;

import daruma.process.launch.Outcome;

/** Wait statuses, as {@code waitpid} gives them: the signal in the low seven bits, or the code above them. */
final class WaitStatus {
    private WaitStatus() {}

    /** Of the program itself. */
    static Outcome exact(int status) {
        int signal = status & 0x7f;
        return signal == 0
                ? new Outcome.Exited(status >> 8 & 0xff, true)
                : new Outcome.Signaled(signal, (status & 0x80) != 0, true);
    }

    /** Of a shim that was there until the program's end but could not record it: its code says what the program's did. */
    static Outcome ofShim(int status) {
        int code = status >> 8 & 0xff;
        if ((status & 0x7f) != 0) {
            return new Outcome.Unknown(
                    "its shim was ended by signal " + (status & 0x7f) + " before it could record it");
        }
        return code > 128 && code <= 128 + 64
                ? new Outcome.Signaled(code - 128, false, false)
                : new Outcome.Exited(code, code <= 128);
    }
}
