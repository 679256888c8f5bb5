package daruma.process.linux;

import daruma.process.incarnation.Machine;
import daruma.process.sys.LibC;
import daruma.process.sys.Memory;

/** The writing end of a pipe; nobody else has it, so that our death closes it. For one thread at a time. */
final class PipeGate implements Machine.Gate {
    private int descriptor;

    PipeGate(int descriptor) {
        this.descriptor = descriptor;
    }

    @Override
    public boolean open() {
        if (descriptor < 0) {
            return false;
        }
        var word = Memory.of(1);
        long written = LibC.write(descriptor, word.address(), 1); // the JVM ignores SIGPIPE
        word.keep();
        close();
        return written == 1;
    }

    @Override
    public void close() {
        if (descriptor >= 0) {
            LibC.close(descriptor);
            descriptor = -1;
        }
    }
}
