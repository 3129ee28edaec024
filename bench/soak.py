#!/usr/bin/env python3
"""Hours of a bad day in a short time: crashes, floods with rotation, clients, reloads. Memory, descriptors and threads must stay flat.

soak.py [MINUTES]. One line each ten seconds; exit 1 when something grew, or when a process did not come back.
"""

import collections
import http.client
import json
import os
import random
import resource
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import pathlib

import procfs
from bench import build
from peers import CHILD, TREE, until

MINUTES = float(sys.argv[1]) if len(sys.argv) > 1 else 30
# What may come and go: buffers of connections, a garbage collection that is due, a log that is just rotated.
# Not PSS: that is less while another daemon of the same files runs.
SLACK = {"RSS": 1.10, "descriptors": 1.10, "threads": 1.15}


def config(run, port, extra):
    log = f"{run}/logs/%(program_name)s_%(process_num)d.log"
    program = lambda name, words, count, more="": f"""[program:{name}]
command={CHILD} {run}/fifo {words}
process_name=%(program_name)s_%(process_num)d
numprocs={count}
autorestart=true
startsecs=0
startretries=1000000
stdout_logfile={log}
stderr_logfile=NONE
{more}
"""
    return f"""[unix_http_server]
file={run}/sock
[inet_http_server]
port=127.0.0.1:{port}
[supervisord]
logfile={run}/main.log
logfile_maxbytes=1MB
pidfile={run}/pid
childlogdir={run}
[supervisorctl]
serverurl=unix://{run}/sock
[rpcinterface:supervisor]
supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
{program("sleeper", "sleep", 200)}
{program("crasher", "die 300", 50)}
{program("chatty", "lines 20", 50, "stdout_logfile_maxbytes=1MB" + chr(10) + "stdout_logfile_backups=2" + chr(10) + "stdout_events_enabled=true")}
{program("extra", "sleep", extra) if extra else ""}
"""


class Soak:
    def __init__(self, run):
        self.run, self.port = run, random.randrange(20000, 30000)
        self.ended = threading.Event()
        self.asked = self.failed = self.killed = self.updates = 0
        self.failures = collections.Counter()
        self.samples = []

    def ctl(self, *words):
        return subprocess.run([TREE / "bin/jsupervisorctl", "-c", self.run / "c", *words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True).stdout

    def ask(self, path):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
            connection.request("GET", path)
            return connection.getresponse().read()
        finally:
            connection.close()

    def client(self):
        while not self.ended.wait(0.1):
            self.asked += 1
            path = random.choice(["/api/v1/processes", "/api/v1/processes/chatty:chatty_1/log/stdout?offset=0&length=65536", "/metrics", "/api/v1/upstreams"])
            begun = time.monotonic()
            try:
                self.ask(path)
            except (OSError, http.client.HTTPException) as e:
                self.failed += 1
                self.failures[f"{path.partition('?')[0]}: {e!r}"] += 1
                print(f"failed after {time.monotonic() - begun:.1f} s: {path}: {e!r}", flush=True)

    def trouble(self):
        extra = 0
        while not self.ended.wait(2):
            processes = json.loads(self.ask("/api/v1/processes"))["processes"]
            for process in random.sample([p for p in processes if p["group"] == "sleeper" and p["pid"]], 5):
                try:
                    os.kill(process["pid"], signal.SIGKILL)
                    self.killed += 1
                except ProcessLookupError:
                    pass
            if random.random() < 0.3:
                extra = 5 - extra
                (self.run / "c").write_text(config(self.run, self.port, extra))
                self.ctl("update")
                self.updates += 1

    def sample(self, pid):
        pss, rss = procfs.memory([pid])
        self.samples.append({"RSS": rss, "descriptors": len(os.listdir(f"/proc/{pid}/fd")), "threads": procfs.threads([pid])})
        now = self.samples[-1]
        print(
            f"{len(self.samples) * 10:6} s  PSS {pss:6.1f} MiB  RSS {rss:6.1f}  descriptors {now['descriptors']:5}  threads {now['threads']:3}"
            f"  asked {self.asked} (failed {self.failed})  killed {self.killed}  updates {self.updates}",
            flush=True,
        )

    def go(self):
        os.mkfifo(self.run / "fifo")
        (self.run / "logs").mkdir()
        fifo = os.open(self.run / "fifo", os.O_RDWR | os.O_NONBLOCK)
        (self.run / "c").write_text(config(self.run, self.port, 0))
        daemon = subprocess.Popen([TREE / "bin/jsupervisord", "-n", "-c", self.run / "c"], stdout=subprocess.DEVNULL)
        threads = []
        try:
            until("the daemon", lambda: self.ctl("pid").strip() == str(daemon.pid))
            threads = [threading.Thread(target=work) for work in (self.client, self.client, self.trouble)]
            for thread in threads:
                thread.start()
            end = time.monotonic() + MINUTES * 60
            while time.monotonic() < end and daemon.poll() is None:
                due = time.monotonic() + 10
                while time.monotonic() < due:
                    try:
                        os.read(fifo, 65536)
                    except BlockingIOError:
                        time.sleep(0.1)
                self.sample(daemon.pid)
            self.ended.set()
            for thread in threads:
                thread.join()
            until("the sleepers", lambda: self.ctl("status", "sleeper:*").count("RUNNING") == 200, 60, 1)
        finally:
            self.ended.set()
            daemon.send_signal(signal.SIGTERM)
            code = daemon.wait(60)
            os.close(fifo)
        return self.verdict(code)

    def verdict(self, code):
        """The last third beside the middle one: what a start leaves is over by then."""
        third = len(self.samples) // 3
        grown = []
        for what, slack in SLACK.items():
            middle = statistics.median(s[what] for s in self.samples[third : 2 * third])
            last = statistics.median(s[what] for s in self.samples[2 * third :])
            print(f"{what}: {middle:.1f} in the middle third, {last:.1f} in the last")
            if last > middle * slack:
                grown.append(what)
        for problem in grown:
            print(f"GREW: {problem}")
        if code or self.failed:
            print(f"the daemon ended with {code}, {self.failed} requests failed: {dict(self.failures)}")
        return 1 if grown or code or self.failed else 0


if __name__ == "__main__":
    if MINUTES < 1:
        sys.exit("soak: at least one minute")
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(resource.getrlimit(resource.RLIMIT_NOFILE)[1], 20000),) * 2)
    build()
    folder = pathlib.Path(tempfile.mkdtemp(prefix="js"))
    try:
        sys.exit(Soak(folder).go())
    finally:
        shutil.rmtree(folder)
