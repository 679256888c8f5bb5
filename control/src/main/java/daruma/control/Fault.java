package daruma.control;

import daruma.model.AppName;
import daruma.model.Durations;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** Why a call was not done. Each has a sentence for people (what, why, what next) and an exit code for scripts. */
public sealed interface Fault {

    /** A fault that a daemon reports: a named error of the interface. */
    sealed interface Remote extends Fault {}

    /** A fault on the way to a daemon: it never saw the call, or its answer never came. */
    sealed interface Local extends Fault {}

    /** What could not be done, why, and what next; without a final full stop, without a trailing line end. */
    String sentence();

    /** One of {@link Exit}. */
    int exitCode();

    /**
     * A selector that selects nothing.
     *
     * @param suggestions names that look like it, the likeliest first
     */
    record NoSuchApp(String selector, List<String> suggestions) implements Remote {
        public NoSuchApp {
            suggestions = List.copyOf(suggestions);
        }

        @Override
        public String sentence() {
            return "no app matches \"" + selector + "\""
                    + (suggestions.isEmpty()
                            ? ". List them with: daruma ls"
                            : ". Did you mean "
                                    + suggestions.stream()
                                            .map(name -> "\"" + name + "\"")
                                            .collect(Collectors.joining(" or "))
                                    + "?");
        }

        @Override
        public int exitCode() {
            return Exit.NO_SUCH_APP;
        }
    }

    /** An incident that was never there, or is kept no longer. */
    record NoSuchIncident(long number) implements Remote {
        @Override
        public String sentence() {
            return "there is no incident " + number + ", or it is kept no longer. List them with: daruma incidents";
        }

        @Override
        public int exitCode() {
            return Exit.NO_SUCH_APP;
        }
    }

    /** A selector that cannot be read. */
    record BadSelector(String selector, String problem) implements Remote {
        @Override
        public String sentence() {
            return "cannot read the selector \"" + selector + "\": " + problem
                    + ". Use a name, an id, name/0, a namespace, all, or /regex/";
        }

        @Override
        public int exitCode() {
            return Exit.USAGE;
        }
    }

    /**
     * The name belongs to another app.
     *
     * @param id of the app that has it
     */
    record NameTaken(AppName app, int id) implements Remote {
        @Override
        public String sentence() {
            return "cannot start \"" + app + "\": there is an app of that name already (id " + id
                    + "). Give this one another name with --name; or start that one again: daruma restart " + app
                    + "; or change it while it is up: daruma update " + app + ", or daruma apply -f FILE";
        }

        @Override
        public int exitCode() {
            return Exit.CONFLICT;
        }
    }

    /**
     * A port that the app needs is held by somebody else.
     *
     * @param app that needs it
     * @param pid who holds it; empty if it may not be known
     * @param command the holder's command
     * @param holder the app of ours that the holder belongs to
     */
    record PortTaken(AppName app, int port, OptionalLong pid, Optional<String> command, Optional<AppName> holder)
            implements Remote {
        @Override
        public String sentence() {
            var who = new StringBuilder(command.orElse("another process"));
            if (pid.isPresent() || holder.isPresent()) {
                who.append(" (");
                pid.ifPresent(it -> who.append("pid ").append(it));
                holder.ifPresent(it -> who.append(pid.isPresent() ? ", " : "")
                        .append("app \"")
                        .append(it)
                        .append('"'));
                who.append(')');
            }
            return "cannot start \"" + app + "\": port " + port + " is already used by " + who + ". "
                    + holder.map(it -> "Try: daruma stop " + it)
                            .orElse("Stop it, or give \"" + app + "\" another port with --port");
        }

        @Override
        public int exitCode() {
            return Exit.CONFLICT;
        }
    }

    /**
     * What was declared makes no sense, or cannot run on this machine.
     *
     * @param app whose it is; empty if it cannot be told
     * @param problem what is wrong and what is allowed instead
     */
    record InvalidSpec(Optional<String> app, String problem) implements Remote {
        @Override
        public String sentence() {
            return app.map(name -> "cannot start \"" + name + "\": ").orElse("") + problem;
        }

        @Override
        public int exitCode() {
            return Exit.BAD_CONFIGURATION;
        }
    }

    /**
     * Something that cannot be done to an app as it is.
     *
     * @param verb what was to be done: {@code scale}
     * @param problem why not, and what next
     */
    record Impossible(AppName app, String verb, String problem) implements Remote {
        @Override
        public String sentence() {
            return "cannot " + verb + " \"" + app + "\": " + problem;
        }

        @Override
        public int exitCode() {
            return Exit.USAGE;
        }
    }

    /** The caller, or the daemon, may not do that; {@code problem} says what, why and what next. */
    record NotPermitted(String problem) implements Remote {
        @Override
        public String sentence() {
            return problem;
        }

        @Override
        public int exitCode() {
            return Exit.REFUSED;
        }
    }

    /** The change could not be written to disk, so it was not made. */
    record StateNotWritable(String path, String problem) implements Remote {
        @Override
        public String sentence() {
            return "cannot change anything: the state could not be written to " + path + ": " + problem
                    + ". What runs goes on running. Make room or repair the directory, then try again";
        }

        @Override
        public int exitCode() {
            return Exit.FAILED;
        }
    }

    /**
     * Client and daemon do not speak the same interface.
     *
     * @param daemon version of the daemon; empty if it does not tell
     */
    record VersionMismatch(String client, String daemon) implements Remote {
        @Override
        public String sentence() {
            return "this daruma is version " + client + ", the running daemon is "
                    + (daemon.isEmpty() ? "of another version" : "version " + daemon)
                    + " and does not know this request. Apps go on running while it is replaced: daruma kill --keep-apps, then the"
                    + " same command again";
        }

        @Override
        public int exitCode() {
            return Exit.UNREACHABLE;
        }
    }

    /** The daemon is on its way out. */
    record ShuttingDown() implements Remote {
        @Override
        public String sentence() {
            return "the daemon is shutting down and takes no more requests. Try again in a moment";
        }

        @Override
        public int exitCode() {
            return Exit.UNREACHABLE;
        }
    }

    /**
     * The reader of a stream was too slow and is cut off.
     *
     * @param dropped how many answers it has missed
     */
    record TooSlow(long dropped) implements Remote {
        @Override
        public String sentence() {
            return "the stream was read too slowly and has been cut off: " + dropped
                    + " message(s) were lost. Ask again, with --since to go on from where it ended";
        }

        @Override
        public int exitCode() {
            return Exit.FAILED;
        }
    }

    /** More connections than the daemon serves at a time. */
    record TooManyConnections(int limit) implements Remote {
        @Override
        public String sentence() {
            return "the daemon serves " + limit
                    + " connections already and takes no more. Close some (daruma logs -f, daruma events -f), then try"
                    + " again";
        }

        @Override
        public int exitCode() {
            return Exit.UNREACHABLE;
        }
    }

    /** {@code org.varlink.service.InterfaceNotFound}. */
    record InterfaceNotFound(String name) implements Remote {
        @Override
        public String sentence() {
            return "the daemon does not speak the interface \"" + name + "\"";
        }

        @Override
        public int exitCode() {
            return Exit.UNREACHABLE;
        }
    }

    /** {@code org.varlink.service.MethodNotFound}. */
    record MethodNotFound(String method) implements Remote {
        @Override
        public String sentence() {
            return "the daemon has no method \"" + method + "\"";
        }

        @Override
        public int exitCode() {
            return Exit.UNREACHABLE;
        }
    }

    /**
     * {@code org.varlink.service.InvalidParameter}.
     *
     * @param parameter its path
     * @param problem what is wrong with it
     */
    record InvalidParameter(String parameter, String problem) implements Remote {
        @Override
        public String sentence() {
            return "the request makes no sense: " + (parameter.isEmpty() ? "" : parameter + ": ") + problem;
        }

        @Override
        public int exitCode() {
            return Exit.USAGE;
        }
    }

    /** A mistake of ours inside the daemon. */
    record Internal(String problem) implements Remote {
        @Override
        public String sentence() {
            return "the daemon made a mistake: " + problem
                    + ". Apps go on running. Please report it, with the output of: daruma report";
        }

        @Override
        public int exitCode() {
            return Exit.FAILED;
        }
    }

    /**
     * An error of a newer daemon that this client does not know by name. Its sentence and exit code travel with it.
     *
     * @param name as on the wire
     */
    record Other(String name, String sentence, int exitCode) implements Remote {}

    /** Nobody has made the socket: no daemon was started here. */
    record DaemonAbsent(Path socket) implements Local {
        @Override
        public String sentence() {
            return "no daemon is running (there is no " + socket + "). Start an app, or: daruma ping --start";
        }

        @Override
        public int exitCode() {
            return Exit.UNREACHABLE;
        }
    }

    /** The socket file is there, but nobody listens on it: a daemon that died. */
    record SocketStale(Path socket) implements Local {
        @Override
        public String sentence() {
            return "no daemon is running, but one has left its socket " + socket
                    + ". Apps go on running without it. Bring it back with: daruma resurrect";
        }

        @Override
        public int exitCode() {
            return Exit.UNREACHABLE;
        }
    }

    /** A Unix socket path may have 107 bytes, and this one has more. */
    record SocketPathTooLong(Path socket, int bytes) implements Local {
        public static final int MAX_BYTES = 107;

        @Override
        public String sentence() {
            return "the socket path " + socket + " has " + bytes + " bytes, and the system allows " + MAX_BYTES
                    + ". Set DARUMA_HOME to a shorter directory";
        }

        @Override
        public int exitCode() {
            return Exit.BAD_CONFIGURATION;
        }
    }

    /** The socket belongs to somebody else. */
    record SocketForbidden(Path socket) implements Local {
        @Override
        public String sentence() {
            return "not permitted to use " + socket
                    + ": it belongs to the daemon of another user. Run as that user, or set DARUMA_HOME to your own";
        }

        @Override
        public int exitCode() {
            return Exit.REFUSED;
        }
    }

    /** Something else is wrong with the way to the daemon. */
    record Unreachable(Path socket, String problem) implements Local {
        @Override
        public String sentence() {
            return "cannot talk to the daemon at " + socket + ": " + problem + ". See its log with: daruma report";
        }

        @Override
        public int exitCode() {
            return Exit.UNREACHABLE;
        }
    }

    /** The daemon went away while an answer was awaited. */
    record ConnectionLost(Path socket) implements Local {
        @Override
        public String sentence() {
            return "the daemon went away before it answered; whether the request was carried out is not known. Apps go on"
                    + " running. See how they are with: daruma ls";
        }

        @Override
        public int exitCode() {
            return Exit.UNREACHABLE;
        }
    }

    /** No answer in time. */
    record TimedOut(Duration limit) implements Local {
        @Override
        public String sentence() {
            return "no answer from the daemon within " + Durations.format(limit)
                    + "; it may still carry the request out. See how the apps are with: daruma ls";
        }

        @Override
        public int exitCode() {
            return Exit.TIMEOUT;
        }
    }

    /**
     * The socket takes connections, but nobody answers there.
     *
     * @param silence for how long nothing was heard, though it was asked
     * @param evidence what else is known of it, and what can be done
     */
    record Silent(Path socket, Duration silence, String evidence) implements Local {
        @Override
        public String sentence() {
            return "the daemon does not answer: nothing was heard of it for " + Durations.format(silence) + " at "
                    + socket + ", though it was asked. " + evidence;
        }

        @Override
        public int exitCode() {
            return Exit.UNREACHABLE;
        }
    }

    /** The caller gave up, as by Ctrl-C. */
    record Cancelled() implements Local {
        @Override
        public String sentence() {
            return "interrupted; what was asked for goes on in the daemon";
        }

        @Override
        public int exitCode() {
            return Exit.INTERRUPTED;
        }
    }

    /** What came back is not the protocol. */
    record BadAnswer(String problem) implements Local {
        @Override
        public String sentence() {
            return "the daemon's answer cannot be read: " + problem
                    + ". If it is of another version, replace it (apps go on running): daruma kill --keep-apps";
        }

        @Override
        public int exitCode() {
            return Exit.UNREACHABLE;
        }
    }
}
