package daruma.supervisor.health;

/** For what an instance that is up is to be restarted. */
public enum Ailment {
    /** It has not become ready by its start deadline. Decided by the supervisor itself; nobody else tells it. */
    START_OVERDUE("not ready in time", false),
    /** Its startup probe has not succeeded in time. */
    STARTUP_FAILED("startup failed", false),
    LIVENESS_FAILED("liveness failed", false),
    /** It listens and does not accept, or its processes stand still, and a second sign says so too. */
    HUNG("hung", false),
    /** It has not said in time that it lives. */
    WATCHDOG_MISSED("watchdog missed", false),
    MEMORY_LIMIT("over its memory limit", false),
    TASK_LIMIT("over its limit of tasks", false),
    /** It is healthy, and old enough to be replaced as a matter of routine. */
    MAX_AGE("maximum age", true),
    /** It is healthy, and its schedule says that it is replaced now. */
    SCHEDULED("scheduled restart", true);

    private final String words;
    private final boolean planned;

    Ailment(String words, boolean planned) {
        this.words = words;
        this.planned = planned;
    }

    /** As sentences have it: {@code liveness failed}. */
    public String words() {
        return words;
    }

    /** Whether it is routine: the end is no death, leaves no evidence and costs nothing of the restart budget. */
    public boolean planned() {
        return planned;
    }
}
