#!/usr/bin/env python3
"""Memory of the daemon with and without [fleet], side by side: bench/fleet/memory.py [ROUNDS]. Run it after `make tree`; needs etcd.

Ten processes each. The third one's store also has 50 machines of 20 instances, and the third is read after it has seen them."""

import base64
import json
import pathlib
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "bench"))
import procfs  # noqa: E402

NODES, INSTANCES, SETTLE = 50, 20, 30
KINDS = ("without [fleet]", "with [fleet]", "with [fleet], 1,000 instances elsewhere")
CONFIG = """
[unix_http_server]
file={here}/s.sock
[supervisord]
nodaemon=true
logfile={here}/d.log
pidfile={here}/d.pid
childlogdir={here}
state_dir={here}/state
[rpcinterface:supervisor]
supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
[supervisorctl]
serverurl=unix://{here}/s.sock
[program:sleep]
command=/bin/sleep 100000
process_name=%(program_name)s_%(process_num)d
numprocs=10
"""


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def until(what, condition):
    end = time.monotonic() + 120
    while not condition():
        if time.monotonic() > end:
            sys.exit(f"still waiting for {what}")
        time.sleep(0.2)


def ask(url, body):
    try:
        with urllib.request.urlopen(urllib.request.Request(url, json.dumps(body).encode()), timeout=5) as answer:
            return json.load(answer)
    except (urllib.error.URLError, OSError):
        return None


def word(text):
    return base64.b64encode(text.encode()).decode()


def put(endpoint, cluster):
    """Machines that are there on paper only."""
    for n in range(NODES):
        at = f"/jsupervisor/v1/{cluster}/nodes/node{n}/"
        node = {"address": "10.0.0.1", "version": "1", "pid": 1, "started": 1, "ttl": 30, "incarnation": "ab"}
        instance = {"program": "web", "state": "RUNNING", "ready": True, "host": "10.0.0.1", "port": 8000, "protocol": "http", "weight": 1, "version": "0123456789ab", "pid": 1, "start": 1}
        pairs = [(f"{at}instances/web:web_{i:02}", instance) for i in range(INSTANCES)] + [(f"{at}node", node)]
        ask(f"{endpoint}/v3/kv/txn", {"success": [{"request_put": {"key": word(k), "value": word(json.dumps(v))}} for k, v in pairs]})


def start(folder, more):
    folder.mkdir()
    (folder / "c.conf").write_text(CONFIG.format(here=folder) + more)
    daemon = subprocess.Popen([ROOT / "target/jsupervisor/bin/jsupervisord", "-c", folder / "c.conf"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
    until("the daemon", (folder / "s.sock").exists)
    return daemon


def ctl(folder, *words):
    return subprocess.run([ROOT / "target/jsupervisor/bin/jsupervisorctl", "-c", folder / "c.conf", *words], capture_output=True, text=True, check=False).stdout


def measure(work, endpoint, turn):
    daemons = []
    try:
        for kind in range(3):
            cluster = f"c{turn}{kind}"
            if kind == 2:
                put(endpoint, cluster)
            fleet = f"[fleet]\ncluster={cluster}\nendpoints={endpoint}\nnode=here\n" if kind else ""
            daemons.append(start(work / cluster, fleet))
        for kind, nodes in ((1, 1), (2, NODES + 1)):
            until("all machines", lambda: len(ctl(work / f"c{turn}{kind}", "fleet", "nodes").splitlines()) == nodes)
        time.sleep(SETTLE)
        return [(*procfs.memory([d.pid]), procfs.threads([d.pid])) for d in daemons]
    finally:
        for d in daemons:
            d.terminate()
        for d in daemons:
            d.wait(30)


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    work = pathlib.Path(tempfile.mkdtemp(prefix="fleet"))
    endpoint, peer = (f"http://127.0.0.1:{free_port()}" for _ in range(2))
    with (work / "etcd.log").open("w") as log:
        etcd = subprocess.Popen(
            ["etcd", f"--data-dir={work}/etcd", f"--listen-client-urls={endpoint}", f"--advertise-client-urls={endpoint}", f"--listen-peer-urls={peer}", f"--initial-advertise-peer-urls={peer}", f"--initial-cluster=default={peer}"],
            stdout=log,
            stderr=log,
        )
    try:
        until("etcd", lambda: ask(f"{endpoint}/v3/kv/range", {"key": word("x")}))
        found = [measure(work, endpoint, turn) for turn in range(rounds)]
        print(f"the median of {rounds}, MiB\n\n| daemon, 10 processes | PSS | RSS | threads |\n|---|---|---|---|")
        for kind, name in enumerate(KINDS):
            pss, rss, threads = (statistics.median(each[kind][i] for each in found) for i in range(3))
            print(f"| {name} | {pss:.1f} | {rss:.1f} | {threads:.0f} |")
    finally:
        etcd.kill()
        etcd.wait()
        shutil.rmtree(work)


main()
