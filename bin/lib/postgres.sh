# shellcheck shell=bash
# A private PostgreSQL cluster: no TCP, and a socket in a directory that only its owner can enter. Sourced, never run.
#
# PostgreSQL refuses to run as root. Started by root, the server runs as the user postgres, who owns the cluster and
# the directory of the socket; root gets in all the same.

postgres_binaries() {
    local wanted="$1/PG_VERSION" newest
    if [[ -r $wanted ]]; then
        newest="/usr/lib/postgresql/$(<"$wanted")/bin"
    else
        newest="$(printf '%s\n' /usr/lib/postgresql/*/bin | sort -V | tail -n 1)"
    fi
    if [[ ! -x $newest/initdb ]]; then
        complain "$newest/initdb is missing: $1 was made by another version of PostgreSQL. Install it, or remove $1."
        return 1
    fi
    printf '%s' "$newest"
}

# Runs a command as the user the server runs as, from a directory everybody may enter.
as_server() (
    cd /
    if is_root; then
        exec setpriv --reuid=postgres --regid=postgres --init-groups -- "$@"
    else
        exec "$@"
    fi
)

# Makes a directory the server can use.
server_directory() {
    mkdir -p -- "$1"
    chmod 0700 -- "$1"
    if is_root; then chown postgres:postgres -- "$1"; fi
}

# Where the cluster of the instance in directory $1 can be: in it, unless the server's user cannot get there.
cluster_place() {
    if as_server test -x "$1"; then printf '%s' "$1"; else printf '/var/lib/agentor/%s' "$(digest "$1")"; fi
}

# cluster_start CLUSTER SOCKETS [SETTING…]: creates the cluster when there is none, and starts it. A server that an
# earlier start left running is stopped first.
cluster_start() {
    local cluster="$1" sockets="$2" binaries setting
    shift 2
    binaries="$(postgres_binaries "$cluster")" || return 1
    server_directory "$sockets"
    if [[ ! -e $cluster/PG_VERSION ]]; then
        # Made beside its place and moved there when it is whole.
        rm -rf -- "$cluster" "$cluster.new"
        server_directory "$cluster.new"
        as_server "$binaries/initdb" --pgdata="$cluster.new" --username=postgres --auth=trust --encoding=UTF8 \
            --locale=C.UTF-8 --no-instructions >"$cluster.log" 2>&1 || {
            complain "PostgreSQL could not create a cluster: $(tail -n 3 -- "$cluster.log")"
            return 1
        }
        printf "\ninclude 'agentor.conf'\n" | as_server tee --append -- "$cluster.new/postgresql.conf" >/dev/null
        mv -- "$cluster.new" "$cluster"
        rm -f -- "$cluster.log"
    fi
    cluster_stop "$cluster"
    {
        printf "%s\n" "listen_addresses = ''" "unix_socket_directories = '$sockets'" "unix_socket_permissions = 0700" \
            "log_line_prefix = '%m [%p] %q%u '" "timezone = 'UTC'"
        for setting in "$@"; do printf '%s\n' "$setting"; done
    } | as_server tee -- "$cluster/agentor.conf" >/dev/null
    as_server "$binaries/pg_ctl" start --wait --silent --timeout=60 --pgdata="$cluster" --log="$cluster/server.log" \
        >/dev/null || {
        complain "PostgreSQL did not start: $(tail -n 5 -- "$cluster/server.log")"
        return 1
    }
}

# Stops the server if it runs; ends its sessions.
cluster_stop() {
    local binaries
    [[ -e $1/postmaster.pid ]] && binaries="$(postgres_binaries "$1")" || return 0
    as_server "$binaries/pg_ctl" status --pgdata="$1" >/dev/null || return 0
    as_server "$binaries/pg_ctl" stop --wait --silent --mode=fast --timeout=60 --pgdata="$1" >/dev/null
}

# cluster_query SOCKETS: runs the SQL on standard input as the superuser.
cluster_query() {
    PGOPTIONS='-c client_min_messages=warning' psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 \
        "postgresql:///postgres?host=$1&user=postgres"
}
