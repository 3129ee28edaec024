#!/usr/bin/env python3
"""etcd is not up when daemons start: bench/fleet/start.py [TIMES [DAEMONS]]. Run it after `make tree`; needs etcd.

Each time new daemons begin, find nobody, and wait for some seconds, never the same; then a new etcd is started. Measured is from its first answer at its client port (asked each 5 ms) until a daemon has tried again, has its lease, and then its node is in the store."""

import random
import sys
import time

import parts

PROGRAM = "[program:sleep]\ncommand=/bin/sleep 100000\n"
PREFIX = "/jsupervisor/v1/late/nodes/"


def measure(work, count):
    work.mkdir()
    with parts.Etcd(work) as etcd, parts.ending([]) as daemons:
        for n in range(count):
            daemons.append(parts.Daemon(work / f"n{n}", parts.fleet("late", etcd.endpoints(), f"n{n}") + PROGRAM))
        for daemon in daemons:
            daemon.begun()
            parts.until("a daemon that misses the store", lambda: "nothing changes here" in daemon.log())
        time.sleep(random.uniform(1, 5))
        etcd.start()
        parts.until("etcd", etcd.answers, 0.005)
        answered = time.monotonic()
        leases, nodes = [], []
        while len(nodes) < count:
            now = time.monotonic() - answered
            granted = (etcd.leases() or 0) - len(leases)
            leases += [now] * granted
            come = len([name for name in etcd.names(PREFIX) or () if name.endswith("/node")]) - len(nodes)
            nodes += [time.monotonic() - answered] * come
            if now > 60:
                sys.exit(f"only {len(nodes)} daemons have come")
            time.sleep(0.005)
        return leases, nodes


def main():
    times, count = (int(sys.argv[i]) if len(sys.argv) > i else usual for i, usual in ((1, 10), (2, 3)))
    with parts.folder() as work:
        found = [measure(work / str(turn), count) for turn in range(times)]
    print(f"{times} times {count} daemons\n\n{parts.HEAD}")
    print(parts.row("from etcd's first answer until a daemon has tried again and has its lease", [each for leases, _ in found for each in leases]))
    print(parts.row("until its node is in the store", [each for _, nodes in found for each in nodes]))


main()
