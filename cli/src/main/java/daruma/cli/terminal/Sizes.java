package daruma.cli.terminal;

/** Amounts of memory with IEC units: {@code 51 MiB}, {@code 1.5 GiB}. */
public final class Sizes {
    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB"};

    private Sizes() {}

    public static String of(long bytes) {
        var unit = 0;
        var size = (double) Math.max(0, bytes);
        while (size >= 1024 && unit < UNITS.length - 1) {
            size /= 1024;
            unit++;
        }
        var tenths = Math.round(size * 10);
        return (size < 10 && unit > 0 && tenths % 10 != 0 ? tenths / 10 + "." + tenths % 10 : Math.round(size) + "")
                + " "
                + UNITS[unit];
    }
}
