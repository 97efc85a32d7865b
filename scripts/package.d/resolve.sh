# Which Swift packages go into a bundle; sourced by scripts/package.
# shellcheck shell=bash disable=SC2154

like_py() { python3 -B "$root/scripts/package.d/like.py" "$@"; }

# What --like cannot pin. Another Swift fails; another Debian, or other sources, are told: who builds a fix, or on a
# Debian with security updates, wants the rest the same.
compare_inputs() {
  local kind name version here
  like_py inputs "$like" >"$scratch/inputs" || fail "$like cannot be used; see above"
  while read -r kind name version; do
    case $kind in
    swift) [ "$name" = "$toolchain_version" ] || fail "$like was made with Swift $name, this is $toolchain_version" ;;
    commit)
      [ "$name" = "$NETPROOF_COMMIT" ] ||
        printf 'Note: these sources are %s, not %s: other bytes\n' "$NETPROOF_COMMIT" "$name" >&2
      ;;
    debian)
      # shellcheck disable=SC2016
      here=$(dpkg-query --show --showformat '${Version}' "$name" 2>/dev/null) || here="not installed"
      [ "$here" = "$version" ] || printf 'Note: %s %s is %s here: other bytes\n' "$name" "$version" "$here" >&2
      ;;
    esac
  done <"$scratch/inputs"
}

# The Swift packages, at the place: those of an earlier bundle, or else the newest ones.
resolve() {
  local log=$scratch/resolve.log
  rm -f "$source/Package.resolved"
  if [ -n "$like" ]; then
    compare_inputs
    like_py resolved "$like" >"$source/Package.resolved" || fail "$like cannot be used; see above"
    place_flags+=(--force-resolved-versions)
    build_flags+=(--force-resolved-versions)
  fi
  swift package "${place_flags[@]}" resolve >"$log" 2>&1 || {
    grep -A 2 '^error' "$log" >&2 || tail -n 5 "$log" >&2
    fail "the Swift packages ${like:+of $like }are not to be had; see $log"
  }
  swift package "${place_flags[@]}" show-dependencies --format json >"$scratch/dependencies.json" 2>"$log" ||
    fail "swift package show-dependencies failed; see $log"
  [ -z "$like" ] || like_py compare "$like" "$scratch/dependencies.json" || fail "not the Swift packages of $like; see above"
}
