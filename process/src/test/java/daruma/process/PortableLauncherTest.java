package daruma.process;

import daruma.process.launch.Shim;

class PortableLauncherTest extends LauncherContract {
    @Override
    ProcessRoom open() {
        return new PortableRoom();
    }

    @Override
    Shim shim() {
        return Stage.cShim();
    }
}
