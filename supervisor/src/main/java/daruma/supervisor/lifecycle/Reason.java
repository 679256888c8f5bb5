package daruma.supervisor.lifecycle;

/** The one word that scripts read in {@link daruma.model.Event#reason()}. */
public enum Reason {
    /** A program runs. */
    STARTED("Started"),
    READY("Ready"),
    /** It ended without having been asked to. */
    EXITED("Exited"),
    /** It could not be started at all. */
    START_FAILED("StartFailed"),
    START_DEADLINE_EXCEEDED("StartDeadlineExceeded"),
    /** A launch is without an answer for too long. */
    LAUNCH_OVERDUE("LaunchOverdue"),
    /** The verdict that it will not get better by itself; once for each crash loop. */
    CRASH_LOOP_BACK_OFF("CrashLoopBackOff"),
    /** It has been ready for so long that its waits start over. */
    STABLE("Stable"),
    /** It was asked to end. */
    STOPPING("Stopping"),
    /** It did not end in time. */
    KILLING("Killing"),
    /** It ended as asked. */
    STOPPED("Stopped"),
    COMPLETED("Completed"),
    FAILED("Failed"),
    /** A daemon that came back found it alive. */
    ADOPTED("Adopted"),
    DEGRADED("Degraded"),
    /** Its restarts count from zero again. */
    COUNTS_RESET("CountsReset"),
    /** Nothing of it is left. */
    DELETED("Deleted");

    private final String word;

    Reason(String word) {
        this.word = word;
    }

    public String word() {
        return word;
    }
}
