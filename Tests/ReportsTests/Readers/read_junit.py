"""Reads a JUnit file with the `junitparser` package, and checks the rules of its other readers.

usage: read_junit.py FILE

Prints a JSON summary of what junitparser saw. Leaves with 1 and a line per violation of
- Surefire: surefire-test-report-3.0.xsd, the content of `testcase`, `rerunFailure`, `flakyFailure`, times;
- Jenkins: xunit-plugin's junit-10.xsd, the attributes of `testsuites`, `testsuite` and `testcase`;
- GitLab: a class name and name twice is one test case lost.
"""
import json
import re
import sys
import xml.etree.ElementTree as tree

from junitparser import Error, Failure, JUnitXml, Skipped

SUREFIRE_TIME = re.compile(r"(([0-9]{0,3},)*[0-9]{3}|[0-9]{0,3})*(\.[0-9]{0,3})?")
# surefire-test-report-3.0.xsd is an xs:sequence: elements only in this order.
CASE_ORDER = [
    "failure", "rerunFailure", "flakyFailure", "skipped", "error", "rerunError", "flakyError", "system-out",
    "system-err",
]
RERUN_ORDER = ["stackTrace", "system-out", "system-err"]
# junit-10.xsd
ATTRIBUTES = {
    "testsuites": {"name", "time", "tests", "failures", "errors"},
    "testsuite": {
        "name", "tests", "failures", "errors", "group", "time", "skipped", "timestamp", "hostname", "id", "package",
        "file", "log", "url",
    },
    "testcase": {"name", "time", "classname", "group"},
    "property": {"name", "value"},
    "failure": {"type", "message"}, "error": {"type", "message"}, "skipped": {"type", "message"},
    "rerunFailure": {"type", "message"}, "rerunError": {"type", "message"},
    "flakyFailure": {"type", "message"}, "flakyError": {"type", "message"},
}
REQUIRED = {
    "testsuite": {"name", "tests", "failures", "errors", "skipped"}, "testcase": {"name", "time"},
    "property": {"name", "value"}, "failure": {"type"}, "error": {"type"},
    "rerunFailure": {"type"}, "rerunError": {"type"}, "flakyFailure": {"type"}, "flakyError": {"type"},
}
problems = []


def sequence(element, order):
    positions = [order.index(child.tag) if child.tag in order else -1 for child in element]
    if -1 in positions or positions != sorted(positions):
        problems.append(f"{element.tag} {element.get('name', '')}: {[child.tag for child in element]}")


root = tree.parse(sys.argv[1]).getroot()
if root.tag != "testsuites":
    problems.append(f"the root is {root.tag}")
for element in root.iter():
    for name in set(element.keys()) - ATTRIBUTES.get(element.tag, set()):
        problems.append(f"{element.tag} has an attribute {name}")
    for name in REQUIRED.get(element.tag, set()) - set(element.keys()):
        problems.append(f"{element.tag} lacks {name}")
    if "time" in element.keys() and not SUREFIRE_TIME.fullmatch(element.get("time")):
        problems.append(f"time {element.get('time')} of {element.tag}")
    if element.tag == "testcase":
        sequence(element, CASE_ORDER)
        for once in ("failure", "error", "skipped", "system-out"):
            if len(element.findall(once)) > 1:
                problems.append(f"{element.get('name')}: {once} more than once")
    if element.tag in ("rerunFailure", "rerunError", "flakyFailure", "flakyError"):
        sequence(element, RERUN_ORDER)
        if element.find("stackTrace") is None:
            problems.append(f"{element.tag} lacks stackTrace")
names = [(case.get("classname"), case.get("name")) for case in root.iter("testcase")]
for name in {name for name in names if names.count(name) > 1}:
    problems.append(f"twice: {name}")

seen = JUnitXml.fromfile(sys.argv[1])
suites = []
for suite in seen:
    cases = list(suite)
    results = [result for case in cases for result in case.result]
    counted = {
        "name": suite.name, "tests": len(cases),
        "failures": sum(isinstance(result, Failure) for result in results),
        "errors": sum(isinstance(result, Error) for result in results),
        "skipped": sum(isinstance(result, Skipped) for result in results),
    }
    stated = {key: getattr(suite, key) for key in counted}
    if stated != counted:
        problems.append(f"{stated} says the suite, {counted} was counted")
    counted["properties"] = {item.name: item.value for item in suite.properties()}
    counted["outputs"] = sum(case.system_out is not None for case in cases)
    suites.append(counted)
print(json.dumps({"suites": suites, "problems": problems}))
sys.exit(1 if problems else 0)
