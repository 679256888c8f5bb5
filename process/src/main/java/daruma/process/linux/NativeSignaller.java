package daruma.process.linux;

import daruma.process.proc.ProcFs;
import daruma.process.sys.LibC;
import daruma.process.tree.Signaller;

/**
 * Opens the process first and compares its start then: whatever the descriptor stands for cannot change any more, so the
 * signal reaches this process or none. Without pidfd there is a gap of some microseconds between comparing and sending.
 */
final class NativeSignaller implements Signaller {
    private final ProcFs procFs;
    private final boolean pidfd;

    NativeSignaller(ProcFs procFs, boolean pidfd) {
        this.procFs = procFs;
        this.pidfd = pidfd;
    }

    @Override
    public boolean send(int pid, long startTicks, int signal) {
        if (!pidfd) {
            return isMeant(pid, startTicks) && LibC.kill(pid, signal) == 0;
        }
        int fd = LibC.pidfd_open(pid, 0);
        if (fd < 0) {
            return false;
        }
        try {
            return isMeant(pid, startTicks) && LibC.pidfd_send_signal(fd, signal, 0, 0) == 0;
        } finally {
            LibC.close(fd);
        }
    }

    private boolean isMeant(int pid, long startTicks) {
        return procFs.stat(pid)
                .filter(s -> startTicks == 0 || s.startTicks() == startTicks)
                .isPresent();
    }
}
