"""A real Prometheus scrapes metrics of runs and is asked every query of a dashboard; one that says nothing fails.

dashboard_judge.py PROMETHEUS DASHBOARD METRICS...
"""
import functools
import http.server
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import urllib.request


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def guess_type(self, _):
        return "text/plain; version=0.0.4"


def serve(folder):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=folder))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_address[1]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def ask(port, path, **query):
    url = f"http://127.0.0.1:{port}{path}?{urllib.parse.urlencode(query)}"
    try:
        with urllib.request.urlopen(url, timeout=30) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as error:
        return json.load(error)


def queries(dashboard):
    for panel in dashboard["panels"]:
        for target in panel["targets"]:
            yield panel["title"], target["expr"].replace("$scenario", ".*")


def main(program, dashboard, *metrics):
    with open(dashboard) as file:
        dashboard = json.load(file)
    with tempfile.TemporaryDirectory() as folder:
        jobs = []
        for number, path in enumerate(metrics):
            os.symlink(os.path.abspath(path), os.path.join(folder, f"metrics{number}"))
            jobs.append({"job_name": f"run{number}", "metrics_path": f"/metrics{number}"})
        target = f"127.0.0.1:{serve(folder)}"
        for job in jobs:
            job["static_configs"] = [{"targets": [target]}]
        config = os.path.join(folder, "prometheus.yml")
        with open(config, "w") as file:
            json.dump({"global": {"scrape_interval": "1s"}, "scrape_configs": jobs}, file)
        port = free_port()
        prometheus = subprocess.Popen(
            [program, f"--config.file={config}", f"--web.listen-address=127.0.0.1:{port}",
             f"--storage.tsdb.path={folder}/data"], stderr=subprocess.DEVNULL)
        try:
            return judge(port, dashboard, len(jobs))
        finally:
            prometheus.kill()
            prometheus.wait()


def judge(port, dashboard, jobs):
    deadline = time.monotonic() + 300
    while True:
        try:
            up = ask(port, "/api/v1/query", query="sum(up)")["data"]["result"]
            if up and float(up[0]["value"][1]) == jobs:
                break
        except (OSError, KeyError, ValueError):
            pass
        if time.monotonic() > deadline:
            sys.exit("Prometheus has not scraped the metrics")
        time.sleep(0.2)
    silent = 0
    for title, expression in queries(dashboard):
        answer = ask(port, "/api/v1/query", query=expression)
        found = answer.get("data", {}).get("result", [])
        print(f"{title}: {len(found)} series" if found else f"{title}: nothing: {answer.get('error', expression)}")
        silent += not found
    for variable in dashboard["templating"]["list"]:
        if variable["type"] != "query":
            continue
        metric, label = variable["query"].removeprefix("label_values(").rstrip(")").split(", ")
        answer = ask(port, f"/api/v1/label/{label}/values", **{"match[]": metric})
        print(f"${variable['name']}: {answer['data']}")
        silent += not answer["data"]
    return 1 if silent else 0


sys.exit(main(*sys.argv[1:]))
