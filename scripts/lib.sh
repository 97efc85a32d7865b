# Shared by the scripts beside it; sourced, not run.
# shellcheck shell=bash

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

fail() {
  printf '%s: %s\n' "${0##*/}" "$1" >&2
  exit 2
}

require_root() {
  [ "$(id -u)" -eq 0 ] || fail "needs root: the lab makes network namespaces. Run it again as root or with sudo."
}

# Swift from PATH, or from where the toolchain's tarball is usually unpacked.
require_swift() {
  command -v swift >/dev/null 2>&1 || PATH=$PATH:/opt/swift/usr/bin:/usr/local/swift/usr/bin
  command -v swift >/dev/null 2>&1 ||
    fail "needs a Swift 6.3 toolchain or newer on PATH. See https://www.swift.org/install/linux/"
}

# What the build links.
libraries=(libarchive-dev libcurl4-openssl-dev libpcap-dev zlib1g-dev)

# Those, and what the lab runs.
packages=(
  ca-certificates "${libraries[@]}"
  wireguard-go wireguard-tools busybox-static dnsmasq-base nginx-light
  nftables conntrack iproute2 openssl util-linux procps tcpdump curl
)

# Programs by others that read the reports in tests.
report_packages=(chromium fonts-noto-cjk python3-venv prometheus)

# A test that hangs must not keep a CI machine for hours: after so many seconds it is ended.
run_tests() { timeout --kill-after=60 "$1" swift test --skip-build "${@:2}"; }

# All tests but those of the lab; the chapters are held against every recorded snapshot, on paper. All at once they
# starve each other on a small machine: some wait for a server's answer while others compute.
paper_tests() {
  SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH=${NETPROOF_TESTS_AT_ONCE:-$((4 * $(nproc)))} \
    NETPROOF_PAPER=$root/Tests/ConformanceTests/Fixtures/RealCluster run_tests "$1" --skip IntegrationTests "${@:2}"
}

# The tests of the lab run in processes side by side, each with labs of its own: much of their time they wait. More
# than three starve each other on two cores. What is in no group runs in one of its own, so that none can be forgotten.
lab_groups=(
  'FaultTests\.swift'
  '/(ScenarioTests|TopologyTests)\.swift'
)

# SwiftPM runs once at a time in a folder, so all but the last group are started without it. What each said follows when
# all are done.
lab_tests() {
  local folder tests group number=0 status=0 beside=() others
  folder=$(mktemp -d)
  tests=$(program netproofPackageTests.xctest)
  for group in "${lab_groups[@]}"; do
    NO_COLOR=1 timeout --kill-after=60 "$1" "$tests" --testing-library swift-testing \
      --filter "IntegrationTests.*$group" >"$folder/$number" 2>&1 &
    beside+=("$!")
    number=$((number + 1))
  done
  others=$(IFS='|' && printf '(%s)' "${lab_groups[*]}")
  run_tests "$1" --filter IntegrationTests --skip "$others" || status=$?
  for group in "${beside[@]}"; do wait "$group" || status=$?; done
  for group in $(seq 0 $((number - 1))); do
    cat "$folder/$group"
    # The runner is content with none.
    grep -q 'Test run with [1-9]' "$folder/$group" || status=1
  done
  rm -rf "$folder"
  return "$status"
}

# Puts the Python packages that read reports into a folder of their own, and names all readers for the tests: where
# they are missing the tests would be skipped, and that must not happen unnoticed.
install_report_readers() {
  local folder=$root/.build/report-readers wanted=$root/Tests/ReportsTests/Readers/requirements.txt
  if ! cmp -s "$wanted" "$folder/requirements.txt"; then
    printf 'Installing the readers of reports\n' >&2
    rm -rf "$folder"
    python3 -m venv "$folder" && "$folder/bin/pip" -q install -r "$wanted" ||
      fail "could not install $wanted; see above"
    cp "$wanted" "$folder/requirements.txt"
  fi
  NETPROOF_TEST_PYTHON=$folder/bin/python3
  NETPROOF_TEST_HELM=$NETPROOF_TEST_PYTHON
  NETPROOF_TEST_CHROMIUM=$(command -v chromium) || fail "needs chromium"
  NETPROOF_TEST_PROMTOOL=$(command -v promtool) || fail "needs promtool, of Debian's package prometheus"
  NETPROOF_TEST_PROMETHEUS=$(command -v prometheus) || fail "needs prometheus, of Debian's package of this name"
  export NETPROOF_TEST_PYTHON NETPROOF_TEST_HELM NETPROOF_TEST_CHROMIUM NETPROOF_TEST_PROMTOOL NETPROOF_TEST_PROMETHEUS
}

missing_packages() {
  local package
  for package in "$@"; do
    # shellcheck disable=SC2016
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || printf '%s\n' "$package"
  done
}

# Installs what is missing, and only that. The lab starts its own nginx inside its own namespaces, and tests ask promtool
# only; the packages' services must neither start now nor at boot, so their units are masked while they are unpacked and
# disabled afterwards.
install_packages() {
  local missing log services package
  mapfile -t missing < <(missing_packages "$@")
  [ "${#missing[@]}" -gt 0 ] || return 0
  command -v apt-get >/dev/null 2>&1 || fail "needs these packages, and there is no apt-get to install them: ${missing[*]}"
  [ "$(id -u)" -eq 0 ] || fail "needs root to install: ${missing[*]}"
  printf 'Installing %s\n' "${missing[*]}" >&2
  log=${TMPDIR:-/tmp}/netproof-apt.log
  mapfile -t services < <(for package in "${missing[@]}"; do service_of "$package"; done)
  without_services ${services[@]+"${services[@]}"} -- apt_install "${missing[@]}" >"$log" 2>&1 ||
    fail "could not install ${missing[*]}; see $log"
}

apt_install() {
  # RUNLEVEL=1: where there is no systemd, invoke-rc.d starts no service in that runlevel.
  DEBIAN_FRONTEND=noninteractive apt-get -q update &&
    DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get -q -y --no-install-recommends install "$@"
}

# Units of packages of which we want the programs only.
service_of() { case $1 in nginx-light) echo nginx ;; prometheus) echo prometheus ;; esac; }

# Runs a command that installs packages while the units of theirs, which are given before `--`, are masked.
without_services() {
  local units=() masks=() unit status=0
  while [ "$1" != -- ]; do
    units+=("$1")
    shift
  done
  shift
  if [ -d /run/systemd/system ]; then
    for unit in ${units[@]+"${units[@]}"}; do
      [ ! -e "/run/systemd/system/$unit.service" ] || continue
      ln -s /dev/null "/run/systemd/system/$unit.service"
      masks+=("$unit")
    done
    systemctl daemon-reload || true
  fi
  "$@" || status=$?
  for unit in ${masks[@]+"${masks[@]}"}; do
    rm -f "/run/systemd/system/$unit.service"
    systemctl daemon-reload || true
    systemctl disable "$unit" || true
  done
  return "$status"
}

# Builds one product. Off a terminal the build's output is shown only when it fails.
build_product() {
  local log
  printf 'Building %s; the first time this takes some minutes\n' "$1" >&2
  if [ -t 2 ]; then
    swift build --package-path "$root" --product "$1" >&2 || fail "the build failed"
    return
  fi
  log=$(mktemp)
  if ! swift build --package-path "$root" --product "$1" >"$log" 2>&1; then
    cat "$log" >&2
    rm -f "$log"
    fail "the build failed"
  fi
  rm -f "$log"
}

# The release bundle to measure, what is measured being what is shipped: NETPROOF_BUNDLE, or else made now.
release_bundle() {
  [ -n "${NETPROOF_BUNDLE:-}" ] || NETPROOF_BUNDLE=$("$root/scripts/package") || fail "scripts/package failed; see above"
  [ -f "$NETPROOF_BUNDLE" ] || fail "NETPROOF_BUNDLE=$NETPROOF_BUNDLE is no file"
  printf '%s\n' "$NETPROOF_BUNDLE"
}

# Unpacks such a bundle into a folder, which is made; its program is bin/netproof there.
unpack_bundle() {
  mkdir -p "$2"
  tar --extract --file "$1" --directory "$2" --strip-components 1
}

# Starts a simulated cluster on the loopback and waits until it is there: a program, how many nodes, and the folder for
# its files. Its process is `simulation`.
start_simulation() {
  local program=$1 nodes=$2 folder=$3
  mkdir -p "$folder"
  "$program" lab simulate --nodes "$nodes" --directory "$folder" >"$folder/simulation.log" 2>&1 &
  simulation=$!
  until [ -s "$folder/kubeconfig" ]; do
    kill -0 "$simulation" 2>/dev/null || fail "the simulation ended: $(tail -n 3 "$folder/simulation.log")"
    sleep 0.2
  done
}

# Ends it, if there is one. It holds nothing that has to be put back, and may take long to end by itself.
stop_simulation() {
  [ -n "${simulation:-}" ] || return 0
  kill -KILL "$simulation" 2>/dev/null || true
  wait "$simulation" 2>/dev/null || true
  simulation=
}

# One line on this machine, for figures to be read by.
machine_facts() {
  printf '%s, %s cores, %s GiB, Linux %s, %s, %s UTC\n' \
    "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)" "$(nproc)" \
    "$(awk '/^MemTotal/ { printf "%.0f", $2 / 1048576 }' /proc/meminfo)" "$(uname -r)" \
    "$(. /etc/os-release && printf %s "$PRETTY_NAME")" "$(date -u '+%Y-%m-%d %H:%M')"
}

program() {
  printf '%s/%s\n' "$(swift build --package-path "$root" --show-bin-path)" "$1"
}
