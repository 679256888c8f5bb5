package daruma.supervisor.loop;

/** Everything through which the loop touches the world. */
public record Ports(
        ProcessLauncher launcher,
        ReadinessWatch readiness,
        HealthWatch health,
        EvidenceGathering evidence,
        TrafficPort traffic,
        RolloutPort rollouts,
        Chronicle chronicle,
        Clock clock) {}
