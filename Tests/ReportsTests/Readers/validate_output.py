"""Validates what a command printed by the published schema that the document names, with the `jsonschema` package.

usage: validate_output.py FOLDER DOCUMENT

FOLDER is docs/; DOCUMENT is JSON, or YAML where it does not begin with a brace. Prints `ok` and the schema, and leaves with
0, or one line per violation and 1. Fields that no schema knows are violations.
"""
import json
import pathlib
import re
import sys

from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry, Resource


def strict(schema):
    """The schema with every object closed that lists its properties and says nothing else of others."""
    if isinstance(schema, dict):
        closed = {key: strict(value) for key, value in schema.items()}
        if closed.get("type") == "object" and "properties" in closed:
            closed.setdefault("additionalProperties", False)
        return closed
    return [strict(item) for item in schema] if isinstance(schema, list) else schema


folder = pathlib.Path(sys.argv[1])
schemas = {}
for path in [folder / "run.schema.json", *sorted((folder / "schemas").glob("*.schema.json"))]:
    published = json.loads(path.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(published)
    schemas[path.name.split(".")[0]] = strict(published)
registry = Registry().with_resources((s["$id"], Resource.from_contents(s)) for s in schemas.values())

text = pathlib.Path(sys.argv[2]).read_text(encoding="utf-8")
if text.startswith("{"):
    document = json.loads(text)
else:
    import yaml

    document = yaml.safe_load(text)
name = re.fullmatch(r"netproof\.([a-z]+)/\d+(\.\d+)?", str(document.get("schema"))).group(1)
checker = FormatChecker()
assert "date-time" in checker.checkers, "rfc3339-validator is not installed: date-time would not be checked"
validator = Draft202012Validator(schemas[name], registry=registry, format_checker=checker)
errors = sorted(validator.iter_errors(document), key=lambda error: list(map(str, error.absolute_path)))
for error in errors[:20]:
    print("/".join(map(str, error.absolute_path)) or "(top)", error.message[:300], sep=": ")
print(f"ok {name}" if not errors else f"{len(errors)} violations of {name}")
sys.exit(1 if errors else 0)
