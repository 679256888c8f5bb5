# What bin/daruma and bin/darumad share. Sourced, with $dist set to the directory of the distribution.
# Nothing here starts a process on the usual path: every fork would be paid by every single command.

oldest_java=25

# say LINE…: one message for people.
say() { printf '%s\n' "$@" >&2; }

# is_recent_java DIR: is there a Java in DIR that is new enough? Its `release` file tells, without starting a JVM.
# Sets java_home and java_build. With java_tool=javac it must be a whole JDK.
java_tool=java
is_recent_java() {
    [ -r "$1/release" ] && [ -x "$1/bin/$java_tool" ] || return 1
    java_build=
    while IFS='=' read -r key value; do
        case $key in
            JAVA_RUNTIME_VERSION) value=${value#\"} && java_build=${value%\"} ;;
            JAVA_VERSION)
                value=${value#\"} && value=${value%\"}
                java_build=${java_build:-$value}
                major=${value%%[!0-9]*}
                java_home=$1
                [ "${major:-0}" -ge "$oldest_java" ]
                return ;;
        esac
    done < "$1/release"
    return 1
}

# find_java: the user's choice first (JAVA_HOME, then PATH), then the places where Java usually is.
find_java() {
    [ -n "${JAVA_HOME:-}" ] && is_recent_java "$JAVA_HOME" && return
    IFS=:
    for dir in ${PATH:-}; do
        unset IFS
        case $dir in */bin) is_recent_java "${dir%/bin}" && return ;; esac
    done
    unset IFS
    for dir in /usr/lib/jvm/* /usr/java/* /usr/local/java/* /opt/* /opt/java/* \
        "${HOME:-}"/.sdkman/candidates/java/* "${HOME:-}"/.jdks/* "${HOME:-}"/.jbang/cache/jdks/* \
        "${HOME:-}"/.local/share/mise/installs/java/* "${HOME:-}"/.asdf/installs/java/* \
        /Library/Java/JavaVirtualMachines/*/Contents/Home "${HOME:-}"/Library/Java/JavaVirtualMachines/*/Contents/Home \
        /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home
    do
        is_recent_java "$dir" && return
    done
    # A java in PATH that is only a link: following it costs a process, so it comes last.
    if command -v java > /dev/null && dir=$(readlink -f "$(command -v java)") && is_recent_java "${dir%/bin/java}"; then return; fi
    say "daruma: no Java $oldest_java or newer was found: not in JAVA_HOME, not in PATH, not in the usual directories" \
        "(/usr/lib/jvm, /opt, ~/.sdkman, ~/.jdks, …)." \
        "Install one: $(how_to_install_java)" \
        "or set JAVA_HOME to the one you have."
    return 1
}

how_to_install_java() {
    if command -v apt-get > /dev/null; then echo "apt-get install openjdk-$oldest_java-jdk-headless (or temurin-$oldest_java-jdk)"
    elif command -v dnf > /dev/null; then echo "dnf install java-$oldest_java-openjdk-devel"
    elif command -v apk > /dev/null; then echo "apk add openjdk$oldest_java"
    elif command -v pacman > /dev/null; then echo "pacman -S jdk-openjdk"
    elif command -v brew > /dev/null; then echo "brew install openjdk@$oldest_java"
    else echo "sdk install java $oldest_java-tem (https://sdkman.io) or https://adoptium.net"
    fi
}

# jars: sets $jars to every jar of the distribution, in an order that stays the same (the AOT cache insists on it).
jars() {
    jars=
    for jar in "$dist"/lib/*.jar; do jars=$jars${jars:+:}$jar; done
}

# balancer_jars: sets $jars to those of the balancer, which shares the nouns and the protocol with the others.
balancer_jars() {
    jars=$dist/lib/daruma-model.jar:$dist/lib/daruma-control.jar:$dist/lib/jackson-core.jar
    for jar in "$dist"/lib/balancer/*.jar; do jars=$jars:$jar; done
}

# cache_place: sets $cache_dir to where AOT caches are kept: with the jars, or with the user if those belong to somebody
# else; and $cache_key, which names exactly these jars and exactly this JVM.
cache_place() {
    read -r build_id < "$dist/lib/build-id" || build_id=none
    cache_key=$build_id-$java_build
    cache_dir=$dist/lib/aot
    if [ ! -w "$dist/lib" ]; then cache_dir=${XDG_CACHE_HOME:-${HOME:-/nonexistent}/.cache}/daruma/aot; fi
}

# utf8_names: in the POSIX locale, or in one that is not installed, the JVM can neither read nor name files outside ASCII.
# So it runs in one that needs no installation; what the caller had is remembered for whom it is handed on to: "=VALUE",
# or nothing if it was not set. On macOS names are always UTF-8.
utf8_names() {
    export DARUMA_CALLER_LC_ALL="${LC_ALL+=$LC_ALL}" LC_ALL=C.UTF-8
}

# What the JVM itself has to say goes to stderr: by default its warnings would stand among a command's data.
# IgnoreUnrecognized: so that a newer JVM that has dropped a flag still starts.
common_flags='-XX:+IgnoreUnrecognizedVMOptions -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:-UsePerfData
    -Xlog:disable -Xlog:all=warning:stderr'

# The accessor flag: reflection through method handles is spun at run time, for the two or three calls of a command.
# AOT…Training off: what was hot in the rehearsal is otherwise compiled anew in each command, which is over before it pays;
# a listing takes an eighth less CPU without.
cli_flags="$common_flags -Xmx64m -Djdk.reflect.useNativeAccessorOnly=true
    -XX:+UnlockDiagnosticVMOptions -XX:-AOTRecordTraining -XX:-AOTReplayTraining"

# Small before fast: the daemon mostly sleeps. MaxFDLimit off: else the JVM raises the soft limit of open files for
# itself, and every app would inherit that. TrimNativeHeapInterval gives back what the compiler took at start.
# AOTReplayTraining off: compiling at start what the rehearsal found hot cost 3.5 MB and made no restart quicker.
# CompileThresholdScaling: it does little, but that should be quick; compiled after a handful of calls instead of hundreds,
# so that after the rehearsal no restart is interpreted.
# ArchiveRelocationMode 0 maps the AOT cache where it was made for: moved elsewhere, 9 MB of it would become our own.
daemon_flags="$common_flags -XX:+UnlockDiagnosticVMOptions -XX:ArchiveRelocationMode=0 -XX:CompileThresholdScaling=0.02
    -XX:-AOTReplayTraining -Xmx64m -Xms4m -Xss512k -XX:-MaxFDLimit -XX:TrimNativeHeapInterval=2000"

# The balancer works all the time: both compilers. What it holds of heads and bodies lies outside the heap, bounded by -Xmx,
# too. Netty is the only one in its process that calls native code, and the only one that still needs sun.misc.Unsafe.
balancer_flags='-XX:+IgnoreUnrecognizedVMOptions -XX:+UseSerialGC -XX:-UsePerfData -Xlog:disable -Xlog:all=warning:stderr
    -Xmx128m -Xms24m -Xmn16m -Xss512k -XX:+ExitOnOutOfMemoryError -XX:TrimNativeHeapInterval=5000
    --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow'
balancer_main=daruma.balancer.Main

# Module path for the daemon, so that native access is granted to one module only; docs/adr tells why the command line is
# on the class path.
cli_main=daruma.cli.Main
daemon_main=daruma.daemon/daruma.daemon.Main

# home: sets $socket, $logs, $state and $runtime as daruma.control.home.HomePaths would; a test holds the two to each other.
home() {
    if [ -n "${DARUMA_HOME:-}" ]; then base=$DARUMA_HOME
    elif [ "${DARUMA_SYSTEM:-}" = 1 ]; then base= socket=/run/daruma/daruma.sock logs=/var/log/daruma state=/var/lib/daruma
    elif [ -d "${HOME:-}/.daruma" ]; then base=$HOME/.daruma
    else
        base=
        case ${XDG_STATE_HOME:-} in /*) states=$XDG_STATE_HOME ;; *) states=${HOME:-}/.local/state ;; esac
        case ${XDG_RUNTIME_DIR:-} in /*) socket=$XDG_RUNTIME_DIR ;; *) socket=$states ;; esac
        socket=$socket/daruma/daruma.sock logs=$states/daruma/logs state=$states/daruma
    fi
    if [ -n "$base" ]; then socket=$base/daruma.sock logs=$base/logs state=$base/state; fi
    runtime=${socket%/*}
}

# of_service: if systemd keeps the daemon of this home up, asks it to start it; false if nobody does. "daruma startup" and
# docs/startup.md tell of it. Ends the script if the service is there and does not start.
of_service() {
    [ -r "$state/service" ] && [ -d "${SYSTEMD_RUNNING:-/run/systemd/system}" ] || return 1
    IFS=: read -r scope unit < "$state/service" || return 1
    case $unit in -* | */* | '' | *[!A-Za-z0-9@:._-]*) return 1 ;; *.service) ;; *) return 1 ;; esac
    case $scope in user | system) ;; *) return 1 ;; esac
    if [ "$scope" = user ] && [ -z "${XDG_RUNTIME_DIR:-}" ]; then
        XDG_RUNTIME_DIR=/run/user/$(id -u) && export XDG_RUNTIME_DIR
    fi
    # Removed by hand: then it is as if there had never been one.
    systemctl "--$scope" cat "$unit" > /dev/null 2>&1 || return 1
    systemctl "--$scope" start "$unit" && return
    say "darumad: the daemon of this home is kept up by the service $unit, which did not start." \
        "See: systemctl --$scope status $unit. Start it with enough rights, or take it away with: daruma unstartup"
    exit 1
}
