"""Reads from an earlier bundle's SBOM what it was made of, so that scripts/package --like can take the same again.

    like.py resolved SBOM                a Package.resolved that pins every Swift package by version and revision
    like.py inputs SBOM                  the other inputs, one a line: `swift VERSION`, `debian PACKAGE VERSION`,
                                         `commit COMMIT`
    like.py compare SBOM DEPENDENCIES    an error where `swift package show-dependencies --format json` tells other versions
"""

import json
import pathlib
import sys
import urllib.parse


def fail(text):
    """Ends the program with an error."""
    sys.exit(f"like: {text}")


def read(file):
    """The document, which must be an SBOM of netproof's."""
    try:
        document = json.loads(pathlib.Path(file).read_text(encoding="utf-8"))
        if document["bomFormat"] == "CycloneDX" and document["metadata"]["component"]["name"] == "netproof":
            return document
    except OSError as error:
        fail(f"{file} cannot be read: {error.strerror}")
    except (ValueError, KeyError, TypeError):
        pass
    fail(f"{file} is no CycloneDX SBOM of netproof; give the netproof-*.cdx.json beside an earlier bundle")


def property_of(component, name):
    """The value of a property of netproof's, or None."""
    values = (entry["value"] for entry in component.get("properties", []) if entry["name"] == f"netproof:{name}")
    return next(values, None)


def swift_packages(document):
    """The components that were linked in."""
    return [component for component in document["components"] if component["purl"].startswith("pkg:swift/")]


def resolved(document):
    """The document's Swift packages as SwiftPM's pins, version 2 of its format."""
    pins = []
    for component in swift_packages(document):
        revision = property_of(component, "revision")
        if not revision:
            fail(f"the SBOM tells no revision of {component['name']}; it is older than scripts/package --like")
        url = component["externalReferences"][0]["url"]
        pins.append(
            {
                "identity": url.rsplit("/", 1)[-1].removesuffix(".git").lower(),
                "kind": "remoteSourceControl",
                "location": url,
                "state": {"revision": revision, "version": component["version"]},
            }
        )
    if not pins:
        fail("the SBOM lists no Swift package")
    return {"pins": sorted(pins, key=lambda pin: pin["identity"]), "version": 2}


def inputs(document):
    """What is not pinned, but has to be the same."""
    for component in document["components"]:
        if component["name"] == "swift":
            yield f"swift {component['version']}"
        elif component["purl"].startswith("pkg:deb/"):
            yield f"debian {component['name']} {urllib.parse.unquote(component['version'])}"
    yield f"commit {property_of(document['metadata']['component'], 'commit')}"


def versions(node):
    """Every package below a node of the dependency tree, as `NAME VERSION`."""
    return {f"{package['name']} {package['version']}" for package in node["dependencies"]}.union(
        *(versions(package) for package in node["dependencies"])
    )


def compare(document, tree):
    """Fails where a package is another version than the SBOM's, is missing or is new."""
    listed = {f"{component['name']} {component['version']}" for component in swift_packages(document)}
    if other := listed ^ versions(tree):
        here = sorted(other - listed) or ["nothing"]
        fail(f"the SBOM lists {', '.join(sorted(other & listed)) or 'nothing'} where there is {', '.join(here)} here")


def main():
    match sys.argv[1:]:
        case ["resolved", sbom]:
            print(json.dumps(resolved(read(sbom)), indent=2))
        case ["inputs", sbom]:
            print("\n".join(inputs(read(sbom))))
        case ["compare", sbom, dependencies]:
            compare(read(sbom), json.loads(pathlib.Path(dependencies).read_text(encoding="utf-8")))
        case _:
            fail(__doc__)


main()
