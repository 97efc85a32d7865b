"""Reads metrics with both parsers of the `prometheus_client` package: OpenMetrics, and the Prometheus text format that
node exporter's textfile collector takes.

usage: read_metrics.py FILE

Prints the samples as JSON: a list of [name, labels, value, kind of the family]. Both parsers must see the same ones,
and none may have a time stamp, which the collector refuses.
"""
import json
import math
import sys

from prometheus_client.openmetrics.parser import text_string_to_metric_families as openmetrics
from prometheus_client.parser import text_string_to_metric_families as prometheus

with open(sys.argv[1], encoding="utf-8") as file:
    text = file.read()


def samples(parse):
    return [
        [sample.name, sample.labels, sample.value, family.type]
        for family in parse(text) for sample in family.samples
        if sample.timestamp is None or sys.exit(f"{sample.name} has a time stamp")
    ]


first, second = samples(openmetrics), samples(prometheus)
assert first == second, "the two formats are read differently"
assert all(math.isfinite(value) for _, _, value, _ in first)
print(json.dumps(first))
