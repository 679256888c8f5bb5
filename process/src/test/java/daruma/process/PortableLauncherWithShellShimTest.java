package daruma.process;

import daruma.process.launch.Shim;

class PortableLauncherWithShellShimTest extends LauncherContract {
    @Override
    ProcessRoom open() {
        return new PortableRoom();
    }

    @Override
    Shim shim() {
        return Stage.shShim();
    }
}
