"""Holds a plugin's manifest against krew's rules, and installs its archives as krew does.

usage: judge_krew.py MANIFEST FOLDER

FOLDER holds the archives under the last part of their URIs. The rules are those of krew 0.4/0.5, file by file:
internal/index/validation/validate.go, cmd/validate-krew-manifest/main.go, internal/installation/move.go and
internal/pathutil. Prints what does not hold and leaves with 1, else `ok` with the platforms.
"""
import glob
import hashlib
import os
import pathlib
import re
import subprocess
import sys
import tarfile
import tempfile

import yaml

path, folder = map(pathlib.Path, sys.argv[1:3])
problems = []


def check(holds, what):
    if not holds:
        problems.append(what)
    return holds


plugin = yaml.safe_load(path.read_text(encoding="utf-8"))
spec = plugin["spec"]
known = {"version", "shortDescription", "description", "caveats", "homepage", "platforms"}
check(set(plugin) == {"apiVersion", "kind", "metadata", "spec"}, f"unknown fields: {sorted(plugin)}")
check(set(spec) <= known, f"unknown fields of spec: {sorted(set(spec) - known)}")
check(plugin["apiVersion"] == "krew.googlecontainertools.github.com/v1alpha2", "apiVersion")
check(plugin["kind"] == "Plugin", "kind")
check(path.suffix == ".yaml" and plugin["metadata"]["name"] == path.stem, "the name is not that of the file")
check(re.fullmatch(r"[\w-]+", path.stem), "the name is not safe")
short = spec.get("shortDescription", "")
check(short and not re.search(r"[\r\n]", short), "shortDescription")
# The index' own conventions: short, without the plugin's name, no full stop.
check(len(short) <= 50 and not short.endswith(".") and "kubectl" not in short, "shortDescription by naming guide")
check(all(len(line) <= 80 for line in spec["description"].splitlines()), "description has lines of more than 80 columns")
check(re.fullmatch(r"v\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?", spec.get("version", "")), "version")
check(re.fullmatch(r"https?://\S+", spec.get("homepage", "")), "homepage")
check(spec.get("platforms"), "no platforms")

# allPlatforms() of validate-krew-manifest.
supported = {("windows", a) for a in ("386", "amd64", "arm64")} | {("darwin", a) for a in ("386", "amd64", "arm64")}
supported |= {("linux", a) for a in ("386", "amd64", "arm", "arm64", "ppc64le")}
licences = {"license", "license.txt", "license.md", "licenses", "licenses.txt", "licenses.md", "copying", "copying.txt"}
taken = set()
for platform in spec.get("platforms") or []:
    check(set(platform) <= {"uri", "sha256", "bin", "files", "selector"}, f"unknown fields: {sorted(platform)}")
    labels = platform["selector"]["matchLabels"]
    check(labels and set(labels) <= {"os", "arch"}, f"selector {labels}")
    matching = {(o, a) for o, a in supported if labels.get("os", o) == o and labels.get("arch", a) == a}
    check(matching, f"selector {labels} matches no platform that krew knows")
    check(not matching & taken, f"selector {labels} overlaps another")
    taken |= matching
    check(platform["uri"].startswith("https://"), "uri is not https")
    check(re.fullmatch(r"[a-f0-9]{64}", platform["sha256"]), f"sha256 {platform['sha256']}")
    archive = folder / platform["uri"].rsplit("/", 1)[1]
    data = archive.read_bytes()
    if not check(hashlib.sha256(data).hexdigest() == platform["sha256"], f"{archive.name} has another sha256"):
        continue
    with tempfile.TemporaryDirectory() as work:
        source, target = pathlib.Path(work, "source"), pathlib.Path(work, "store", plugin["metadata"]["name"], "v")
        with tarfile.open(archive) as tar:
            names = [member.name for member in tar]
            check(not [n for n in names if n.startswith("/") or ".." in n.split("/")], "a path leads out of the archive")
            tar.extractall(source, filter="data")
        target.mkdir(parents=True)
        for operation in platform.get("files") or [{"from": "*", "to": "."}]:
            check(operation["from"] and operation["to"], "an operation without from or to")
            check(os.path.normpath(operation["to"]) == operation["to"], f"to {operation['to']} is not clean")
            found = glob.glob(str(source / operation["from"]))
            check(found, f"nothing matches {operation['from']}")
            for item in found:
                place = (target / operation["to"] / pathlib.Path(item).name).resolve()
                check(place.is_relative_to(target.resolve()), f"{item} would be moved out")
                place.parent.mkdir(parents=True, exist_ok=True)
                os.rename(item, place)
        program = (target / platform["bin"]).resolve()
        check(program.is_relative_to(target.resolve()) and program.is_file(), f"bin {platform['bin']} is not there")
        check(os.access(program, os.X_OK), f"bin {platform['bin']} cannot be run")
        check(any(p.name.lower() in licences for p in target.rglob("*") if p.is_file()), "no licence is installed")
        # krew links the program under its plugin's name; what it loads beside itself is found from where it really lies.
        link = pathlib.Path(work, "kubectl-" + plugin["metadata"]["name"])
        link.symlink_to(program)
        ran = subprocess.run([link, "--version"], capture_output=True, text=True, check=False)
        check(ran.returncode == 0, f"the linked program fails: {ran.stderr}{ran.stdout}")
for problem in problems:
    print(problem)
print("ok " + " ".join(sorted(f"{o}/{a}" for o, a in taken)) if not problems else f"{len(problems)} problems")
sys.exit(1 if problems else 0)
