# A manifest for krew, the plugin manager of kubectl; sourced by scripts/package.
# shellcheck shell=bash

# Prints the manifest of all bundles of a version in a folder: `krew_manifest VERSION URL FOLDER`. Each is fetched from
# URL/NAME, and krew compares its checksum.
krew_manifest() {
  local version=$1 url=${2%/} folder=$3 bundle name arch found=
  cat <<YAML
apiVersion: krew.googlecontainertools.github.com/v1alpha2
kind: Plugin
metadata:
  name: netproof
spec:
  version: v$version
  homepage: $url
  shortDescription: Prove what Cilium's devices setting does
  description: |
    Sends real packets on every path that pods need, on nodes with several
    uplinks, and compares what comes of them with what Cilium's devices setting
    must do there: which paths work, which fail, and why. Explains another
    setting or release beforehand, recommends one, and gates upgrades.
  caveats: |
    The program is linked for Debian 12 and needs libarchive13, libcurl4 and
    libpcap0.8. A run makes pods in a namespace of its own: "kubectl netproof
    check" tells beforehand whether it could.
  platforms:
YAML
  for bundle in "$folder/netproof-$version-linux-"*.tar.gz; do
    name=$(basename "$bundle" .tar.gz)
    case ${name##*-} in
    x86_64) arch=amd64 ;;
    aarch64) arch=arm64 ;;
    *) fail "krew has no name for ${name##*-}, of $bundle" ;;
    esac
    found=1
    cat <<YAML
    - selector:
        matchLabels:
          os: linux
          arch: $arch
      uri: $url/$name.tar.gz
      sha256: $(sha256sum <"$bundle" | cut -d ' ' -f 1)
      files:
        - from: $name/*
          to: .
      bin: bin/netproof
YAML
  done
  [ -n "$found" ] || fail "$folder has no bundle of version $version"
}
