#!/usr/bin/env bash
# Builds an image where there is no Docker and no registry, by buildah over a base that debootstrap
# makes, and runs it by its own entrypoint in namespaces without a network, with a read-only root and
# a uid that the image does not know. As root on Debian, in about 15 minutes each:
#   apt-get install buildah debootstrap && docker/prove.sh slim && docker/prove.sh minedojo
# For `minedojo` a script stands in for Java: no server of Gradle's or Mojang's is asked, nothing is
# built, and no Minecraft runs; all the rest of minedojo.Dockerfile does.
# WORK is where it is all kept (10 GB); PIP_CONFIG, a pip.conf, is put into the base; WHEELS, a folder
# that it names, is seen by the build.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
work=$(realpath -m "${WORK:-$root/build/docker}")
recipe=${1:-slim} stranger=12345
base=localhost/deckard-base jdk=localhost/deckard-stand-in image=localhost/deckard:$recipe
# Docker's own --tmpfs runs nothing; Minecraft must.
exec=noexec && [ "$recipe" = slim ] || exec=exec
build=(buildah --root "$work/store" --runroot "$work/run" --storage-driver vfs)
mkdir -p "$work/runs"
chown "$stranger:$stranger" "$work/runs"

say() { echo "== $(date +%T) $*"; }

make_base() {
    [ -d "$work/rootfs" ] || debootstrap --variant=minbase \
        --include=python3,python3-venv,ca-certificates bookworm "$work/rootfs"
    cp /etc/ssl/certs/ca-certificates.crt "$work/rootfs/etc/ssl/certs/"
    [ -z "${PIP_CONFIG:-}" ] || cp "$PIP_CONFIG" "$work/rootfs/etc/pip.conf"
    commit "$work/rootfs" "$base"
}

make_jdk() {
    install -D -m 755 "$root/docker/stand_in_java.sh" "$work/jdk/opt/java/openjdk/bin/java"
    commit "$work/jdk" "$jdk"
}

# A folder as an image: commit FOLDER NAME
commit() {
    local container mounted
    container=$("${build[@]}" from scratch)
    mounted=$("${build[@]}" mount "$container")
    cp -a "$1/." "$mounted"
    "${build[@]}" umount "$container" && "${build[@]}" commit --rm "$container" "$2"
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
        mounted=$1 runs=$2 uid=$3 exec=$4 && shift 4
        mount --bind "$mounted" "$mounted"
        mount -t proc proc "$mounted/proc"
        mount --rbind /dev "$mounted/dev"
        mount -t tmpfs -o "mode=1777,nosuid,nodev,$exec" tmpfs "$mounted/tmp"
        mount --bind "$runs" "$mounted/runs"
        mount -o remount,ro,bind "$mounted"
        exec chroot --userspec="$uid:$uid" --groups= "$mounted" env -i --chdir=/runs "$@"
    ' sh "$mounted" "$work/runs" "$stranger" "$exec" "${variables[@]}" "${words[@]}" "$@"
}

shut_in() {
    contained "$mounted" -- sh -c 'id && ! touch /x && ! python3 -c "
import socket; socket.create_connection((\"1.1.1.1\", 53), 3)" 2>/dev/null && echo no network'
}

run() {
    rm -rf "${work:?}/runs/$1"
    contained "$mounted" run -s "target=$1" -o "$1"
}

slim() {
    say "doctor" && contained "$mounted" doctor
    say "wooden_pickaxe" && run wooden_pickaxe
    say "iron_pickaxe" && run iron_pickaxe
    say "score, of a run that another container made" && contained "$mounted" score iron_pickaxe
}

minedojo() {
    say "doctor" && contained "$mounted" doctor --world minedojo
    say "wooden_pickaxe" && run wooden_pickaxe
    say "Minecraft alone"
    # launchClient.sh ends with 1 however Minecraft ended.
    contained "$mounted" minecraft 9123 | tee "$work/minecraft.log" || true
    grep -q "enter state: DORMANT" "$work/minecraft.log"
}

say "base"
"${build[@]}" images -q "$base" 2>/dev/null | grep -q . || make_base
[ "$recipe" != minedojo ] || make_jdk
say "build"
volumes=()
[ -z "${WHEELS:-}" ] || volumes=(--volume "$WHEELS:$WHEELS:ro")
"${build[@]}" bud --isolation chroot --network host "${volumes[@]}" --build-arg "BASE=$base" \
    --build-arg "JDK=$jdk" ${PIP_CONFIG:+--build-arg PIP_EXTRA_INDEX_URL=} \
    -t "$image" -f "$root/docker/$recipe.Dockerfile" "$root"
"${build[@]}" images "$image"
container=$("${build[@]}" from "$image")
trap '"${build[@]}" rm "$container" >/dev/null' EXIT
mounted=$("${build[@]}" mount "$container")
say "shut in" && shut_in
"$recipe"
say "done"
