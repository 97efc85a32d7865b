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
