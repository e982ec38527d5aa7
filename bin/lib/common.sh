# shellcheck shell=bash
# What every command in bin/ shares. Sourced, never run.

PATH="$PATH:/usr/sbin:/sbin"
# shellcheck disable=SC2034  # for whoever sources this
root="$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd -P)"

say() { printf '%s\n' "$*"; }

complain() { printf '%s: %s\n' "$(basename -- "$0")" "$*" >&2; }

die() {
    complain "$@"
    exit 1
}

# Prints the comment a command begins with, and exits.
usage() {
    sed -n '2,/^[^#]/{/^#/!d;s/^# \{0,1\}//;p}' "$0"
    exit "${1:-0}"
}

# hear_interrupts "$@": a shell that starts a command with & has it ignore SIGINT, and no script can trap what is ignored
# when it begins. So the script begins once more, as it was called, without.
hear_interrupts() {
    local ignored
    ignored="$(sed -n 's/^SigIgn:[[:space:]]*//p' "/proc/$$/status")"
    if (((0x$ignored & 2) != 0)); then exec env --default-signal=INT "$0" "$@"; fi
}

is_root() { [[ $EUID -eq 0 ]]; }

has() { command -v "$1" >/dev/null 2>&1; }

# Eight digits that stand for a directory.
digest() { printf '%s' "$1" | sha256sum | cut -c1-8; }

# A short private directory for the sockets of the instance in directory $1: the path of a socket has 107 bytes at most.
# The same instance always has the same one, so that what an earlier start left behind is found.
socket_directory() {
    local base=/tmp name
    if is_root && [[ -d /run && -w /run ]]; then base=/run; fi
    name="$base/agentor-$EUID-$(digest "$1")"
    mkdir -m 0711 -- "$name" 2>/dev/null || true
    # In /tmp somebody else may have been first.
    if [[ -L $name || ! -d $name || ! -O $name ]]; then
        complain "$name is in the way: it should be a directory of yours. Remove it."
        return 1
    fi
    chmod 0711 -- "$name"
    printf '%s' "$name"
}

# Whether process $1 runs, and $2 is part of its command line.
runs() { [[ -n ${1:-} && -r /proc/$1/cmdline ]] && tr '\0' ' ' <"/proc/$1/cmdline" 2>/dev/null | grep -qF -- "$2"; }

# The processes whose environment held $1, NAME=VALUE, when they began.
processes_with() { grep -lszxF -- "$1" /proc/[0-9]*/environ | grep -oE '[0-9]+' || true; }

# Waits up to $2 seconds for process $1 to end.
ended_within() {
    local tenths=$(($2 * 10))
    while [[ -d /proc/$1 ]] && ! grep -qs '^State:.Z' "/proc/$1/status"; do
        ((tenths-- > 0)) || return 1
        sleep 0.1
    done
}

# Runs a command that may take long so that a signal is heard while it runs; a trap can end it by $step. It does not
# keep descriptor 8, an instance's lock.
step=''
run_step() {
    local code=0
    "$@" 8>&- &
    step=$!
    wait "$step" || code=$?
    step=''
    return "$code"
}
