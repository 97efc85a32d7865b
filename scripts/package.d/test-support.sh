# What the parts of scripts/package-test share; sourced.
# shellcheck shell=bash disable=SC2154

passed() { printf 'ok: %s\n' "$1"; }
broken() {
  printf 'FAILED: %s\n' "$1" >&2
  exit 1
}
expect_equal() { [ "$1" = "$2" ] || broken "$3: expected $2, found $1"; }

# A folder of a clean Debian of this machine's release with the libraries that the bundle asks for; made once per run.
debian_root() {
  local suite
  debian=$work/debian
  [ ! -d "$debian" ] || return 0
  suite=$(. /etc/os-release && printf %s "$VERSION_CODENAME")
  # NETPROOF_DEBOOTSTRAP_CACHE names a folder that keeps the packages for the next time.
  debootstrap --variant=minbase ${NETPROOF_DEBOOTSTRAP_CACHE:+--cache-dir="$NETPROOF_DEBOOTSTRAP_CACHE"} \
    "$suite" "$debian" >"$work/debootstrap.log" 2>&1 ||
    fail "debootstrap failed: $(tail -n 3 "$work/debootstrap.log")"
}

# Starts a simulated cluster of ten nodes on the loopback, and waits until it is there. Its files go to a folder.
start_simulation() {
  local folder=$1
  "$unpacked/bin/netproof" lab simulate --nodes 10 --directory "$folder" >"$work/simulation.log" 2>&1 &
  simulation=$!
  until [ -s "$folder/kubeconfig" ]; do
    kill -0 "$simulation" 2>/dev/null || fail "the simulation ended: $(tail -n 3 "$work/simulation.log")"
    sleep 0.2
  done
}

stop_simulation() {
  [ -n "${simulation:-}" ] || return 0
  # It holds nothing that has to be put back.
  kill -KILL "$simulation" 2>/dev/null || true
  wait "$simulation" 2>/dev/null || true
  simulation=
}

clean_up() {
  stop_simulation
  [ -z "${image_store:-}" ] || image_clean_up
  # Should something still be mounted there, it must not be deleted.
  if grep -q " $work" /proc/mounts; then
    printf '%s still holds mounts and was left\n' "$work" >&2
  else
    rm -rf "$work"
  fi
}
