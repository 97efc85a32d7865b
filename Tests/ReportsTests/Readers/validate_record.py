"""Validates a run record by its JSON Schema with the `jsonschema` package.

usage: validate_record.py SCHEMA RECORD

Prints `ok` and leaves with 0, or one line per violation and 1. Fields that the schema does not know are violations here:
the published schema lets later minor versions add fields, this program's own must be described.
"""
import json
import sys

from jsonschema import Draft202012Validator, FormatChecker


def strict(schema):
    """The schema with every object closed that lists its properties and says nothing else of others."""
    if isinstance(schema, dict):
        closed = {key: strict(value) for key, value in schema.items()}
        if closed.get("type") == "object" and "properties" in closed:
            closed.setdefault("additionalProperties", False)
        return closed
    return [strict(item) for item in schema] if isinstance(schema, list) else schema


with open(sys.argv[1], encoding="utf-8") as file:
    published = json.load(file)
with open(sys.argv[2], encoding="utf-8") as file:
    record = json.load(file)
Draft202012Validator.check_schema(published)
checker = FormatChecker()
assert "date-time" in checker.checkers, "rfc3339-validator is not installed: date-time would not be checked"
validator = Draft202012Validator(strict(published), format_checker=checker)
errors = sorted(validator.iter_errors(record), key=lambda error: list(error.absolute_path))
for error in errors[:20]:
    print("/".join(map(str, error.absolute_path)) or "(top)", error.message[:300], sep=": ")
print("ok" if not errors else f"{len(errors)} violations")
sys.exit(1 if errors else 0)
