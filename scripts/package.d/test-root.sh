# The bundle in a clean Debian that has no Swift; sourced by scripts/package-test.
# shellcheck shell=bash disable=SC2154

test_root() {
  local place=/srv/elsewhere status=0
  debian_root
  chroot "$debian" sh -c 'DEBIAN_FRONTEND=noninteractive apt-get -q -y --no-install-recommends install libarchive13 libcurl4 libpcap0.8' \
    >"$work/apt.log" 2>&1 || fail "apt-get in the clean root failed: $(tail -n 3 "$work/apt.log")"
  # The name is a town's too, in the time zones.
  [ -z "$(find "$debian" -xdev -iname '*swift*' ! -path '*/zoneinfo/*' -print -quit)" ] ||
    broken "the clean root has something of Swift"
  mkdir "$debian$place"
  tar --extract --file "$bundle" --directory "$debian$place"
  local program=$place/$name/bin/netproof
  ln -s "$program" "$debian/usr/local/bin/netproof"
  passed "a clean Debian $(cat "$debian/etc/debian_version") with libarchive13, libcurl4 and libpcap0.8, without Swift"

  # With a /proc, which the dynamic linker finds $ORIGIN by; without anything of this shell's environment.
  in_root=(
    unshare --mount --pid --fork --kill-child --root="$debian" --mount-proc
    /usr/bin/env -i PATH=/usr/local/bin:/usr/bin:/bin HOME=/root
  )
  "${in_root[@]}" netproof --version >"$work/version" || broken "the program does not start: $("${in_root[@]}" ldd "$program" | grep 'not found')"
  expect_equal "$(head -n 1 "$work/version")" "netproof $(sed 's/^netproof-//; s/-linux-.*//' <<<"$name")" "--version"
  grep -q '^libarchive: [0-9]' "$work/version" || broken "--version tells no libarchive"
  grep -q '^libcurl: [0-9]' "$work/version" || broken "--version tells no libcurl"
  grep -q '^libpcap: [0-9]' "$work/version" || broken "--version tells no libpcap"
  grep -q '^zlib: [0-9]' "$work/version" || broken "--version tells no zlib"
  grep -Eq '^commit: [0-9a-f]{40}' "$work/version" || broken "--version tells no commit"
  passed "it runs there, by a link: $(tr '\n' ';' <"$work/version")"

  # A whole verification, with TLS, of a simulated cluster outside, which needs openssl for its certificates. Faults are
  # sprinkled in, hence 1.
  mkdir "$debian/work"
  start_simulation "$unpacked/bin/netproof" 10 "$debian/work"
  "${in_root[@]}" netproof run --kubeconfig /work/kubeconfig --report-dir /work/reports --color never \
    >"$work/run.log" 2>&1 || status=$?
  expect_equal "$status" 1 "status of a run on a simulated cluster with faults"
  sleep 1
  stop_simulation
  "${in_root[@]}" netproof lab simulation-check /work/reports/run.json /work/faults.json >"$work/check.log" ||
    broken "the run's verdicts: $(tail -n 3 "$work/check.log")"
  for file in run.json junit.xml report.md report.html netproof.prom; do
    [ -s "$debian/work/reports/$file" ] || broken "the run left no $file"
  done
  passed "a run on a simulated cluster: $(tail -n 1 "$work/check.log")"
}
