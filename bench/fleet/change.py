#!/usr/bin/env python3
"""A change on one machine until it is in the upstream files of all: bench/fleet/change.py [DAEMONS [CHANGES [INSTANCES]]]. Run it after `make tree`; needs etcd.

Real daemons on three members of etcd, each with instances and an [upstream:web] of scope=fleet. One instance after another is killed, started, stopped and started again: measured is from the kill, from the order to stop as it is
sent, and from the instance's own READY=1, until the files of all daemons (read each 2 ms) have it otherwise. No proxy is behind the files, so no test and reload are in the figures."""

import os
import random
import re
import signal
import sys
import time

import parts

TTL = 10
FIRST_PORT = 20000
# A file is written three times at once, then once in 1.5 s: changes that are to be measured one by one keep away from each other.
APART = (1.6, 2.4)
WORKER = """
import os, socket, sys, time
says = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
name = os.environ["NOTIFY_SOCKET"]
with open(sys.argv[1] + ".new", "w") as file:
    file.write(f"{os.getpid()} {time.monotonic()}")
says.sendto(b"READY=1", chr(0) + name[1:] if name[0] == "@" else name)
os.rename(sys.argv[1] + ".new", sys.argv[1])
time.sleep(1000000)
"""
CONFIG = """
[program:web]
command=/usr/bin/python3 {work}/worker.py {here}/said.%(process_num)d
process_name=%(program_name)s_%(process_num)d
numprocs={instances}
host=127.0.0.1
port={row}%(process_num)02d
readiness=notify
autorestart=false
startsecs=0

[upstream:web]
programs=web
scope=fleet
file={here}/upstream.conf
"""


class Machine:
    def __init__(self, work, endpoints, number, instances):
        self.number = number
        here = work / f"n{number}"
        more = CONFIG.format(work=work, here=here, instances=instances, row=FIRST_PORT // 100 + number)
        self.daemon = parts.Daemon(here, parts.fleet("change", endpoints, f"n{number}", TTL) + more)
        self.file = here / "upstream.conf"

    def has(self):
        """The ports that its proxy may send requests to."""
        try:
            text = self.file.read_text()
        except OSError:
            return frozenset()
        return frozenset(int(port) for port, rest in re.findall(r"^\s*server 127\.0\.0\.1:(\d+)([^;]*)", text, re.M) if " down" not in rest)

    def port(self, instance):
        return FIRST_PORT + self.number * 100 + instance

    def said(self, instance):
        """The pid of who said READY=1 last, and when."""
        pid, when = (self.daemon.here / f"said.{instance}").read_text().split()
        return int(pid), float(when)


def all_have(machines, port, wanted):
    return all((port in machine.has()) == wanted for machine in machines)


def taken(machines, port, wanted):
    """When the last file has it."""
    parts.until(f"{port} {'in' if wanted else 'out of'} all files", lambda: all_have(machines, port, wanted), 0.002)
    return time.monotonic()


def turn(machines, machine, instance, found):
    port, path = machine.port(instance), f"processes/web:web_{instance}"

    def pause():
        time.sleep(random.uniform(*APART))

    def killed():
        begun = time.monotonic()
        os.kill(machine.said(instance)[0], signal.SIGKILL)
        return begun

    def stopped():
        begun = time.monotonic()
        machine.daemon.api("POST", f"{path}/stop?wait=true")
        return begun

    def started():
        machine.daemon.api("POST", f"{path}/start")

    for kind, leave in (("killed", killed), ("stopped", stopped)):
        pause()
        begun = leave()
        found[kind].append(taken(machines, port, False) - begun)
        pause()
        started()
        end = taken(machines, port, True)
        found["ready"].append(end - machine.said(instance)[1])


def main():
    count, changes, instances = (int(sys.argv[i]) if len(sys.argv) > i else usual for i, usual in ((1, 4), (2, 80), (3, 3)))
    found = {"killed": [], "stopped": [], "ready": []}
    with parts.folder() as work, parts.Etcd(work, 3) as etcd, parts.ending([]) as daemons:
        (work / "worker.py").write_text(WORKER)
        etcd.start()
        parts.until("etcd", etcd.answers)
        machines = []
        for n in range(count):
            machines.append(Machine(work, etcd.endpoints(), n, instances))
            daemons.append(machines[-1].daemon)
        everything = frozenset(m.port(i) for m in machines for i in range(instances))
        parts.until("all files", lambda: all(m.has() == everything for m in machines))
        for number in range((changes + 3) // 4):
            turn(machines, machines[number % count], number // count % instances, found)
    print(f"{count} daemons with {instances} instances each, 3 members of etcd; until the files of all {count} have it\n\n{parts.HEAD}")
    print(parts.row("kill -9 of an instance, out of the files", found["killed"]))
    print(parts.row("order to stop it, out of the files", found["stopped"]))
    print(parts.row("its READY=1, in the files", found["ready"]))
    print(parts.row("all", [each for kind in found.values() for each in kind]))


main()
