#!/bin/sh
# What a container of deckard begins with; it becomes the command, so signals reach that directly.
#   entrypoint.sh run -s target=torch    deckard run -s target=torch
#   entrypoint.sh minecraft [PORT]       Minecraft alone, for an agent to attach to by its port
#   entrypoint.sh -- PROGRAM ...         any other program
set -eu

tmp=${TMPDIR:-/tmp}

fail() {
    echo "entrypoint: $*" >&2
    exit 1
}

# A container that is started again still has what was in /tmp when it was killed: copies of
# Minecraft (1 GB each), and what xvfb-run keeps. Only in our images: elsewhere /tmp is shared.
clean() {
    if [ "${DECKARD_CONTAINER:-}" = 1 ]; then
        rm -rf "$tmp"/tmp???????? "$tmp"/minecraft.?????? "$tmp"/xvfb-run.?????? "$tmp"/display.??????
    fi
}

# Numba wants to write where it reads, so the kernels compiled into the image are copied. Where that
# fails they are compiled anew, which takes half a minute.
kernels() {
    if [ -z "${NUMBA_CACHE_DIR:-}" ] && [ -d "${DECKARD_KERNELS:-/opt/kernels}" ]; then
        export NUMBA_CACHE_DIR="$tmp/kernels"
        [ -d "$NUMBA_CACHE_DIR" ] || cp -R "${DECKARD_KERNELS:-/opt/kernels}" "$NUMBA_CACHE_DIR" \
            2>/dev/null || rm -rf "$NUMBA_CACHE_DIR"
    fi
}

# One screen for all instances of Minecraft, on the first display that is free. Xvfb tells its number
# once it listens, and ends with us: the kernel sends it SIGTERM then.
screen() {
    if [ -n "${DISPLAY:-}" ] || [ "${MINEDOJO_HEADLESS:-}" = 1 ] || ! command -v Xvfb >/dev/null; then
        return
    fi
    folder=$(mktemp -d "$tmp/display.XXXXXX")
    mkfifo "$folder/number"
    setpriv --pdeathsig TERM Xvfb -displayfd 3 -screen 0 1024x768x24 -nolisten tcp \
        3>"$folder/number" >"$folder/log" 2>&1 &
    number=$(timeout 20 head -n 1 "$folder/number") || true
    [ -n "$number" ] || fail "Xvfb did not start: $(tail -n 1 "$folder/log")"
    rm -rf "$folder"
    export DISPLAY=":$number"
}

# launchClient.sh writes beside itself, and images are mounted read-only: it runs in a copy.
minecraft() {
    malmo=${MALMO_HOME:-/opt/malmo}
    [ -d "$malmo/Minecraft" ] || fail "no Minecraft in $malmo: use the image of minedojo.Dockerfile"
    copy=$(mktemp -d "$tmp/minecraft.XXXXXX")
    cp -R "$malmo/." "$copy"
    cd "$copy/Minecraft"
    exec ./launchClient.sh -port "${1:-9000}" -env -runDir "$PWD/run"
}

clean
kernels
screen
case "${1:-}" in
minecraft) shift && minecraft "$@" ;;
--) shift && exec "$@" ;;
*) exec deckard "$@" ;;
esac
