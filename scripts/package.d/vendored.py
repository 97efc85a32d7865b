"""What others wrote and the dependencies carry in their own sources: BoringSSL in swift-nio-ssl, libyaml in Yams and so on.

vendored.json lists every such part: the package and the path that it is at, where the sources tell its version, its SPDX
licence expression, and its text: `file` of the package, the comment that is the `header` of a file, or `here`, in
licences/, where the package does not have it. The package `swift` is the toolchain's runtime, its files are the bundle's
libraries. `own` are the folders with C that a package's authors wrote themselves.

A part that is no longer where the list says, and C code that the list does not know, are errors: a dependency's update
must not make the list untrue unnoticed.

As a program, writes each part's licence to FOLDER/NAME/LICENSE.txt.
"""

import argparse
import json
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).parent
C_FAMILY = {".c", ".cc", ".cpp", ".h", ".inc", ".s"}


def fail(text):
    """Ends the program with an error that says where to mend it."""
    sys.exit(f"vendored: {text}; see {HERE / 'vendored.json'}")


class Part:
    """One part, found in the sources: its package, name, version (or None), licence, purl and the licence's text."""

    def __init__(self, entry, folder):
        self.package, self.name, self.licence = entry["package"], entry["name"], entry["licence"]
        self.label = f"{self.name} in {self.package}"
        if not (folder / entry["path"]).exists():
            fail(f"{self.label} is no longer at {entry['path']}")
        self.version = self._version(entry["version"], folder) if "version" in entry else None
        self.purl = entry["purl"].format(version=self.version)
        self.text = self._text(entry["text"], folder)

    def _read(self, file):
        if not file.is_file():
            fail(f"{self.label}: there is no {file}")
        return file.read_bytes().decode("utf-8", errors="replace")

    def _version(self, where, folder):
        match = re.search(where["pattern"], self._read(folder / where["file"]))
        return ".".join(match.groups()) if match else fail(f"{self.label}: {where['file']} does not tell its version")

    def _text(self, where, folder):
        if "here" in where:
            return self._read(HERE / "licences" / where["here"])
        if "file" in where:
            return self._read(folder / where["file"])
        comments = re.findall(r"/\*.*?\*/", self._read(folder / where["header"]), flags=re.DOTALL)
        text = next((comment for comment in comments if "Copyright" in comment), None)
        return text + "\n" if text else fail(f"{self.label}: {where['header']} has no licence in its header")


def parts(checkouts, libraries):
    """All parts of the list, from the dependencies' checkouts and the bundle's libraries."""
    known = json.loads((HERE / "vendored.json").read_text(encoding="utf-8"))
    found = [
        Part(entry, libraries if entry["package"] == "swift" else checkouts / entry["package"])
        for entry in known["parts"]
    ]
    told = set(known["own"]) | {f"{entry['package']}/{entry['path']}" for entry in known["parts"]}
    for folder in sorted(with_c(checkouts)):
        if folder not in told:
            fail(f"{folder} has C code that the list does not know; is it the package's own?")
    return found


def with_c(checkouts):
    """The targets of all packages that have C code: PACKAGE/Sources/TARGET."""
    files = (file for file in checkouts.glob("*/Sources/*/**/*") if file.suffix.lower() in C_FAMILY)
    return {"/".join(file.relative_to(checkouts).parts[:3]) for file in files}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ["--checkouts", "--libraries", "--folder"]:
        parser.add_argument(name, required=True, type=pathlib.Path)
    arguments = parser.parse_args()
    for part in parts(arguments.checkouts, arguments.libraries):
        file = arguments.folder / part.name / "LICENSE.txt"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(part.text, encoding="utf-8")


if __name__ == "__main__":
    main()
