package daruma.cli.syntax;

/** Options that several commands share. */
public final class Options {
    public static final Option HELP = Option.flag("Shows this help.", "--help", "-h");
    public static final Option COLOR = Option.valued(
                    "WHEN", "Colours: auto (on a terminal), always or never.", "--color")
            .from("DARUMA_COLOR");
    public static final Option NO_COLOR = Option.flag("The same as --color=never.", "--no-color");
    public static final Option ASCII =
            Option.flag("Only ASCII characters in messages.", "--ascii").from("DARUMA_ASCII");
    public static final Option SILENT =
            Option.flag("No messages but errors.", "--silent", "-s").from("DARUMA_SILENT");

    public static final Option OUTPUT = Option.valued(
                    "FORMAT", "table, wide, json, yaml, name, or columns=NAME,PID.", "--output", "-o")
            .from("DARUMA_OUTPUT");
    public static final Option QUIET = Option.flag("Only names, one a line.", "--quiet", "-q");
    public static final Option WATCH = Option.flag("Goes on, and shows what changes; Ctrl-C ends it.", "--watch", "-w");

    public static final Option NO_WAIT = Option.flag("Does not wait for the result.", "--no-wait", "--detach")
            .from("DARUMA_NO_WAIT");
    public static final Option TIMEOUT = Option.valued(
                    "TIME", "Waits no longer than this, such as 30s; exit status 124.", "--timeout")
            .from("DARUMA_TIMEOUT");
    public static final Option DRY_RUN = Option.flag("Says what would be done, and does nothing.", "--dry-run");
    public static final Option YES =
            Option.flag("Does not ask for confirmation.", "--yes", "-y").from("DARUMA_YES");

    private Options() {}
}
