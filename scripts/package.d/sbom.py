"""Writes the bundle's SBOM: CycloneDX 1.6 as JSON (https://cyclonedx.org/docs/1.6/json/), the same bytes for the same input.

What is linked in comes from `swift package show-dependencies --format json` and Package.resolved, what is beside it from the lists that
scripts/package.d/contents.sh leaves (`FILE PACKAGE VERSION` per line; the package `swift` is the toolchain's runtime),
and what these carry of others from vendored.py, as components of theirs.
"""

import argparse
import datetime
import hashlib
import json
import os
import pathlib
import sys
import urllib.parse
import uuid

import vendored

# Where versions of Debian packages are published; part of a package URL (https://github.com/package-url/purl-spec).
DEBIAN = "pkg:deb/debian"
SWIFT_LICENCE = {"expression": "Apache-2.0 WITH Swift-exception"}


def licence_of(folder):
    """The SPDX identifier of the licence in a package's folder, told by its text; an error when it is another one."""
    for file in sorted(folder.glob("LICENSE*")):
        text = " ".join(file.read_text(encoding="utf-8").split())
        if "Apache License Version 2.0" in text:
            exception = "Runtime Library Exception to the Apache 2.0 License" in text
            return SWIFT_LICENCE if exception else {"license": {"id": "Apache-2.0"}}
        if "Permission is hereby granted, free of charge, to any person obtaining a copy" in text:
            return {"license": {"id": "MIT"}}
        sys.exit(f"sbom: {file} is a licence that this script does not know; add it")
    sys.exit(f"sbom: {folder} has no licence")


def revisions(resolved):
    """The commit of each package, by its address, from SwiftPM's pins."""
    return {pin["location"]: pin["state"]["revision"] for pin in json.loads(resolved.read_text())["pins"]}


def swift_packages(node, commits, found, edges):
    """Collects the components below a node of the dependency tree, and who needs whom; returns the node's references."""
    references = []
    for package in node["dependencies"]:
        place = package["url"].removeprefix("https://").removesuffix(".git")
        reference = f"pkg:swift/{place}@{package['version']}"
        found[reference] = {
            "type": "library",
            "bom-ref": reference,
            "name": package["name"],
            "version": package["version"],
            "licenses": [licence_of(pathlib.Path(package["path"]))],
            "purl": reference,
            "externalReferences": [{"type": "vcs", "url": package["url"]}],
            "properties": [{"name": "netproof:revision", "value": commits[package["url"]]}],
        }
        edges[reference] = swift_packages(package, commits, found, edges)
        references.append(reference)
    return sorted(set(references))


def carried(parts):
    """The components that a package has in it, one per part that others wrote."""
    found = []
    for part in parts:
        licence = {"expression": part.licence} if " " in part.licence else {"license": {"id": part.licence}}
        version = {"version": part.version} if part.version else {}
        component = {"type": "library", "bom-ref": part.purl, "name": part.name, "licenses": [licence], "purl": part.purl}
        found.append(component | version)
    return found


def runtime(origins, libraries):
    """A component per package that shared libraries in the bundle come from, with the files and their hashes."""
    found = {}
    for line in origins.read_text().splitlines():
        file, package, version = line.split()
        if package == "swift":
            reference = f"pkg:github/swiftlang/swift@swift-{version}-RELEASE"
            component = {"name": "swift", "licenses": [SWIFT_LICENCE]}
        else:
            reference = f"{DEBIAN}/{package}@{urllib.parse.quote(version, safe='')}"
            # Debian states licences per file, in the copyright file that the bundle carries.
            component = {"name": package, "licenses": [{"license": {"name": f"see licences/{package}/copyright"}}]}
        component = {"type": "library", "bom-ref": reference, "version": version, "purl": reference} | component
        component = found.setdefault(reference, component | {"components": []})
        digest = hashlib.sha256((libraries / file).read_bytes()).hexdigest()
        component["components"].append(
            {
                "type": "file",
                "bom-ref": f"file:lib/{file}",
                "name": f"lib/{file}",
                "hashes": [{"alg": "SHA-256", "content": digest}],
            }
        )
    return found


def required(system):
    """What a system has to bring. The versions are those that the bundle was linked with."""
    found = {}
    for line in system.read_text().splitlines():
        file, package, version = line.split()
        reference = f"{DEBIAN}/{package}@{urllib.parse.quote(version, safe='')}"
        found[reference] = {
            "type": "library",
            "bom-ref": reference,
            "name": package,
            "version": version,
            "description": f"{file}; not in the bundle, the system provides it",
            "scope": "required",
            "purl": reference,
            "properties": [{"name": "netproof:provided-by", "value": "system"}],
        }
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--version", required=True)
    for name in ["--dependencies", "--resolved", "--checkouts", "--origins", "--libraries", "--system"]:
        parser.add_argument(name, required=True, type=pathlib.Path)
    arguments = parser.parse_args()

    tree = json.loads(arguments.dependencies.read_text())
    components, edges = {}, {}
    direct = swift_packages(tree, revisions(arguments.resolved), components, edges)
    beside = runtime(arguments.origins, arguments.libraries) | required(arguments.system)
    components |= beside
    parts = vendored.parts(arguments.checkouts, arguments.libraries)
    by_name = {component["name"]: component for component in components.values()}
    for package in sorted({part.package for part in parts}):
        own = by_name[package].setdefault("components", [])
        own.extend(carried(part for part in parts if part.package == package))
    reference = f"pkg:generic/netproof@{arguments.version}"
    edges[reference] = sorted(direct + list(beside))
    for other in beside:
        edges[other] = []
    time = datetime.datetime.fromtimestamp(int(os.environ["SOURCE_DATE_EPOCH"]), datetime.timezone.utc)
    body = {
        "metadata": {
            "timestamp": time.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "component": {
                "type": "application",
                "bom-ref": reference,
                "name": "netproof",
                "version": arguments.version,
                "licenses": [{"license": {"id": "Apache-2.0"}}],
                "purl": reference,
                "properties": [{"name": "netproof:commit", "value": os.environ["NETPROOF_COMMIT"]}],
            },
        },
        "components": [components[key] for key in sorted(components)],
        "dependencies": [{"ref": key, "dependsOn": edges[key]} for key in sorted(edges)],
    }
    # A random serial number would make every bundle another one: it is derived from what it stands for.
    serial = uuid.uuid5(uuid.NAMESPACE_URL, json.dumps(body, sort_keys=True))
    document = {"bomFormat": "CycloneDX", "specVersion": "1.6", "serialNumber": f"urn:uuid:{serial}", "version": 1}
    print(json.dumps(document | body, indent=2))


main()
