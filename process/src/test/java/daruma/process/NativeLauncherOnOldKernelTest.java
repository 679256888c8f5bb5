package daruma.process;

import daruma.process.launch.Shim;

/** As on a kernel before 5.3, by the switch. */
class NativeLauncherOnOldKernelTest extends LauncherContract {
    @Override
    ProcessRoom open() {
        System.setProperty("DARUMA_NO", "pidfd,cgroup,punch,inotify");
        try {
            return new NativeRoom();
        } finally {
            System.clearProperty("DARUMA_NO");
        }
    }

    @Override
    Shim shim() {
        return Stage.cShim();
    }
}
