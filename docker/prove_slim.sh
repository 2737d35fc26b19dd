#!/usr/bin/env bash
# Builds slim.Dockerfile and runs the image where there is no Docker and no registry: buildah over a
# base made by debootstrap, then the image's own entrypoint in namespaces without a network, with a
# read-only root and a uid that the image does not know. As root, on Debian, in about 15 minutes:
#   apt-get install buildah debootstrap && make docker-slim
# WORK is where all of it is kept (8 GB); what PIP_CONFIG names, a pip.conf, is put into the base,
# and WHEELS, a folder that it may name, is seen by the build.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
work=$(realpath -m "${WORK:-$root/build/docker-slim}")
base=localhost/deckard-base image=localhost/deckard:slim stranger=12345
build=(buildah --root "$work/store" --runroot "$work/run" --storage-driver vfs)
mkdir -p "$work/runs"
chown "$stranger:$stranger" "$work/runs"

say() { echo "== $(date +%T) $*"; }

make_base() {
    [ -d "$work/rootfs" ] || debootstrap --variant=minbase \
        --include=python3,python3-venv,ca-certificates bookworm "$work/rootfs"
    cp /etc/ssl/certs/ca-certificates.crt "$work/rootfs/etc/ssl/certs/"
    [ -z "${PIP_CONFIG:-}" ] || cp "$PIP_CONFIG" "$work/rootfs/etc/pip.conf"
    local container mounted
    container=$("${build[@]}" from scratch)
    mounted=$("${build[@]}" mount "$container")
    cp -a "$work/rootfs/." "$mounted"
    "${build[@]}" umount "$container" && "${build[@]}" commit --rm "$container" "$base"
}

# With an image's environment and entrypoint: contained MOUNTED WORD...
contained() {
    local mounted=$1 variables words
    shift
    mapfile -t variables < <("${build[@]}" inspect --type image \
        --format '{{range .OCIv1.Config.Env}}{{println .}}{{end}}' "$image" | grep .)
    mapfile -t words < <("${build[@]}" inspect --type image \
        --format '{{range .OCIv1.Config.Entrypoint}}{{println .}}{{end}}' "$image" | grep .)
    # shellcheck disable=SC2016 # it is the inner shell that expands these
    unshare --net --mount --pid --fork --ipc --uts sh -euc '
        mounted=$1 runs=$2 uid=$3 && shift 3
        mount --bind "$mounted" "$mounted"
        mount -t proc proc "$mounted/proc"
        mount --rbind /dev "$mounted/dev"
        mount -t tmpfs -o mode=1777 tmpfs "$mounted/tmp"
        mount --bind "$runs" "$mounted/runs"
        mount -o remount,ro,bind "$mounted"
        exec chroot --userspec="$uid:$uid" --groups= "$mounted" env -i --chdir=/runs "$@"
    ' sh "$mounted" "$work/runs" "$stranger" "${variables[@]}" "${words[@]}" "$@"
}

say "base"
"${build[@]}" images -q "$base" 2>/dev/null | grep -q . || make_base
say "build"
volumes=()
[ -z "${WHEELS:-}" ] || volumes=(--volume "$WHEELS:$WHEELS:ro")
"${build[@]}" bud --isolation chroot --network host "${volumes[@]}" --build-arg "BASE=$base" \
    ${PIP_CONFIG:+--build-arg PIP_EXTRA_INDEX_URL=} -t "$image" -f "$root/docker/slim.Dockerfile" "$root"
"${build[@]}" images "$image"
container=$("${build[@]}" from "$image")
trap '"${build[@]}" rm "$container" >/dev/null' EXIT
mounted=$("${build[@]}" mount "$container")

say "it is shut in"
contained "$mounted" -- sh -c 'id && ! touch /x && ! python3 -c "
import socket; socket.create_connection((\"1.1.1.1\", 53), 3)" 2>/dev/null && echo no network'
say "doctor"
contained "$mounted" doctor
for goal in wooden_pickaxe iron_pickaxe; do
    say "run -s target=$goal"
    rm -rf "$work/runs/$goal"
    contained "$mounted" run -s "target=$goal" -o "$goal"
done
say "score, of a run that another container made"
contained "$mounted" score iron_pickaxe
say "done"
