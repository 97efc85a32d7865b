# The image, by the same Containerfile that podman and Docker read; sourced by scripts/package-test. The base is made by
# debootstrap instead of pulled, and runc runs the result as Kubernetes would: not root, no capability, no new privileges,
# read-only root. What is not tested: pulling the base, other builders and engines, other architectures.
# shellcheck shell=bash disable=SC2154

# buildah with a store of its own that needs no kernel support.
buildah_here() {
  buildah --storage-driver vfs --root "$image_store/root" --runroot "$image_store/run" "$@" 2>>"$work/buildah.log"
}

image_clean_up() {
  buildah_here rm --all >/dev/null || true
  buildah_here rmi --all --force >/dev/null || true
}

test_image() {
  local container epoch config oci=$work/oci runtime=$work/runtime
  debian_root
  image_store=$work/store
  container=$(buildah_here from scratch) || fail "buildah: $(tail -n 3 "$work/buildah.log")"
  # Without what the test of the root has put there.
  buildah_here add --quiet "$container" "$(base_archive)" / >/dev/null || fail "buildah: $(tail -n 3 "$work/buildah.log")"
  buildah_here commit --quiet "$container" netproof-test-base >/dev/null || fail "buildah: $(tail -n 3 "$work/buildah.log")"
  epoch=$(tar --list --verbose --full-time --utc --file "$bundle" | awk 'NR == 1 { print $4 "T" $5 "Z" }')
  buildah_here build --isolation chroot --pull-never --timestamp "$(date --date "$epoch" +%s)" \
    --build-arg BASE=localhost/netproof-test-base --build-arg VERSION="$(version_of_bundle)" \
    --file "$root/scripts/Containerfile" --tag netproof "$(dirname "$bundle")" >"$work/build.log" ||
    fail "the image could not be built: $(tail -n 5 "$work/build.log" "$work/buildah.log")"
  buildah_here push --quiet netproof "oci:$oci:netproof" || fail "buildah push: $(tail -n 3 "$work/buildah.log")"
  passed "the image is built: $(du -sh "$oci" | cut -f 1) compressed"

  umoci unpack --image "$oci:netproof" "$runtime" >"$work/umoci.log" 2>&1 || fail "umoci: $(tail -n 3 "$work/umoci.log")"
  config=$runtime/config.json
  expect_equal "$(jq -r '.process.user | "\(.uid):\(.gid)"' "$config")" 65532:65532 "the image's user"
  expect_equal "$(find "$runtime/rootfs" \( -name sh -o -name bash -o -name busybox -o -name dash \) | wc -l)" 0 "shells"
  passed "it has a user that is not root, and no shell"
  test_image_run "$runtime"
}

version_of_bundle() { sed 's/^netproof-//; s/-linux-.*//' <<<"$name"; }

# The clean root as an archive; the package lists stay, so that the build needs no second debootstrap.
base_archive() {
  tar --create --one-file-system --exclude ./work --exclude ./srv/elsewhere --exclude ./usr/local/bin/netproof \
    --exclude './proc/*' --exclude './sys/*' --directory "$debian" --file "$work/base.tar" . && printf %s "$work/base.tar"
}

# Starts a container with the image's own entry point; the arguments are netproof's.
contained() {
  local runtime=$1 arguments
  shift
  arguments=$(jq --compact-output --null-input '$ARGS.positional' --args -- "$@")
  # The network is the machine's, where the simulated cluster listens on the loopback.
  jq --argjson arguments "$arguments" --arg share "$work/share" '
    .root.readonly = true | .process.terminal = false | .process.noNewPrivileges = true
    | .process.capabilities = {} | .process.args = ["netproof"] + $arguments
    | .linux.namespaces |= map(select(.type != "network"))
    | .mounts |= map(select(.destination != "/etc/resolv.conf"))
    | .mounts += [
        {destination: "/tmp", type: "tmpfs", source: "tmpfs", options: ["nosuid", "nodev", "mode=1777"]},
        {destination: "/reports", type: "bind", source: $share, options: ["bind", "rw"]}
      ]' "$runtime/config.json" >"$runtime/config.new"
  cp "$runtime/config.json" "$runtime/config.image"
  mv "$runtime/config.new" "$runtime/config.json"
  local status=0
  runc --root "$work/runc" run --bundle "$runtime" "netproof-test-$$-$RANDOM" || status=$?
  mv "$runtime/config.image" "$runtime/config.json"
  return "$status"
}

test_image_run() {
  local runtime=$1 status=0
  install -d -o 65532 -g 65532 "$work/share"
  contained "$runtime" --version >"$work/version" 2>"$work/contained.err" ||
    broken "the image does not run: $(cat "$work/contained.err")"
  expect_equal "$(head -n 1 "$work/version")" "netproof $(version_of_bundle)" "--version in the image"
  contained "$runtime" run --report-dir /elsewhere >/dev/null 2>"$work/contained.err" || status=$?
  expect_equal "$status" 2 "status where reports cannot be written"
  grep -q /elsewhere "$work/contained.err" || broken "the error does not name the folder: $(cat "$work/contained.err")"
  passed "it runs on a read-only root file system, and says so where it cannot write"

  start_simulation "$unpacked/bin/netproof" 10 "$work/share"
  chown -R 65532:65532 "$work/share"
  status=0
  contained "$runtime" run --kubeconfig /reports/kubeconfig --report-dir /reports/run --color never \
    >"$work/contained.log" 2>&1 || status=$?
  sleep 1
  stop_simulation
  expect_equal "$status" 1 "status of a run on a simulated cluster with faults: $(tail -n 3 "$work/contained.log")"
  expect_equal "$(stat -c %u "$work/share/run/run.json")" 65532 "the owner of run.json"
  "$unpacked/bin/netproof" lab simulation-check "$work/share/run/run.json" "$work/share/faults.json" \
    >"$work/check.log" || broken "the run's verdicts: $(tail -n 3 "$work/check.log")"
  passed "a run in the image as user 65532: $(tail -n 1 "$work/check.log")"
}
