"""What the scripts here have in common: an etcd and daemons on the loopback address, each a process of ours that ends with us."""

import base64
import contextlib
import http.client
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
"""


@contextlib.contextmanager
def folder():
    work = pathlib.Path(tempfile.mkdtemp(prefix="fleet"))
    try:
        yield work
    finally:
        shutil.rmtree(work)


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def until(what, condition, pause=0.2):
    end = time.monotonic() + 120
    while not (found := condition()):
        if time.monotonic() > end:
            sys.exit(f"still waiting for {what}")
        time.sleep(pause)
    return found


def ask(url, body):
    try:
        with urllib.request.urlopen(urllib.request.Request(url, json.dumps(body).encode()), timeout=5) as answer:
            return json.load(answer)
    except (urllib.error.URLError, OSError):
        return None


def word(text):
    return base64.b64encode(text.encode()).decode()


class Etcd:
    """So many members, not started yet."""

    def __init__(self, work, size=1):
        self.work = work
        self.clients = [f"http://127.0.0.1:{free_port()}" for _ in range(size)]
        self.peers = [f"http://127.0.0.1:{free_port()}" for _ in range(size)]
        self.members = []

    def endpoints(self):
        return ",".join(self.clients)

    def start(self):
        cluster = ",".join(f"m{i}={peer}" for i, peer in enumerate(self.peers))
        for i, (client, peer) in enumerate(zip(self.clients, self.peers)):
            words = [f"--name=m{i}", f"--data-dir={self.work}/etcd{i}", f"--listen-client-urls={client}", f"--advertise-client-urls={client}"]
            words += [f"--listen-peer-urls={peer}", f"--initial-advertise-peer-urls={peer}", f"--initial-cluster={cluster}"]
            with (self.work / f"etcd{i}.log").open("a") as log:
                self.members.append(subprocess.Popen(["etcd", *words], stdout=log, stderr=log, stdin=subprocess.DEVNULL))

    def answers(self):
        return ask(f"{self.clients[0]}/v3/kv/range", {"key": word("x")})

    def names(self, prefix):
        """The keys below a prefix, asked of the first member; None when it does not answer."""
        answer = ask(f"{self.clients[0]}/v3/kv/range", {"key": word(prefix), "range_end": word(prefix[:-1] + chr(ord(prefix[-1]) + 1)), "keys_only": True})
        return answer and [base64.b64decode(entry["key"]).decode() for entry in answer.get("kvs", [])]

    def leases(self):
        """How many there are; None when the first member does not answer."""
        answer = ask(f"{self.clients[0]}/v3/lease/leases", {})
        return answer and len(answer.get("leases", []))

    def __enter__(self):
        return self

    def __exit__(self, *ignored):
        for member in self.members:
            member.kill()
        for member in self.members:
            member.wait()


class Daemon:
    """One of target/jsupervisor; it has begun when its socket is there."""

    def __init__(self, here, more):
        here.mkdir()
        self.here = here
        (here / "c.conf").write_text(CONFIG.format(here=here) + more)
        null = subprocess.DEVNULL
        self.process = subprocess.Popen([ROOT / "target/jsupervisor/bin/jsupervisord", "-c", here / "c.conf"], stdout=null, stderr=null, stdin=null)
        self.pid = self.process.pid

    def begun(self):
        until("the daemon's socket", (self.here / "s.sock").exists)
        return self

    def log(self):
        return (self.here / "d.log").read_text()

    def ctl(self, *words):
        return subprocess.run([ROOT / "target/jsupervisor/bin/jsupervisorctl", "-c", self.here / "c.conf", *words], capture_output=True, text=True, check=False).stdout

    def api(self, method, path):
        """An answer of its HTTP interface, over its unix socket."""
        connection = http.client.HTTPConnection("localhost", timeout=60)
        connection.sock = socket.socket(socket.AF_UNIX)
        connection.sock.connect(str(self.here / "s.sock"))
        with contextlib.closing(connection):
            connection.request(method, f"/api/v1/{path}")
            answer = connection.getresponse()
            text = answer.read()
        if answer.status not in (200, 202):
            sys.exit(f"{method} {path}: {answer.status} {text}")
        return json.loads(text)


@contextlib.contextmanager
def ending(daemons):
    """Ends whatever is in the list by then, with its processes."""
    try:
        yield daemons
    finally:
        for daemon in daemons:
            daemon.process.terminate()
        for daemon in daemons:
            daemon.process.wait(60)


def fleet(cluster, endpoints, node, ttl=10):
    return f"[fleet]\ncluster={cluster}\nendpoints={endpoints}\nnode={node}\naddress=127.0.0.1\nttl={ttl}\n"


def row(name, seconds):
    """A row of a table: how many, median, 95 %, maximum in milliseconds."""
    ordered = sorted(seconds)
    return f"| {name} | {len(ordered)} | {statistics.median(ordered) * 1000:.0f} | {ordered[(len(ordered) * 95 + 99) // 100 - 1] * 1000:.0f} | {ordered[-1] * 1000:.0f} |"


HEAD = "| what | times | median, ms | 95 %, ms | max, ms |\n|---|---|---|---|---|"
