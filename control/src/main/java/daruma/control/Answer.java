package daruma.control;

import daruma.model.AppName;
import daruma.model.AppStatus;
import daruma.model.Event;
import daruma.model.Forecast;
import daruma.model.Incident;
import daruma.model.IncidentReport;
import daruma.model.InstanceId;
import daruma.model.LogLine;
import daruma.model.Release;
import daruma.model.StatusWord;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a daemon answers. */
public sealed interface Answer {

    /** Nothing more to say: it is done. */
    record Done() implements Answer {}

    /** The daemon's loop is alive. */
    record Pong(String version) implements Answer {}

    /**
     * What the daemon is.
     *
     * @param adopted how many processes of an earlier daemon it found alive and took over when it started
     * @param home of its state
     * @param logs directory of the apps' logs
     * @param java version of its JVM
     * @param notices degradations that people should know of: a damaged file set aside, no native room, …
     */
    record DaemonInfo(
            String version,
            long pid,
            Instant startedAt,
            int adopted,
            String home,
            String socket,
            String logs,
            String java,
            List<String> notices)
            implements Answer {
        public DaemonInfo {
            notices = List.copyOf(notices);
        }
    }

    /** A step towards what was asked for, or the end of it. A stream of steps ends with {@link Changed}. */
    sealed interface Step extends Answer {}

    /** An instance got somewhere. */
    record Progress(InstanceId instance, StatusWord status, String message) implements Step {}

    /**
     * What was changed, as it is now.
     *
     * @param apps as changed; after a deletion as they were last
     * @param failures what went wrong, per app; empty: all is well
     * @param notices what people should know although it was done, each on one line: {@code port 3000 is still held by …}
     */
    record Changed(List<AppStatus> apps, List<Failure> failures, List<String> notices) implements Step {
        public Changed {
            apps = List.copyOf(apps);
            failures = List.copyOf(failures);
            notices = List.copyOf(notices);
        }

        /** With nothing more to say. */
        public Changed(List<AppStatus> apps, List<Failure> failures) {
            this(apps, failures, List.of());
        }
    }

    /**
     * An app that did not get where it was asked to.
     *
     * @param message what happened, on one line: {@code exited with code 1 after 41 ms (3 tries)}
     * @param lastLines the last it said, oldest first
     */
    record Failure(AppName app, String message, List<LogLine> lastLines) {
        public Failure {
            lastLines = List.copyOf(lastLines);
        }
    }

    /** Apps, by id. */
    record Listing(List<AppStatus> apps) implements Answer {
        public Listing {
            apps = List.copyOf(apps);
        }
    }

    /** Everything about one app: its status, its last events and its last lines, oldest first. */
    record Description(AppStatus app, List<Event> events, List<LogLine> lines) implements Answer {
        public Description {
            events = List.copyOf(events);
            lines = List.copyOf(lines);
        }
    }

    /** The events of one story, each caused by the one before. */
    record Story(AppStatus app, List<Event> events) implements Answer {
        public Story {
            events = List.copyOf(events);
        }
    }

    /**
     * Some events, oldest first.
     *
     * @param dropped how many were lost before these because the reader was slow
     */
    record Events(List<Event> events, long dropped) implements Answer {
        public Events {
            events = List.copyOf(events);
        }
    }

    /**
     * Some lines, oldest first.
     *
     * @param dropped how many were lost before these because the reader was slow
     */
    record Lines(List<LogLine> lines, long dropped) implements Answer {
        public Lines {
            lines = List.copyOf(lines);
        }
    }

    /** What an app runs and ran, the first release first. */
    record History(AppName app, List<Entry> releases) implements Answer {
        public History {
            releases = List.copyOf(releases);
        }

        /**
         * One release.
         *
         * @param current whether it is what is desired now
         * @param changes against the one before in this list
         */
        public record Entry(Release.Note note, boolean current, List<Change> changes) {
            public Entry {
                changes = List.copyOf(changes);
            }
        }

        /**
         * A key that has another value. Values of secrets are masked.
         *
         * @param before empty: it was not there, or had its default
         */
        public record Change(String key, Optional<String> before, Optional<String> after) {}
    }

    /** The failures that are kept, the most recently seen first. */
    record IncidentList(List<Incident> incidents) implements Answer {
        public IncidentList {
            incidents = List.copyOf(incidents);
        }
    }

    /** One of them with its evidence. */
    record IncidentShown(IncidentReport report) implements Answer {}

    /** What would happen, an app each, in the order in which they were asked about. */
    record Forecasts(List<Forecast> forecasts) implements Answer {
        public Forecasts {
            forecasts = List.copyOf(forecasts);
        }
    }

    /**
     * The environment of a program.
     *
     * @param object {@code web} or {@code web/0}
     * @param masked names whose values are not shown; their values here are {@link Secrets#MASK}
     */
    record Environment(String object, Map<String, String> variables, Set<String> masked) implements Answer {
        public Environment {
            variables = Map.copyOf(variables);
            masked = Set.copyOf(masked);
        }
    }
}
