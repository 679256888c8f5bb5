#!/bin/sh
# daruma-shim.sh: the parent of a supervised program where the C shim cannot be had, and with --hold what daruma-holder is
# there. Same contract (docs/run-directory.md), kept as far as a POSIX shell can; --capabilities says how far that is here.
# Runs under dash, busybox sh and bash. Descriptors: 8 status lines, 9 the lock. Start reading at the end.
set -u

has() { command -v "$1" >/dev/null 2>&1; }
resets_signals() { env --default-signal=INT true >/dev/null 2>&1; } # coreutils 8.31 and later

capabilities() {
    if has flock; then echo lock; fi
    if has prlimit; then echo rlimit; fi
    if has setpriv; then echo user; fi
    if has setsid; then echo session; fi
    if resets_signals; then echo signals; fi
    printf '%s\n' cgroup sweep hold detach
}

wrong_use() {
    echo "daruma-shim.sh: $1" >&2
    exit 64
}

tell() { # WHAT ERRNO: what could not be done
    if [ -n "$status" ]; then echo "notice=$1: errno $2" >&8; fi
    if [ -n "$log" ]; then echo "notice=$1: errno $2" >>"$log"; fi
} 2>/dev/null

# stat_of PID: sets stat_pid, stat_ppid, stat_session, stat_nice, stat_start without starting a process
stat_of() {
    IFS= read -r stat_line <"/proc/$1/stat" || return 1
    stat_pid=${stat_line%% *}
    # shellcheck disable=SC2086 # the fields after the name, which may hold anything
    set -- ${stat_line##*) }
    stat_ppid=$2 stat_session=$4 stat_nice=${17} stat_start=${20}
} 2>/dev/null

wall_clock() {
    clock=$(date +%s.%N)
    case $clock in *[!0-9.]* | *.) clock=$(date +%s).000000000 ;; esac
}

record() { # NAME TEXT: all of it or nothing
    if printf '%s\n' "$2" >"$run/$1.tmp" && mv -f "$run/$1.tmp" "$run/$1"; then return 0; fi
    rm -f "$run/$1.tmp"
    return 1
} 2>/dev/null

# ---- the lock

held_by_flock() { # the C shim may hold it, and /proc/locks tells even where there is no flock(1)
    inode=$(ls -i "$lock" 2>/dev/null) || return 1
    inode=${inode#"${inode%%[0-9]*}"}
    grep -q "FLOCK.*:${inode%% *} " /proc/locks 2>/dev/null
}

# Without flock(1) a directory is the lock: mkdir is atomic. It is taken over only from an owner that is gone for sure.
lock_by_directory() {
    tell "lock: no flock(1), and a directory is not inherited by the tree" 38
    if held_by_flock; then exit 75; fi
    if [ -z "$locked" ] && ! mkdir "$lock.d" 2>/dev/null; then
        if ! [ -d "$lock.d" ]; then tell lock 28 && return; fi # there is no place for it: then nobody has it, either
        owner='' && IFS= read -r owner <"$lock.d/owner"
        # shellcheck disable=SC2086
        set -- $owner
        if [ $# -lt 3 ]; then exit 75; fi # it is just being taken, or we cannot know
        if [ "$3" = "$boot" ] && stat_of "$1" && [ "$stat_start" = "$2" ]; then exit 75; fi
        if [ "$3" = "$boot" ] && [ -n "${4-}" ] && [ -n "$(cookie_bearers "$4")" ]; then exit 75; fi
        mv "$lock.d" "$lock.d.$$" 2>/dev/null || exit 75 # of several who see a dead owner, one gets it
        rm -rf "$lock.d.$$"
        mkdir "$lock.d" 2>/dev/null || exit 75
    fi
    echo "$$ $shim_start $boot ${DARUMA_RUN_ID-}" >"$lock.d/owner"
    IFS= read -r owner <"$lock.d/owner"
    [ "${owner%% *}" = $$ ] || exit 75
    lock_directory=$lock.d
} 2>/dev/null

take_lock() {
    if ! has flock; then lock_by_directory && return; fi
    if [ -n "$locked" ]; then return; fi # by the shell that detached us: descriptor 9 is still that lock
    if ! (: >>"$lock") 2>/dev/null; then tell lock 28 && return; fi
    exec 9>>"$lock"
    flock -n 9 || exit 75
}

# ---- the program's side; runs in the child, which becomes the program

fail() { # STAGE ERRNO: the program does not run
    trap - EXIT
    if [ -n "$status" ]; then printf 'stage=%s\nerrno=%s\n' "$1" "$2" >&8; fi
    rm -f "$run/pid"
    wall_clock
    record exit "v=1
stage=$1
errno=$2
began=$began
ended=$clock
swept=0
exact=1"
    if [ "$1 $2" = "exec 2" ]; then exit 127; fi
    exit 126
} 2>/dev/null

open_spool() { # FILE: prints where the output goes
    if (: >>"$1") 2>/dev/null && [ "$full" = 0 ]; then echo "$1"; else echo /dev/null; fi
}

set_rlimit() { # NAME=SOFT[:HARD]
    limit_name=${1%%=*} limit_soft=${1#*=}
    limit_soft=${limit_soft%%:*}
    if has prlimit; then
        case $1 in *:*) limit=${1#*=} ;; *) limit=$limit_soft: ;; esac
        prlimit --pid "$pid" "--$limit_name=$limit" && return
        tell "$1" 1
        prlimit --pid "$pid" "--$limit_name=$limit_soft:"
    elif [ "$limit_name" = nofile ]; then
        ulimit -S -n "$limit_soft" || tell "$1" 1
    else
        tell "rlimit $1: no prlimit(1)" 38
    fi
} >/dev/null 2>&1

check_program() { # what exec would say, said while there is still somebody to hear it
    case $1 in
        */*) program=$1 ;;
        *) program=$(command -v "$1") || fail exec 2 ;;
    esac
    case $program in */*) ;; *) return ;; esac
    if ! [ -e "$program" ]; then fail exec 2; fi
    if [ -d "$program" ] || ! [ -x "$program" ]; then fail exec 13; fi
    IFS= read -r first <"$program"
    case $first in
        '#!'*)
            # shellcheck disable=SC2086
            set -- ${first#??}
            if ! [ -e "$1" ]; then fail exec 2; fi
            ;;
    esac
} 2>/dev/null

child() {
    trap '' PIPE # nobody may be reading the status lines
    stat_of self
    pid=$stat_pid start=$stat_start full=0
    lines="v=1
pid=$pid
start=$start
shim=$$
shimstart=$shim_start
boot=$boot
at=$began"
    if [ -n "$status" ]; then echo "$lines" >&8; fi 2>/dev/null
    if ! record pid "$lines"; then full=1 && tell "pid record" 28; fi
    out_to=$(open_spool "${out:-$run/out}") err_to=$(open_spool "${err:-$run/err}")
    if [ "$out_to" = /dev/null ]; then tell "spool out" 28; fi
    if [ "$err_to" = /dev/null ]; then tell "spool err" 28; fi
    if [ -n "$cgroup" ]; then (echo "$pid" >"$cgroup/cgroup.procs") 2>/dev/null || tell cgroup 2; fi
    for setting in $rlimits; do set_rlimit "$setting"; done
    if [ -n "$oom" ]; then (echo "$oom" >"/proc/$pid/oom_score_adj") 2>/dev/null || tell oom_score_adj 13; fi
    if [ "$spool_cap" -gt 0 ]; then tell "spool-cap: not in sh" 38; fi
    if [ -n "$listens" ]; then tell "hold-listen: not in sh" 38; fi
    if [ "$notify" = 1 ]; then tell "notify: not in sh, two seconds count as ready" 38; fi
    if [ -n "$uid$gid$groups" ]; then
        user="--reuid=${uid:-$(id -u)} --regid=${gid:-$(id -g)}"
        if [ -n "$groups" ]; then user="$user --groups=$groups"; else user="$user --clear-groups"; fi
        if [ "$(id -u)" != 0 ] && [ "${uid:-$(id -u)} ${gid:-$(id -g)}$groups" = "$(id -u) $(id -g)" ]; then
            user=
        else
            has setpriv || fail user 38
            # shellcheck disable=SC2086
            setpriv $user true >/dev/null 2>&1 || fail user 1
            chown "${uid:-}${gid:+:$gid}" "$out_to" "$err_to" 2>/dev/null
        fi
    fi
    if [ -n "$cwd" ]; then
        if ! [ -e "$cwd" ]; then fail chdir 2; elif ! [ -d "$cwd" ]; then fail chdir 20; fi
        cd "$cwd" 2>/dev/null || fail chdir 13
    fi
    check_program "$1"
    # Outermost last: each of these changes its own process and becomes the next.
    # shellcheck disable=SC2086
    if [ -n "$user" ]; then set -- setpriv $user "$@"; fi
    if [ -n "$nice" ]; then
        change=$((nice - stat_nice))
        if [ "$change" -lt 0 ] && nice -n "$change" true 2>&1 | grep -q .; then tell nice 13; else set -- nice -n "$change" "$@"; fi
    fi
    if has setsid; then set -- setsid "$@"; else tell "session: no setsid(1)" 38; fi
    if resets_signals; then
        set -- env --default-signal "$@"
    else
        tell "signals: SIGINT and SIGQUIT stay ignored" 38
    fi
    if [ "$listen_fds" -gt 0 ]; then
        export LISTEN_FDS="$listen_fds" LISTEN_PID="$pid"
        if [ -n "$listen_names" ]; then export LISTEN_FDNAMES="$listen_names"; fi
    fi
    if [ -n "$umask" ]; then umask "$umask"; fi
    trap - PIPE
    trap 'case $? in 127) fail exec 2 ;; *) fail exec 13 ;; esac' EXIT
    if [ "$listen_fds" -gt 0 ] && [ "$listen_stdin" = 1 ]; then exec "$@" <&3 >>"$out_to" 2>>"$err_to" 8>&-; fi
    exec "$@" </dev/null >>"$out_to" 2>>"$err_to" 8>&-
}

# ---- what is left of the tree

cookie_bearers() { # RUN_ID: the pids that have it in their environment; grep itself is given none
    if ! printf 'a\0' | grep -qzx a 2>/dev/null; then return; fi
    DARUMA_RUN_ID='' grep -lzxF "DARUMA_RUN_ID=$1" /proc/[0-9]*/environ 2>/dev/null \
        | while IFS=/ read -r _ _ bearer _; do echo "$bearer"; done
}

strays() {
    for stray_dir in /proc/[0-9]*; do
        stray=${stray_dir#/proc/}
        if stat_of "$stray" && [ "$stat_session" = "$pid" ]; then echo "$stray"; fi
    done
    if [ -n "${DARUMA_RUN_ID-}" ]; then
        for stray in $(cookie_bearers "$DARUMA_RUN_ID"); do
            if [ "$stray" != $$ ] && stat_of "$stray" && [ "$stat_ppid" != $$ ]; then echo "$stray"; fi
        done
    fi
}

pause() { sleep "$1" 2>/dev/null || sleep 1; } # a sleep(1) without fractions

sweep() {
    left=$(strays)
    if [ -z "$left" ]; then return; fi
    # shellcheck disable=SC2086
    if [ "$term_grace" -gt 0 ]; then kill -TERM $left && kill -CONT $left; fi
    waited=0
    while [ "$waited" -lt "$term_grace" ] && [ -n "$(strays)" ]; do
        pause 0.1
        waited=$((waited + 100))
    done
    while left=$(strays) && [ -n "$left" ]; do
        # shellcheck disable=SC2086
        kill -KILL $left
        pause 0.1
    done
} 2>/dev/null

# ---- one run, and holder mode

on_term() {
    woken=1 stopping=1
    kill -TERM "$pid"
    if [ "$hold" = 1 ]; then
        (exec 8>&- 9>&-; pause "$((term_grace / 1000)).$((term_grace % 1000 / 100))"; kill -KILL "$pid") &
    fi
} 2>/dev/null

run_program() {
    wall_clock
    began=$clock
    child "$@" &
    pid=$!
    if [ -n "$status" ]; then exec 8>&-; fi
    status=
    while :; do # wait ends for a signal of our own, too
        woken=0
        wait "$pid"
        code=$?
        if [ "$woken" = 0 ] || ! kill -0 "$pid" 2>/dev/null; then break; fi
    done
    case $code in 126 | 127) # the child itself may have written why it never ran
        if grep -qx "began=$began" "$run/exit"; then return; fi ;;
    esac
    wall_clock
    exact=1
    if [ "$code" -gt 128 ]; then exact=0; fi
    start=$(sed -n 's/^start=//p' "$run/pid" 2>/dev/null)
    record exit "v=1
pid=$pid
start=$start
boot=$boot
code=$code
began=$began
ended=$clock
swept=0
exact=$exact" || tell "exit record" 28
}

uptime() {
    read -r up _ </proc/uptime
    up=${up%%.*}
}

hold_program() {
    delay=0
    while :; do
        uptime
        began_up=$up
        run_program "$@"
        case $stopping$code in 1* | 00 | 077) exit "$code" ;; esac
        uptime
        if [ $((up - began_up)) -ge 2 ]; then delay=0; fi
        if [ "$delay" -gt 0 ]; then pause "$((delay / 1000)).$((delay % 1000 / 100))"; fi
        if [ "$stopping" = 1 ]; then exit "$code"; fi
        if [ "$delay" = 0 ]; then delay=100; elif [ "$delay" -lt 2500 ]; then delay=$((delay * 2)); else delay=5000; fi
    done
}

# ---- the command line

run='' lock='' status='' cwd='' umask='' nice='' rlimits='' oom='' uid='' gid='' groups='' cgroup='' log='' out='' err=''
user='' listens='' listen_names='' spool_cap=0 listen_fds=0 term_grace=2000 hold=0 detach=0 keep=' ' stopping=0
lock_directory='' locked=${DARUMA_SHIM_LOCKED-} script=$0 options=0
notify=0 listen_stdin=0
unset DARUMA_SHIM_LOCKED

parse() {
    arguments=$#
    while [ $# -gt 0 ] && [ "$1" != -- ]; do
        case $1 in
            --hold) hold=1 && shift && continue ;;
            --detach) detach=1 && shift && continue ;;
            --listen-stdin) listen_stdin=1 && shift && continue ;;
            --notify) notify=1 && shift && continue ;;
            --take | --serve) wrong_use "$1: no sockets can be handed over in sh; the C shim and daruma-holder can" ;;
        esac
        if [ $# -lt 2 ]; then wrong_use "unknown option, or nothing after $1"; fi
        case $1 in
            --run) run=$2 ;; --lock) lock=$2 ;; --cwd) cwd=$2 ;; --cgroup) cgroup=$2 ;; --log) log=$2 ;;
            --out) out=$2 ;; --err) err=$2 ;; --listen-names) listen_names=$2 ;; --groups) groups=$2 ;;
            --listen) listens="$listens $2" ;; --rlimit) rlimits="$rlimits $2" ;;
            --status-fd | --nice | --oom-score-adj | --user | --group | --listen-fds | --spool-cap | \
                --term-grace | --fd | --umask)
                case $2 in '' | - | *[!0-9-]* | ?*-*) wrong_use "not a number after $1: $2" ;; esac
                ;;
            *) wrong_use "unknown option $1" ;;
        esac
        case $1 in
            --status-fd) status=$2 ;; --nice) nice=$2 ;; --oom-score-adj) oom=$2 ;; --user) uid=$2 ;;
            --group) gid=$2 ;; --listen-fds) listen_fds=$2 ;; --spool-cap) spool_cap=$2 ;;
            --term-grace) term_grace=$2 ;; --fd) keep="$keep$2 " ;; --umask) umask=$2 ;;
        esac
        shift 2
    done
    if [ $# -lt 2 ]; then wrong_use "no program: end the options with -- PROGRAM"; fi
    if [ -z "$run" ]; then wrong_use "missing --run DIR"; fi
    if [ -n "$status" ] && [ "$status" -gt 9 ]; then wrong_use "--status-fd must be below 10 for sh"; fi
    options=$((arguments - $# + 1))
}

close_others() { # a shell knows only the descriptors below 10
    fd=3
    while [ "$fd" -lt 10 ]; do
        if [ "$fd" = 8 ] && [ -n "$status" ]; then :
        elif [ "$fd" = 9 ] && [ -n "$locked" ]; then :
        elif [ "$fd" -ge $((3 + listen_fds)) ] && [ "$keep" = "${keep#* "$fd" }" ]; then eval "exec $fd>&-"; fi
        fd=$((fd + 1))
    done
}

go_on_detached() { # ARGUMENTS: the same again in a session of its own
    before=1
    for argument do
        shift
        if [ "$argument" = -- ]; then before=0; fi
        if [ "$before$argument" != 1--detach ]; then set -- "$@" "$argument"; fi
    done
    export DARUMA_SHIM_LOCKED=1
    if setsid -f true 2>/dev/null; then
        setsid -f sh "$script" "$@" </dev/null >/dev/null
    else
        sh "$script" "$@" </dev/null >/dev/null &
    fi
    exit 0
}

if [ "$*" = --capabilities ]; then
    capabilities
    exit 0
fi
parse "$@"
if [ -n "$status" ] && [ "$status" != 8 ] && [ -z "$locked" ]; then eval "exec 8>&$status"; fi
if [ -n "$status" ]; then status=8; fi
close_others
exec 2>/dev/null # a shell remarks on the end of its children
IFS= read -r boot </proc/sys/kernel/random/boot_id
stat_of $$ && shim_start=$stat_start
if [ -n "$lock" ]; then take_lock; fi
if [ "$detach" = 1 ]; then go_on_detached "$@"; fi
shift "$options"
trap 'woken=1' HUP INT PIPE # caught, so that the program gets the default, and then nothing
trap on_term TERM
pid=
if [ "$hold" = 1 ]; then hold_program "$@"; fi
run_program "$@"
sweep
if [ -n "$lock_directory" ]; then rm -rf "$lock_directory"; fi
exit "$code"
