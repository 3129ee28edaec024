#!/usr/bin/env python3
"""Requests lost while workers are rolled, updated, killed and scaled under load, beside Debian's supervisord: one Markdown table.

For each server and proxy: three instances, wrk (ab where a server closes connections unsaid) with 8 connections, and a probe with a new connection every 20 ms. Run it after
`make dist`; --short is what a test runs. Exit 0 when ours lost nothing where it promises so, else 1.
"""

import argparse
import os
import pathlib
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

from load import CONNECTIONS, Load
from servers import CLOSES_UNSAID, HELD, PROXIES, ROOT, SERVERS

TOOLS = {
    "jsupervisor": (ROOT / "target/jsupervisor/bin/jsupervisord", ROOT / "target/jsupervisor/bin/jsupervisorctl"),
    "supervisor": ("/usr/bin/supervisord", "/usr/bin/supervisorctl"),
}
BEFORE_AND_AFTER = 0.7
FIRST = 30


class Wrong(Exception):
    """A phase that did not do what it says."""


def free_hundred():
    while True:
        hundred = random.randrange(110, 320)
        try:
            for last in [*range(FIRST, FIRST + 10), 80, 81]:
                with socket.socket() as listener:
                    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                    listener.bind(("127.0.0.1", hundred * 100 + last))
            return hundred
        except OSError:
            continue


def until(what, condition, seconds=60):
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise Wrong(f"still waiting for {what}")
        time.sleep(0.05)


def connects(port):
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
        return True
    except OSError:
        return False


class Side:
    """A daemon with one program, and a proxy that it does not run; both end with the block."""

    def __init__(self, tool, server, proxy_name, run):
        self.tool, self.server, self.run = tool, server, run
        self.daemon_program, self.ctl_program = TOOLS[tool]
        self.ours = tool == "jsupervisor"
        self.hundred = free_hundred()
        self.protocol = SERVERS[server][0]
        self.port = self.hundred * 100 + 80
        self.proxy = PROXIES[proxy_name](run, self.port, self.protocol) if proxy_name in PROXIES else None
        self.closes_unsaid = self.proxy is None and server in CLOSES_UNSAID
        self.version, self.numprocs = 1, 3
        self.config = run / "bench.conf"
        self.processes = []

    def write_config(self):
        instance_port = f"{self.hundred}%(process_num)02d"
        held = self.proxy is None
        command = HELD[self.server] if held else SERVERS[self.server][1].replace("PORT", instance_port)
        text = f"""[unix_http_server]
file={self.run}/sock
[supervisord]
logfile={self.run}/log
pidfile={self.run}/pid
childlogdir={self.run}
[rpcinterface:supervisor]
supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
[supervisorctl]
serverurl=unix://{self.run}/sock
[program:web]
command={command}
process_name=%(program_name)s_%(process_num)02d
numprocs={self.numprocs}
numprocs_start={FIRST}
environment=VERSION="{self.version}",PYTHONDONTWRITEBYTECODE="1"
autorestart=true
stopwaitsecs=15
killasgroup=true
redirect_stderr=true
drain_secs=10
"""
        if held:
            text += f"sockets=web\n[socket:web]\nlisten=127.0.0.1:{self.port}\nbacklog=1024\n"
        else:
            readiness = "tcp" if self.protocol == "uwsgi" else "http /"
            text += f"host=127.0.0.1\nport={instance_port}\nprotocol={self.protocol}\nreadiness={readiness}\nreadiness_interval=0.2\n"
            text += f"[upstream:app]\nprograms=web\nproxy={self.proxy.name}\nmethod=least_conn\n{self.proxy.options}\n"
        self.config.write_text(text)

    def __enter__(self):
        try:
            self.write_config()
            if self.proxy and not self.ours:
                self.proxy.write(self.ports())
            if self.proxy and self.proxy.name == "haproxy":
                self.start(self.proxy.command)
            self.daemon = self.start([self.daemon_program, "-n", "-c", self.config])
            until("the instances", lambda: self.running() == self.numprocs)
            if self.proxy and self.proxy.name != "haproxy":
                until("the upstream file", self.proxy.file.exists)
                self.start(self.proxy.command)
            until("the proxy", lambda: connects(self.port))
            until("an answer", self.answers)
        except BaseException:
            self.__exit__()
            raise
        return self

    def start(self, command):
        with open(self.run / "output.txt", "ab") as output:
            process = subprocess.Popen(command, cwd=self.run, stdin=subprocess.DEVNULL, stdout=output, stderr=output)
        self.processes.append(process)
        return process

    def __exit__(self, *ignored):
        for process in self.processes[::-1]:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(40)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def load(self, keep_alive):
        return Load(self.port, keep_alive, self.closes_unsaid)

    def answers(self):
        with self.load(False) as load:
            time.sleep(0.3)
        return load.counted.requests > 0 and load.counted.failed == 0

    def ports(self):
        return [self.hundred * 100 + FIRST + i for i in range(self.numprocs)]

    def ctl(self, *words, codes=(0,)):
        done = subprocess.run([self.ctl_program, "-c", self.config, *words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if done.returncode not in codes:
            raise Wrong(f"{' '.join(words)} exits with {done.returncode}: {' '.join(done.stdout.split())[-160:]}")
        return done.stdout

    def pids(self):
        lines = [line.split() for line in self.ctl("status", codes=(0, 3, 4)).splitlines()]
        return {line[0]: int(line[3].rstrip(",")) for line in lines if len(line) > 3 and line[1] == "RUNNING"}

    def running(self):
        """Instances that are RUNNING and, where they have ports, take connections."""
        pids = self.pids()
        return len(pids) if self.proxy is None or all(map(connects, self.ports())) else -1

    def versions(self):
        found = set()
        for pid in self.pids().values():
            variables = pathlib.Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
            found.update(v.decode() for v in variables if v.startswith(b"VERSION="))
        return found

    # The phases. Each returns when what it did can be seen; ours by one command, the classic tool's as its users do it.

    def restart(self):
        before = self.pids()
        self.ctl("restart", *(["--rolling"] if self.ours else []), "web:*")
        until("other pids", lambda: len(self.pids()) == self.numprocs and not set(before.values()) & set(self.pids().values()))

    def update(self):
        self.version += 1
        self.write_config()
        self.ctl("update", *(["--rolling"] if self.ours else []))
        until("the new version", lambda: self.versions() == {f"VERSION={self.version}"} and self.running() == self.numprocs)

    def kill(self):
        name, pid = sorted(self.pids().items())[1]
        os.kill(pid, signal.SIGKILL)
        until("another pid", lambda: self.pids().get(name, pid) != pid and self.running() == self.numprocs)

    def scale(self):
        for number in (6, 2):
            self.numprocs = number
            if self.ours:
                self.ctl("scale", "web", str(number))
            else:
                # The whole group is restarted; then somebody tells the proxy.
                self.write_config()
                self.ctl("update")
                self.proxy.write(self.ports())
                self.proxy.bare_reload()
            until(f"{number} instances", lambda: self.running() == number, 90)
            time.sleep(BEFORE_AND_AFTER)
        self.numprocs = 3
        if self.ours:
            self.ctl("scale", "web", "3")
        else:
            self.write_config()
            self.ctl("update")
            self.proxy.write(self.ports())
            self.proxy.bare_reload()
        until("3 instances", lambda: self.running() == 3)

    def twenty_rolls(self):
        for _ in range(20):
            self.restart()

    def bare_reloads(self):
        """As many as the roll before it made, evenly over its time."""
        for _ in range(self.count):
            time.sleep(self.pause)
            self.proxy.bare_reload()


PHASES = {
    "rolling restart": Side.restart,
    "rolling update": Side.update,
    "kill -9 of one": Side.kill,
    "scale 3 to 6 to 2": Side.scale,
    "20 rolls": Side.twenty_rolls,
}
CLASSIC_NAMES = {"rolling restart": "restart web:*", "rolling update": "update"}


class Table:
    HEAD = ("tool", "server", "proxy", "clients", "phase", "seconds", "requests", "failed", "probe", "longest", "reloads", "what failed")

    def __init__(self, out):
        self.out = out
        self.lost = []
        print("| " + " | ".join(self.HEAD) + " |\n" + "|---" * len(self.HEAD) + "|", file=out, flush=True)

    def row(self, *cells):
        print("| " + " | ".join(map(str, cells)) + " |", file=self.out, flush=True)

    def measure(self, side, phase, action, keep_alive=False, allowed=0):
        """One row. allowed: failures that ours may have here; None for any number."""
        place = (side.tool, side.server, side.proxy.name if side.proxy else "none: held listener", "keep-alive" if keep_alive else "close, ab" if side.closes_unsaid else "close", phase)
        reloads = side.proxy.reloads() if side.proxy else 0
        wrong = ""
        with side.load(keep_alive) as load:
            time.sleep(BEFORE_AND_AFTER)
            begun = time.monotonic()
            try:
                action(side)
            except (Wrong, OSError) as e:
                wrong = str(e)
            seconds = time.monotonic() - begun
            time.sleep(BEFORE_AND_AFTER)
        c = load.counted
        reloads = (side.proxy.reloads() if side.proxy else 0) - reloads
        self.row(
            *place, f"{seconds:.1f}", c.requests, c.failed, f"{c.probes_failed} of {c.probes}", f"{c.slowest * 1000:.0f} ms", reloads, wrong or c.detail or "–"
        )
        failed = c.failed + c.probes_failed
        if side.ours and (wrong or (allowed is not None and failed > allowed)):
            self.lost.append(" ".join(place) + ": " + (wrong or f"{failed} failed"))
        return reloads, seconds, bool(wrong)


def in_flight(phase):
    """What ours may lose: nothing, but for what the killed instance had in its hands."""
    return CONNECTIONS + 1 if phase.startswith("kill") else 0


def run(table, tool, server, proxy, phases, keep_alive=False):
    directory = pathlib.Path(tempfile.mkdtemp(prefix="roll"))
    directory.chmod(0o755)
    keep = False
    try:
        with Side(tool, server, proxy, directory) as side:
            for phase in phases:
                name = phase if side.ours else CLASSIC_NAMES.get(phase, phase)
                reloads, seconds, wrong = table.measure(side, name, PHASES[phase], keep_alive, None if keep_alive and proxy != "haproxy" else in_flight(phase))
                keep |= wrong
                if keep_alive and proxy == "nginx" and side.ours:
                    side.count, side.pause = reloads, seconds / max(reloads, 1)
                    table.measure(side, f"{reloads} bare reloads", Side.bare_reloads, True, None)
    except (Wrong, OSError) as e:
        keep = True
        table.row(tool, server, proxy, "", "start", "", "", "", "", "", "", e)
        if tool == "jsupervisor":
            table.lost.append(f"{tool} {server} {proxy}: {e}")
    finally:
        if keep:
            print(f"kept: {directory}", file=sys.stderr)
        else:
            shutil.rmtree(directory)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--short", action="store_true", help="Gunicorn behind nginx, ours only, and nothing else")
    parser.add_argument("--tools", default="jsupervisor,supervisor")
    parser.add_argument("--servers", default=",".join(SERVERS))
    parser.add_argument("--proxies", default="nginx,apache,haproxy,none", help="none: a listener that the daemon holds")
    parser.add_argument("--phases", default="rolling restart,rolling update,kill -9 of one,scale 3 to 6 to 2")
    parser.add_argument("--no-extras", action="store_true", help="no keep-alive clients, no 20 rolls")
    return parser.parse_args()


def main():
    chosen = arguments()
    if chosen.short:
        chosen.tools, chosen.servers, chosen.proxies, chosen.no_extras = "jsupervisor", "gunicorn", "nginx", True
    for program in ("wrk", *([] if chosen.short else ["ab"]), "/usr/sbin/nginx", "/usr/sbin/apache2", "/usr/sbin/haproxy", *TOOLS["jsupervisor"]):
        if not shutil.which(program):
            sys.exit(f"rolling: {program} is missing (cure: make dist, build-tools/install-test-deps apache2-utils)")
    table = Table(sys.stdout)
    phases = chosen.phases.split(",")
    for tool in chosen.tools.split(","):
        for proxy in chosen.proxies.split(","):
            for server in chosen.servers.split(","):
                fits = server in HELD if proxy == "none" else proxy != "haproxy" or SERVERS[server][0] == "http"
                # The classic tool holds no listeners, and nobody tells HAProxy's runtime socket for it.
                if fits and (tool == "jsupervisor" or proxy in ("nginx", "apache")):
                    run(table, tool, server, proxy, phases)
    if not chosen.no_extras:
        run(table, "jsupervisor", "gunicorn", "nginx", ["rolling restart", "rolling update"], keep_alive=True)
        run(table, "jsupervisor", "gunicorn", "haproxy", ["rolling restart", "rolling update"], keep_alive=True)
        run(table, "jsupervisor", "gunicorn", "nginx", ["20 rolls"])
    for loss in table.lost:
        print("LOST: " + loss, file=sys.stderr)
    sys.exit(1 if table.lost else 0)


if __name__ == "__main__":
    main()
