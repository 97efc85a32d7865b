"""Prints a YAML document as JSON, as PyYAML reads it.

usage: read_yaml.py DOCUMENT
"""
import json
import sys

import yaml

with open(sys.argv[1], encoding="utf-8") as file:
    print(json.dumps(yaml.safe_load(file)))
