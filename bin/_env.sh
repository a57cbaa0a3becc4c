# Shared by bin/run, bin/manage and bin/test: makes or finds the virtual environment in .venv.
# Sourced with ROOT (the checkout) set; `ready FILE` leaves the interpreter in $PYTHON.

fail() {
    printf '\n%s\n' "$*" >&2
    exit 1
}

# The first interpreter that is new enough; PYTHON names one's own.
find_python() {
    for candidate in ${PYTHON:-python3.11 python3.12 python3.13 python3 python3.14}; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
            echo "$candidate"
            return
        fi
    done
    return 1
}

make_venv() {
    base=$(find_python) || fail "Python 3.11 or newer is needed: install it (Debian 12, Ubuntu 24.04: apt-get install python3 python3-venv) or name it in PYTHON."
    if ! "$base" -c 'import ensurepip, venv' >/dev/null 2>&1; then
        version=$("$base" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
        line="apt-get install -y --no-install-recommends python$version-venv"
        if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
            echo "Installing python$version-venv …"
            { apt-get update -qq && DEBIAN_FRONTEND=noninteractive $line; } >/dev/null 2>&1 || :
        fi
        "$base" -c 'import ensurepip, venv' >/dev/null 2>&1 ||
            fail "Python's venv part is missing; run this line, then start again: sudo $line"
    fi
    rm -rf "$ROOT/.venv"
    "$base" -m venv "$ROOT/.venv" || fail "The virtual environment could not be made in $ROOT/.venv: is the disk full, or the folder another user's?"
}

# ready FILE: the environment holds what FILE lists, each package checked against its hash.
ready() {
    wanted=$1
    stamp="$ROOT/.venv/installed-$wanted"
    sum=$(cksum <"$ROOT/$wanted")
    "$ROOT/.venv/bin/python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 || make_venv
    PYTHON="$ROOT/.venv/bin/python"
    # The development list holds everything of the other one.
    if [ "$wanted" = requirements.txt ] && [ "$(cat "$ROOT/.venv/installed-requirements-dev.txt" 2>/dev/null)" = "$(cksum <"$ROOT/requirements-dev.txt")" ]; then
        return
    fi
    [ "$(cat "$stamp" 2>/dev/null)" = "$sum" ] && return
    free=$(df -Pk "$ROOT" | awk 'NR == 2 { print int($4 / 1024) }')
    [ "${free:-9999}" -ge 900 ] || fail "The disk of $ROOT is full: $free MB are free and 900 MB are needed; free some room and start again."
    echo "Installing the packages of $wanted (a minute or two, this once) …"
    "$PYTHON" -m pip install --quiet --disable-pip-version-check --no-input --require-hashes -r "$ROOT/$wanted" ||
        fail "The packages of $wanted could not be installed: see pip's words above (no network, or no room on the disk)."
    echo "$sum" >"$stamp"
}
