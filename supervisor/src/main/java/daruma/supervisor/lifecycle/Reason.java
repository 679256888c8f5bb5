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
    /** It is out of service, and may come back. */
    NOT_READY("NotReady"),
    /** It is ended for its health. */
    UNHEALTHY("Unhealthy"),
    /** It is sick, and not restarted for it now. */
    RESTART_WITHHELD("RestartWithheld"),
    /** It was sick and not restarted for it, and is well again. */
    RECOVERED("Recovered"),
    /** It is replaced as a matter of routine. */
    RECYCLING("Recycling"),
    /** It is to run, and waits for another app. */
    HELD("Held"),
    /** It is restarted because another one of its group died. */
    GROUP_RESTART("GroupRestart"),
    /** A group that was restarted as a whole goes on dying; once for each such time. */
    GROUP_CRASH_LOOP("GroupCrashLoop"),
    /** More than half of the instances of an app fail together; once for each such time. */
    SHARED_CAUSE("SharedCause"),
    /** They do not any more. */
    SHARED_CAUSE_OVER("SharedCauseOver"),
    /** The program asked for more time to start or to end; once for each start and each end. */
    MORE_TIME("MoreTime"),
    /** The program said that another of its processes is the main one. */
    MAIN_PROCESS("MainProcess"),
    /** It has been ready for so long that its waits start over. */
    STABLE("Stable"),
    /** It gets no more requests, and ends when those under way are answered. */
    DRAINING("Draining"),
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
    /** Instances are being replaced one after the other. */
    ROLLOUT("Rollout"),
    ROLLOUT_COMPLETE("RolloutComplete"),
    ROLLOUT_FAILED("RolloutFailed"),
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
