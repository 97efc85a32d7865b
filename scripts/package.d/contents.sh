# What is in the release bundle; sourced by scripts/package.
# shellcheck shell=bash disable=SC2154

# The program, everything it needs that a system does not have, and what belongs to an installed program.
fill_bundle() {
  local program=$1 version=$2 stage=$3
  local share=$stage/share doc=$stage/share/doc/netproof
  mkdir -p "$stage/bin" "$stage/lib" "$doc"
  install -m 755 "$program" "$stage/bin/netproof"
  strip --strip-all "$stage/bin/netproof"
  add_libraries "$program" "$stage/lib"
  add_completions "$program" "$share"
  add_manual "$program" "$share/man/man1"
  add_manifests "$program" "$share/netproof/manifests"
  cp "$root/LICENSE" "$doc/"
  add_licences "$doc/licences" "$stage/lib"
  python3 -B "$root/scripts/package.d/sbom.py" --version "$version" --dependencies "$scratch/dependencies.json" \
    --resolved "$source/Package.resolved" --checkouts "$scratch/checkouts" --origins "$scratch/libraries" --libraries "$stage/lib" --system "$scratch/system-libraries" \
    >"$doc/sbom.cdx.json" || fail "the SBOM could not be made"
  (cd "$stage" && find . -type f | sort | xargs sha256sum) >"$scratch/sums"
  mv "$scratch/sums" "$stage/SHA256SUMS"
}

# All libraries that the dynamic linker would load for a file: `NAME PATH` per line.
loaded() { ldd "$1" | awk '$2 == "=>" && $3 ~ /^\// { print $1, $3 }'; }

# Copies the toolchain's libraries, and those of Debian that neither its base system nor libarchive, libcurl or libpcap brings.
# Leaves behind where each came from (libraries) and what the system must have (…/system-libraries).
add_libraries() {
  local program=$1 folder=$2 toolchain provided name path found
  toolchain=$(runtime_path)
  # The program has no path of this machine in it, so the linker has to be told here.
  found=$(LD_LIBRARY_PATH=$toolchain loaded "$program")
  provided=$(
    # What these need comes with them; the rest is the base system of every Debian.
    awk '$1 ~ /^lib(archive|curl|pcap|stdc\+\+|gcc_s)[.]so/ { print $2 }' <<<"$found" | while read -r path; do
      basename "$path"
      loaded "$path" | cut -d ' ' -f 1
    done
  )
  : >"$scratch/libraries"
  : >"$scratch/system-libraries"
  while read -r name path; do
    case $path in "$toolchain"/*)
      install -m 644 "$path" "$folder/$name"
      printf '%s swift %s\n' "$name" "$NETPROOF_SWIFT" >>"$scratch/libraries"
      continue
      ;;
    esac
    if grep -qxF "$name" <<<"$provided"; then
      case $name in libarchive.so* | libcurl.so* | libpcap.so* | libz.so* | libstdc++.so* | libc.so*)
        printf '%s %s\n' "$name" "$(debian_package "$path")" >>"$scratch/system-libraries"
        ;;
      esac
      continue
    fi
    install -m 644 "$(readlink -f "$path")" "$folder/$name"
    printf '%s %s\n' "$name" "$(debian_package "$path")" >>"$scratch/libraries"
  done < <(sort <<<"$found")
  strip --strip-unneeded "$folder"/*
}

# The package that a file belongs to: `NAME VERSION`.
debian_package() {
  local owner
  # Packages know files by the path before or after /lib became a link to /usr/lib.
  owner=$(dpkg-query --search "$(readlink -f "$1")" 2>/dev/null ||
    dpkg-query --search "$(readlink -f "$1" | sed 's,^/usr,,')" 2>/dev/null) ||
    fail "$1 belongs to no package, so its licence is not known"
  # shellcheck disable=SC2016
  dpkg-query --show --showformat '${Package} ${Version}' "${owner%%: *}"
}

add_completions() {
  local program=$1 share=$2
  mkdir -p "$share/bash-completion/completions" "$share/zsh/site-functions" "$share/fish/vendor_completions.d"
  run_built "$program" --generate-completion-script bash >"$share/bash-completion/completions/netproof"
  run_built "$program" --generate-completion-script zsh >"$share/zsh/site-functions/_netproof"
  run_built "$program" --generate-completion-script fish >"$share/fish/vendor_completions.d/netproof.fish"
}

# By ArgumentParser's own generator. Its package plugin would build everything once more; the tool alone is small.
add_manual() {
  local program=$1 folder=$2 parser=$scratch/checkouts/swift-argument-parser
  local tool=(swift build --package-path "$parser" --scratch-path "$scratch/manual" --product generate-manual)
  mkdir -p "$folder"
  "${tool[@]}" >"$scratch/manual.log" 2>&1 || fail "ArgumentParser's generate-manual could not be built; see $scratch/manual.log"
  LD_LIBRARY_PATH=$(runtime_path) "$("${tool[@]}" --show-bin-path)/generate-manual" "$program" --date "$(date --date "@$SOURCE_DATE_EPOCH" +%F)" \
    --output-directory "$folder" >/dev/null || fail "the manual page could not be made"
}

add_manifests() {
  local program=$1 folder=$2
  mkdir -p "$folder"
  run_built "$program" manifests namespace >"$folder/namespace.yaml"
  run_built "$program" manifests rbac >"$folder/rbac.yaml"
}

# Where the toolchain has the runtime's shared libraries.
runtime_path() { readlink -f "$(dirname "$(readlink -f "$(command -v swift)")")/../lib/swift/linux"; }

# The unpacked program finds its libraries in the bundle only.
run_built() { LD_LIBRARY_PATH=$(runtime_path) "$@"; }

# Of the packages, of what others wrote in them, of the runtime and of Debian's libraries.
add_licences() {
  local folder=$1 libraries=$2 package path file name
  for path in "$scratch"/checkouts/*/; do
    package=$(basename "$path")
    while read -r file; do
      install -D -m 644 "$path/$file" "$folder/$package/$file"
    done < <(cd "$path" && find . -maxdepth 4 -type f \( -name 'LICENSE*' -o -name 'NOTICE*' -o -name 'COPYING*' \) |
      grep -Ev '/(Tests|Benchmarks|IntegrationTests|Examples|dev)/' | sort)
    [ -d "$folder/$package" ] || fail "$path has no licence file"
  done
  python3 -B "$root/scripts/package.d/vendored.py" --checkouts "$scratch/checkouts" --libraries "$libraries" \
    --folder "$folder" || fail "the licences of vendored code could not be told"
  install -D -m 644 "$(dirname "$(readlink -f "$(command -v swift)")")/../share/swift/LICENSE.txt" \
    "$folder/swift/LICENSE.txt"
  while read -r _ name _; do
    [ "$name" = swift ] || install -D -m 644 "/usr/share/doc/$name/copyright" "$folder/$name/copyright"
  done <"$scratch/libraries"
}

# What must hold of every bundle; fails where it does not.
check_bundle() {
  local stage=$1 file needed
  if grep -rlaF -e "$root/" -e "$HOME/" "$stage" >&2; then fail "the files above name a path of this machine"; fi
  readelf -d "$stage/bin/netproof" | grep -E 'R(UN)?PATH' | grep -vF "[\$ORIGIN" && fail "a run path leads out of the bundle"
  for file in "$stage"/share/bash-completion/completions/netproof "$stage"/share/zsh/site-functions/_netproof \
    "$stage"/share/fish/vendor_completions.d/netproof.fish "$stage"/share/man/man1/netproof.1 \
    "$stage"/share/netproof/manifests/{namespace,rbac}.yaml; do
    [ -s "$file" ] || fail "$file is empty"
  done
  needed=$(loaded "$stage/bin/netproof" | awk -v lib="$stage/lib/" 'index($2, "/swift/") && index($2, lib) != 1')
  [ -z "$needed" ] || fail "not from the bundle: $needed"
  ldd "$stage/bin/netproof" | grep 'not found' >&2 && fail "the libraries above are missing"
  "$stage/bin/netproof" --version | grep -qxF "commit: $NETPROOF_COMMIT" || fail "the program does not know its commit"
}
