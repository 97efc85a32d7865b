# What is in the bundle, without running it anywhere else; sourced by scripts/package-test.
# shellcheck shell=bash disable=SC2154

test_files() {
  (cd "$(dirname "$bundle")" && sha256sum --check --quiet SHA256SUMS) || broken "SHA256SUMS beside the bundle"
  (cd "$unpacked" && sha256sum --check --quiet SHA256SUMS) || broken "SHA256SUMS in the bundle"
  expect_equal "$(cd "$unpacked" && find . -type f | wc -l)" "$(($(wc -l <"$unpacked/SHA256SUMS") + 1))" "files with a sum"
  passed "every file has its SHA-256 sum"
  test_archive
  test_sbom
  test_manual
  test_completions
  cmp <("$unpacked/bin/netproof" manifests rbac) "$unpacked/share/netproof/manifests/rbac.yaml" || broken "rbac.yaml"
  cmp <("$unpacked/bin/netproof" manifests namespace) "$unpacked/share/netproof/manifests/namespace.yaml" ||
    broken "namespace.yaml"
  passed "the manifests are the program's"
}

test_archive() {
  local listing
  listing=$(tar --list --verbose --full-time --numeric-owner --file "$bundle")
  expect_equal "$(awk '{ print $2 }' <<<"$listing" | sort -u)" 0/0 "owners"
  expect_equal "$(awk '{ print $4, $5 }' <<<"$listing" | sort -u | wc -l)" 1 "different times"
  expect_equal "$(awk '{ print substr($1, 1, 1) }' <<<"$listing" | sort -u | tr -d '\n')" "-d" "kinds of entries"
  # tar sorts the names in each folder, so the slash comes before every other character.
  awk '{ print $6 }' <<<"$listing" | tr / '\001' | LC_ALL=C sort -c || broken "entries are not sorted"
  # Bytes 4 to 7 of a gzip file are its time (RFC 1952, 2.3.1).
  expect_equal "$(od -A n -t u4 -j 4 -N 4 "$bundle" | tr -d ' ')" 0 "the time in gzip's header"
  passed "the archive tells nothing of who made it when and where"
}

test_sbom() {
  local sbom=$unpacked/share/doc/netproof/sbom.cdx.json venv=$work/venv library
  python3 -m venv "$venv"
  "$venv/bin/pip" -q install -r "$root/scripts/package.d/requirements.txt" || fail "could not install the validator"
  "$venv/bin/python" - "$sbom" <<'PY' || broken "the SBOM is not valid CycloneDX 1.6"
import sys
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

with open(sys.argv[1]) as file:
    error = JsonStrictValidator(SchemaVersion.V1_6).validate_str(file.read())
if error:
    sys.exit(str(error))
PY
  for library in "$unpacked"/lib/*; do
    jq -e --arg name "lib/$(basename "$library")" --arg sum "$(sha256sum <"$library" | cut -d ' ' -f 1)" \
      'any(.components[].components[]?; .name == $name and .hashes[0].content == $sum)' "$sbom" >/dev/null ||
      broken "the SBOM does not know $library"
  done
  # Every reference is to something that is there.
  jq -e '([.components[]."bom-ref"] + [.metadata.component."bom-ref"]) as $known
    | [.dependencies[] | .ref, .dependsOn[]] - $known == []' "$sbom" >/dev/null || broken "the SBOM's dependencies"
  for library in BoringSSL libyaml llhttp ICU; do
    jq -e --arg name "$library" 'any(.components[].components[]?; .name == $name and .version)' "$sbom" >/dev/null ||
      broken "the SBOM does not tell which $library a package carries"
  done
  jq -r '[.components[] | select(.scope != "required") | ., .components[]?] | map(select(.type == "library").name)[]' \
    "$sbom" | sort -u >"$work/licensed"
  while read -r library; do
    [ -n "$(find "$unpacked/share/doc/netproof/licences/$library" -type f -size +0 2>/dev/null)" ] ||
      broken "no licence of $library"
  done <"$work/licensed"
  passed "the SBOM is valid CycloneDX 1.6 and knows every library; each of $(wc -l <"$work/licensed") components has its licence's text"
}

test_manual() {
  local page=$unpacked/share/man/man1/netproof.1 command
  mandoc -T lint -W error "$page" >"$work/mandoc.log" 2>&1 || broken "the manual page: $(cat "$work/mandoc.log")"
  mandoc -T utf8 "$page" | col -b >"$work/manual.txt"
  for command in $("$unpacked/bin/netproof" --experimental-dump-help |
    jq -r '.command.subcommands[] | select(.shouldDisplay) | .commandName'); do
    grep -qw "$command" "$work/manual.txt" || broken "the manual page says nothing of $command"
  done
  passed "the manual page is well-formed and has every command"
}

test_completions() {
  local share=$unpacked/share
  # shellcheck disable=SC2016
  expect_equal "$(bash -c '. "$1"; COMP_LINE="netproof hand" COMP_POINT=13 COMP_WORDS=(netproof hand) COMP_CWORD=1
    "$(complete -p netproof | sed "s/.*-F \([^ ]*\).*/\1/")" netproof hand netproof; echo "${COMPREPLY[@]}"' - \
    "$share/bash-completion/completions/netproof" | xargs)" handbook "completion in bash"
  expect_equal "$(fish --no-config -c "source $share/fish/vendor_completions.d/netproof.fish; complete -C 'netproof hand'" |
    cut -f 1)" handbook "completion in fish"
  expect_equal "$(completed_by_zsh "$share/zsh/site-functions" 'netproof hand')" 'netproof handbook ' "completion in zsh"
  passed "completions work in bash, fish and zsh"
}

# What stands on zsh's command line after Tab: a shell on a terminal of its own (zshmodules(1), zsh/zpty), for completion is
# part of zsh's line editor. Its first "ready" is what was typed, the second what was printed.
completed_by_zsh() {
  # shellcheck disable=SC2016
  timeout 60 zsh -f -c '
    zmodload zsh/zpty
    zpty shell "TERM=dumb zsh -f -i"
    zpty -w shell "fpath=(${(q)1} \$fpath); autoload -Uz compinit; compinit -u -D; typed() { print -r -- \"typed<\$BUFFER>\" }"
    zpty -w shell "zle -N typed; bindkey \"^T\" typed; PROMPT=\"\"; print ready"
    zpty -r shell seen "*ready*"
    zpty -r shell seen "*ready*"
    zpty -w -n shell "$2"$'"'\t\x14'"'
    zpty -r shell seen "*typed<*>*"
    zpty -d shell
    print -r -- "${${seen##*typed<}%%>*}"' - "$1" "$2"
}
