"""Judges the chart by Helm's own SDK, and its rendering by what the program prints for the same options.

usage: judge_chart.py CHART PROGRAM

Prints a line per check that does not hold and leaves with 1, else `ok` with how many checks were made.
"""
import json
import pathlib
import subprocess
import sys

import helm_python
import yaml

chart_path, program = sys.argv[1:3]
problems = []
checks = 0


def check(holds, what):
    global checks
    checks += 1
    if not holds:
        problems.append(what)


def told(*arguments):
    """What the program prints."""
    return subprocess.run([program, "manifests", *arguments], check=True, capture_output=True, text=True).stdout


def objects(text):
    """(kind, namespace, name) → object."""
    found = {}
    for item in yaml.safe_load_all(text):
        if item:
            key = (item["kind"], item["metadata"].get("namespace"), item["metadata"]["name"])
            assert key not in found, f"{key} twice"
            found[key] = item
    return found


def render(values, namespace="netproof"):
    values = {"image": {"repository": "registry.example.com/netproof", "tag": "1"}, **values}
    files = chart.render(values, name="netproof", namespace=namespace)
    return objects("\n---\n".join(text for name, text in files.items() if name.endswith(".yaml")))


def differences(one, other, path=""):
    if isinstance(one, dict) and isinstance(other, dict):
        for key in sorted(set(one) | set(other)):
            yield from differences(one.get(key, "(none)"), other.get(key, "(none)"), f"{path}.{key}")
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for number, (left, right) in enumerate(zip(one, other)):
            yield from differences(left, right, f"{path}[{number}]")
    elif one != other:
        yield f"{path}: chart {json.dumps(one)[:200]}, program {json.dumps(other)[:200]}"


def same(name, rendered, printed):
    check(set(rendered) == set(printed), f"{name}: objects {sorted(map(str, set(rendered) ^ set(printed)))} differ")
    for key in set(rendered) & set(printed):
        found = list(differences(rendered[key], printed[key]))
        check(not found, f"{name}: {key}: " + "; ".join(found[:3]))


IMAGE = ["--runner-image", "registry.example.com/netproof:1"]
# Name → values, options of `netproof manifests cronjob`.
CASES = {
    "defaults": ({}, []),
    "another namespace": ({"namespace": {"name": "probes", "create": True}}, ["--namespace", "probes"]),
    "Cilium elsewhere": (
        {"cilium": {"namespace": "cilium", "daemonSet": "agent"}},
        ["--cilium-namespace", "cilium", "--cilium-daemonset", "agent"],
    ),
    "everything lives in default": (
        {"namespace": {"name": "default", "create": True}, "cilium": {"namespace": "default"}},
        ["--namespace", "default", "--cilium-namespace", "default"],
    ),
    "a folder": (
        {"deliver": ["folder"], "keep": 90, "claim": {"size": "3Gi", "storageClass": "fast"}},
        ["--deliver", "folder", "--keep", "90", "--claim-size", "3Gi", "--storage-class", "fast"],
    ),
    "a claim that is there": (
        {"deliver": ["configmap", "folder", "openreports"], "claim": {"existing": "mine"}},
        ["--deliver", "configmap", "--deliver", "folder", "--deliver", "openreports", "--claim", "mine"],
    ),
    "schedule": (
        {"schedule": "*/30 0-6 * * MON-FRI", "timeZone": "Asia/Seoul", "history": 0, "deadlineSeconds": 5400},
        ["--schedule", "*/30 0-6 * * MON-FRI", "--time-zone", "Asia/Seoul", "--history", "0", "--deadline", "90m"],
    ),
    "pods": (
        {
            "probes": {"image": "r/busybox:2", "imagePullSecrets": ["a", "b"], "podSecurity": "restricted"},
            "nodeSelector": {"zone": "a", "disk": "yes"}, "serviceAccount": {"name": "night"},
        },
        ["--image", "r/busybox:2", "--image-pull-secret", "a", "--image-pull-secret", "b", "--pod-security",
         "restricted", "--runs-on", "zone=a", "--runs-on", "disk=yes", "--service-account", "night"],
    ),
    "packets": (
        {"capture": {"enabled": True, "image": "r/tcpdump:1"}, "scenario": "both"},
        ["--capture", "--capture-image", "r/tcpdump:1", "--scenario", "both"],
    ),
    "Tailscale": (
        {"tailscaleSocket": {"enabled": True, "image": "r/curl:8"}},
        ["--tailscale-socket", "--tailscale-image", "r/curl:8"],
    ),
    "parts": ({"shards": 3}, ["--shards", "3"]),
    "parts with a folder": ({"shards": 2, "deliver": ["folder", "configmap"]},
                            ["--shards", "2", "--deliver", "folder", "--deliver", "configmap"]),
    "more options": (
        {"extraArguments": ["--accept-unfit", "--retries", "2", "--threshold", "drops=50"]},
        ["--", "--accept-unfit", "--retries", "2", "--threshold", "drops=50"],
    ),
}

chart = helm_python.Chart.load(chart_path)
for name, (values, options) in CASES.items():
    values = {**values, "namespace": {"create": True, **values.get("namespace", {})}}
    same(name, render(values), objects(told("cronjob", *IMAGE, *options)))

# The release's namespace is the runs', and is left to Helm unless asked for.
same("the release's namespace", render({"namespace": {"create": True}}, "probes"),
     objects(told("cronjob", *IMAGE, "--namespace", "probes")))
without = objects(told("cronjob", *IMAGE))
del without[("Namespace", None, "netproof")]
same("without a namespace", render({}), without)


def only(values, kind, namespace="netproof"):
    found = [item for (sort, _, _), item in render(values, namespace).items() if sort == kind]
    assert len(found) == 1, f"{len(found)} of {kind}"
    return found[0]


# Alerts and the dashboard are those of the program.
for values, options in [
    ({}, []),
    ({"labels": {"release": "stack"}, "runbooks": "https://x.example/f/", "inconclusiveDays": 5, "silentHours": 30},
     ["--label", "release=stack", "--runbooks", "https://x.example/f", "--inconclusive-days", "5", "--silent-hours", "30"]),
]:
    printed = next(iter(objects(told("alerts", "--operator", *options)).values()))
    found = list(differences(only({"alerts": {"enabled": True, **values}}, "PrometheusRule"), printed))
    check(not found, "alerts: " + "; ".join(found[:3]))
printed = next(iter(objects(told("dashboard", "--config-map", "--label", "grafana_dashboard=1")).values()))
found = list(differences(only({"dashboard": {"enabled": True}}, "ConfigMap"), printed))
check(not found, "dashboard: " + "; ".join(found[:3]))

# What the program has no word for.
metrics = render({"metrics": {"enabled": True, "serviceMonitor": {"enabled": True, "labels": {"release": "stack"}}}})
pod = metrics[("Deployment", "netproof", "netproof-metrics")]["spec"]["template"]
service = metrics[("Service", "netproof", "netproof-metrics")]["spec"]
monitor = metrics[("ServiceMonitor", "netproof", "netproof")]
check(service["selector"].items() <= pod["metadata"]["labels"].items(), "the Service does not choose the pod")
labels = metrics[("Service", "netproof", "netproof-metrics")]["metadata"]["labels"]
check(monitor["spec"]["selector"]["matchLabels"].items() <= labels.items(), "the ServiceMonitor does not choose the Service")
check(monitor["spec"]["endpoints"][0]["port"] in [port["name"] for port in service["ports"]], "the ServiceMonitor's port")
check(monitor["metadata"]["labels"]["release"] == "stack", "the ServiceMonitor's labels")
check(pod["metadata"]["labels"].get("netproof.dev/role") is None, "the metrics' pod passes for a run's")
policy = only({"networkPolicy": {"enabled": True}}, "NetworkPolicy")
runner = render({})[("CronJob", "netproof", "netproof")]["spec"]["jobTemplate"]["spec"]["template"]["metadata"]["labels"]
check(policy["spec"]["podSelector"]["matchLabels"].items() <= runner.items(), "the NetworkPolicy does not choose the runner")
check(policy["spec"]["ingress"] == [], "the NetworkPolicy lets somebody in")
check(all(rule["ports"] for rule in policy["spec"]["egress"]), "the NetworkPolicy lets everything out")
narrow = only({"networkPolicy": {"enabled": True, "apiServerCIDRs": ["10.0.0.1/32"], "apiServerPorts": [6443]}}, "NetworkPolicy")
check(narrow["spec"]["egress"][1] == {"ports": [{"port": 6443, "protocol": "TCP"}],
                                      "to": [{"ipBlock": {"cidr": "10.0.0.1/32"}}]}, "the API server's addresses")

# What is wrong is refused, by the schema or in words.
for values, word in [
    ({"image": {"repository": ""}}, "repository"), ({"schedule": "every night"}, "schedule"), ({"shards": 1}, "shards"),
    ({"deliver": ["mail"]}, "deliver"), ({"deliver": []}, "deliver"), ({"deliver": ["events", "folder"]}, "deliver"), ({"extraArguments": ["--lab"]}, "extraArguments"),
    ({"extraArguments": ["--image=x"]}, "extraArguments"), ({"scenario": "neither"}, "scenario"), ({"oops": 1}, "oops"),
    ({"keep": 3}, "deliver"), ({"shards": 2, "namespace": {"name": "probes"}}, "namespace"),
    ({"metrics": {"enabled": True}, "deliver": ["folder"]}, "configmap"), ({"deadlineSeconds": 1}, "deadlineSeconds"),
    ({"metrics": {"enabled": True}, "shards": 2}, "shards"), ({"alerts": {"silentHours": 0}}, "silentHours"),
    ({"probes": {"podSecurity": "none"}}, "podSecurity"),
]:
    try:
        render(values)
    except Exception as error:  # noqa: BLE001: each kind of refusal has an error of its own
        check(word in str(error), f"{values} is refused without {word}: {str(error)[:300]}")
    else:
        check(False, f"{values} is rendered")

# Helm's linter, and a README that names every value.
findings = helm_python.lint(chart_path, values={"image": {"repository": "r/netproof"}})
messages = findings if isinstance(findings, list) else findings.get("messages", [])
bad = [str(item) for item in messages if str(item.get("severity", "")).lower() not in ("info", "unknown", "0", "1")]
check(not bad, f"lint: {bad}")


def paths(value, path=""):
    """Every value that can be set."""
    if isinstance(value, dict) and value and path not in ("dashboard.labels",):
        for key, inner in value.items():
            yield from paths(inner, f"{path}.{key}".strip("."))
    else:
        yield path


readme = pathlib.Path(chart_path, "README.md").read_text(encoding="utf-8")
for path in paths(chart.values):
    check(f"`{path}`" in readme, f"README.md does not tell of {path}")

for problem in problems:
    print(problem)
print(f"ok {checks}" if not problems else f"{len(problems)} of {checks} checks failed")
sys.exit(1 if problems else 0)
