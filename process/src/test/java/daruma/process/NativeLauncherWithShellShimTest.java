package daruma.process;

import daruma.process.launch.Shim;

class NativeLauncherWithShellShimTest extends LauncherContract {
    @Override
    ProcessRoom open() {
        return new NativeRoom();
    }

    @Override
    Shim shim() {
        return Stage.shShim();
    }
}
