package daruma.process.portable;

import daruma.process.proc.ProcFs;
import daruma.process.tree.Signaller;
import java.io.IOException;

/** Signals through {@code kill}, after a comparison of the start; there is a gap between the two. */
final class KillCommand implements Signaller {
    private final ProcFs procFs;

    KillCommand(ProcFs procFs) {
        this.procFs = procFs;
    }

    @Override
    public boolean send(int pid, long startTicks, int signal) {
        if (procFs.stat(pid)
                .filter(s -> startTicks == 0 || s.startTicks() == startTicks)
                .isEmpty()) {
            return false;
        }
        try {
            return new ProcessBuilder("/bin/kill", "-" + signal, Integer.toString(pid))
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException noKill) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
