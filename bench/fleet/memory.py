#!/usr/bin/env python3
"""Memory of the daemon with and without [fleet], side by side: bench/fleet/memory.py [ROUNDS]. Run it after `make tree`; needs etcd.

Ten processes each. The third one's store also has 50 machines of 20 instances, and the third is read after it has seen them."""

import json
import statistics
import sys
import time

import parts

sys.path.insert(0, str(parts.ROOT / "bench"))
import procfs  # noqa: E402

NODES, INSTANCES, SETTLE = 50, 20, 30
KINDS = ("without [fleet]", "with [fleet]", "with [fleet], 1,000 instances elsewhere")
PROGRAM = "[program:sleep]\ncommand=/bin/sleep 100000\nprocess_name=%(program_name)s_%(process_num)d\nnumprocs=10\n"


def put(endpoint, cluster):
    """Machines that are there on paper only."""
    for n in range(NODES):
        at = f"/jsupervisor/v1/{cluster}/nodes/node{n}/"
        node = {"address": "10.0.0.1", "version": "1", "pid": 1, "started": 1, "ttl": 30, "incarnation": "ab"}
        instance = {"program": "web", "state": "RUNNING", "ready": True, "host": "10.0.0.1", "port": 8000, "protocol": "http", "weight": 1, "version": "0123456789ab", "pid": 1, "start": 1}
        pairs = [(f"{at}instances/web:web_{i:02}", instance) for i in range(INSTANCES)] + [(f"{at}node", node)]
        parts.ask(f"{endpoint}/v3/kv/txn", {"success": [{"request_put": {"key": parts.word(k), "value": parts.word(json.dumps(v))}} for k, v in pairs]})


def measure(work, endpoint, turn):
    with parts.ending([]) as daemons:
        for kind in range(3):
            cluster = f"c{turn}{kind}"
            if kind == 2:
                put(endpoint, cluster)
            daemons.append(parts.Daemon(work / cluster, PROGRAM + (parts.fleet(cluster, endpoint, "here") if kind else "")).begun())
        for kind, nodes in ((1, 1), (2, NODES + 1)):
            parts.until("all machines", lambda: len(daemons[kind].ctl("fleet", "nodes").splitlines()) == nodes)
        time.sleep(SETTLE)
        return [(*procfs.memory([d.pid]), procfs.threads([d.pid])) for d in daemons]


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    with parts.folder() as work, parts.Etcd(work) as etcd:
        etcd.start()
        parts.until("etcd", etcd.answers)
        found = [measure(work, etcd.endpoints(), turn) for turn in range(rounds)]
    print(f"the median of {rounds}, MiB\n\n| daemon, 10 processes | PSS | RSS | threads |\n|---|---|---|---|")
    for kind, name in enumerate(KINDS):
        pss, rss, threads = (statistics.median(each[kind][i] for each in found) for i in range(3))
        print(f"| {name} | {pss:.1f} | {rss:.1f} | {threads:.0f} |")


main()
