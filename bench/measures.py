"""What is measured: each function takes a peer's class and a size, and returns {measure: values of one round}."""

import contextlib
import http.client
import os
import re
import signal
import socket
import subprocess
import threading
import time
import xmlrpc.client

import procfs
from peers import CHILD, BareJvm, Classic, Ours, Work, Wrong, until

ALL_INFO = xmlrpc.client.dumps((), "supervisor.getAllProcessInfo")
JSON = "/api/v1/processes"


def milliseconds(begun, ended):
    return (ended - begun) / 1e6


def population(peer_class, count, idle, settle, load):
    """From the start of the daemon to its end with count processes that sleep: times, idle costs, memory, API, command line."""
    found = {}
    with peer_class(Work(count)) as peer:
        stamps = peer.up()
        if stamps:
            found[f"start → first child of {count}"] = [milliseconds(peer.begun, stamps[0][1])]
            if count > 1:
                found[f"start → {count} children"] = [milliseconds(peer.begun, max(ns for _, ns in stamps))]
        if peer.has_api:
            peer.serving()
        # What a start leaves to do later is done after this: settled, not a wait for anything.
        time.sleep(settle)
        own = peer.own()
        found[f"memory PSS, {count}"], found[f"memory RSS, {count}"] = ([value] for value in procfs.memory(own))
        found[f"threads, {count}"] = [procfs.threads(own)]
        cpu, woken, begun = procfs.cpu(own), procfs.wakeups(own), time.monotonic()
        time.sleep(idle)
        seconds = time.monotonic() - begun
        found[f"idle CPU a minute, {count}"] = [(procfs.cpu(own) - cpu) / seconds * 60 * 1000]
        found[f"idle wake-ups, {count}"] = [(procfs.wakeups(own) - woken) / seconds]
        if peer.has_api:
            found |= api(peer, count, load)
            found |= command_line(peer, count)
        if stamps:
            found[f"TERM → {count} gone"] = [peer.stop() * 1000]
    return found


def api(peer, count, load):
    """The list of all processes: one caller, then four at once by wrk for load seconds."""
    found = {f"XML-RPC all processes, {count}": one_caller(peer, "POST", "/RPC2", ALL_INFO, count)}
    found[f"XML-RPC requests/s, {count}"] = [many_callers(peer, "/RPC2", ALL_INFO, load)]
    if isinstance(peer, Ours):
        found[f"JSON all processes, {count}"] = one_caller(peer, "GET", JSON, None, count)
        found[f"JSON requests/s, {count}"] = [many_callers(peer, JSON, None, load)]
    return found


def one_caller(peer, method, path, body, count):
    times = []
    connection = http.client.HTTPConnection("127.0.0.1", peer.port, timeout=60)
    for _ in range(20):
        begun = time.perf_counter()
        connection.request(method, path, body, {"Content-Type": "text/xml"} if body else {})
        answer = connection.getresponse().read()
        times.append((time.perf_counter() - begun) * 1000)
        if answer.count(b"RUNNING") < count:
            raise Wrong(f"{path} tells of {answer.count(b'RUNNING')} running processes instead of {count}")
        if sum(times) > 5000:
            break
    connection.close()
    return times


def many_callers(peer, path, body, load):
    script = peer.run / "wrk.lua"
    script.write_text(f'wrk.method="POST"\nwrk.headers["Content-Type"]="text/xml"\nwrk.body=[[{body}]]\n' if body else "")
    words = ["wrk", "-t1", "-c4", f"-d{load}", "--timeout", "30", "-s", script, f"http://127.0.0.1:{peer.port}{path}"]
    text = subprocess.run(words, stdout=subprocess.PIPE, text=True, check=True).stdout
    if "Non-2xx" in text:
        raise Wrong(f"wrk on {path}: {text}")
    return float(re.search(r"Requests/sec: *([\d.]+)", text)[1])


def command_line(peer, count):
    found = {f"status, {count}": [], "version": []}
    for _ in range(5):
        for words, measure in ((("status",), f"status, {count}"), (("version",), "version")):
            begun = time.perf_counter()
            text = peer.ctl(*words)
            found[measure].append((time.perf_counter() - begun) * 1000)
            if words == ("status",) and text.count("RUNNING") != count:
                raise Wrong(f"status tells of {text.count('RUNNING')} running processes instead of {count}")
    return found


def restarts(peer_class, others, kills, load=contextlib.nullcontext, name=None):
    """kill -9 of one process among others, each a second after the one before, until its successor runs."""
    times = []
    with peer_class(Work(others + 1)) as peer:
        pids = [pid for pid, _ in peer.up()]
        if peer.has_api:
            peer.serving()
        with load(peer) if load is not contextlib.nullcontext else load():
            for i in range(kills):
                # Some peers punish a process that lived for less than a second.
                time.sleep(1.1)
                victim = pids[i % len(pids)]
                begun = time.monotonic_ns()
                os.kill(victim, signal.SIGKILL)
                pids[i % len(pids)], ns = peer.stamps.next()
                times.append(milliseconds(begun, ns))
    return {name or f"kill -9 → successor, {others} others": times}


class Polling:
    """Eight clients that ask for all processes ten times a second each."""

    def __init__(self, peer):
        self.peer, self.ended, self.asked = peer, threading.Event(), 0

    def __enter__(self):
        self.threads = [threading.Thread(target=self.ask) for _ in range(8)]
        for thread in self.threads:
            thread.start()

    def ask(self):
        while not self.ended.wait(0.1):
            with contextlib.suppress(OSError, http.client.HTTPException):
                connection = http.client.HTTPConnection("127.0.0.1", self.peer.port, timeout=30)
                connection.request("POST", "/RPC2", ALL_INFO, {"Content-Type": "text/xml"})
                connection.getresponse().read()
                connection.close()

    def __exit__(self, *ignored):
        self.ended.set()
        for thread in self.threads:
            thread.join()


class Abuse:
    """500 connections: each has sent half a request and sends one more byte a second."""

    def __init__(self, peer):
        self.peer, self.ended, self.sockets = peer, threading.Event(), []

    def __enter__(self):
        for _ in range(500):
            with contextlib.suppress(OSError):
                slow = socket.create_connection(("127.0.0.1", self.peer.port), 2)
                slow.send(b"POST /RPC2 HTTP/1.1\r\nHost: localhost\r\nX: ")
                self.sockets.append(slow)
        self.thread = threading.Thread(target=self.drip)
        self.thread.start()

    def drip(self):
        while not self.ended.wait(1):
            for slow in self.sockets:
                with contextlib.suppress(OSError):
                    slow.send(b"x")

    def __exit__(self, *ignored):
        self.ended.set()
        self.thread.join()
        for slow in self.sockets:
            slow.close()


def under_abuse(peer_class, kills):
    """The same under slow connections, and what they cost: memory before they come, and when they have been there for all kills."""
    memory = {}

    class Weighed(Abuse):
        def __enter__(self):
            time.sleep(8)  # what a start leaves to do later is done then
            memory["memory RSS before 500 slow connections"] = [procfs.memory(self.peer.own())[1]]
            super().__enter__()

        def __exit__(self, *ignored):
            memory["memory RSS under 500 slow connections"] = [procfs.memory(self.peer.own())[1]]
            super().__exit__(*ignored)

    return restarts(peer_class, 0, kills, Weighed, "kill -9 → successor, 500 slow connections") | memory


def crashers(peer_class, count, seconds):
    """Programs that end a second after their start: CPU of supervisor and children for each restart."""
    with peer_class(Work(count, ("die", "1000"))) as peer:
        peer.up()
        peer.stamps.take(count)
        cpu, begun = procfs.cpu(peer.own(), True), time.monotonic()
        restarts = 0
        while time.monotonic() < begun + seconds:
            peer.stamps.next()
            restarts += 1
        return {f"CPU per restart, {count} crash each second": [(procfs.cpu(peer.own(), True) - cpu) / restarts * 1000]}


def restart_all(peer_class, count):
    with peer_class(Work(count, startsecs=1)) as peer:
        peer.up()
        peer.serving()
        until("RUNNING", lambda: peer.ctl("status").count("RUNNING") == count, pause=0.5)
        begun = time.perf_counter()
        text = peer.ctl("restart", "all")
        seconds = time.perf_counter() - begun
        if text.count(": started") != count:
            raise Wrong(f"restart all started {text.count(': started')} of {count}")
        return {f"restart all, {count}": [seconds * 1000]}


def update_changed(peer_class, count):
    """Each of count programs has another environment: the seconds of one update, that stops and starts them all."""
    with peer_class(Work(count, alone=True)) as peer:
        peer.up()
        peer.serving()
        peer.write_config('environment=VERSION="2"')
        begun = time.perf_counter()
        text = peer.ctl("update")
        seconds = time.perf_counter() - begun
        peer.stamps.take(count)
        if text.count("updated process group") != count:
            raise Wrong(f"update changed {text.count('updated process group')} of {count}")
        return {f"update, {count} changed": [seconds * 1000]}


def probes(peer_class, count, seconds):
    """CPU of the daemon while each of count instances is asked once a second whether it is ready."""
    found = {}
    for kind, options in (("no", "readiness=none"), ("tcp", "readiness=tcp"), ("http", "readiness=http /")):
        options = "" if kind == "no" else f"port=2%(process_num)04d\n{options}"
        with peer_class(Work(count, ("serve", "2%(process_num)04d"), options=options)) as peer:
            peer.up()
            peer.serving()
            if options:
                until("ready instances", lambda: peer.ctl("status", "-v").count("(ready)") == count, pause=0.5)
            time.sleep(8)
            own = peer.own()
            cpu, begun = procfs.cpu(own), time.monotonic()
            time.sleep(seconds)
            found[f"CPU of {count} with {kind} probe a second"] = [(procfs.cpu(own) - cpu) / (time.monotonic() - begun) * 100]
    return found


def log_copy(peer_class, size, writers, rotate, total):
    """Writers write total bytes together as fast as they can; then each log is compared byte by byte."""
    each = total // writers // 100 * 100
    what = f"{size // 1024} KiB" if size >= 1024 else f"{size} B"
    name = f"log {what}, {writers} writer{'s' if writers > 1 else ''}{', rotated' if rotate else ''}"
    with peer_class(Work(writers, ("write", str(size), str(each)), log=True, rotate=rotate)) as peer:
        pids = [pid for pid, _ in peer.up()]
        if peer.has_api:
            peer.serving()
        time.sleep(2)
        own = peer.own()
        cpu, begun = procfs.cpu(own), time.monotonic_ns()
        for pid in pids:
            os.kill(pid, signal.SIGUSR1)
        peer.stamps.take(writers, 300)
        for number in range(writers):
            until("the last bytes", lambda: sum(file.stat().st_size for file in peer.log_files(number) if file.exists()) >= each, 60, 0.001)
        seconds = (time.monotonic_ns() - begun) / 1e9
        # The loggers of runit and s6 do the copying, so the whole family counts.
        cpu = procfs.cpu(own) - cpu
        for number in range(writers):
            checking = subprocess.Popen([CHILD, "check", str(each)], stdin=subprocess.PIPE)
            for file in peer.log_files(number):
                with open(file, "rb") as log:
                    while block := log.read(1 << 20):
                        with contextlib.suppress(BrokenPipeError):
                            checking.stdin.write(block)
            checking.stdin.close()
            if checking.wait():
                raise Wrong(f"{name}: a log is not what was written")
    gigabytes = each * writers / 1e9
    return {f"{name}: GB/s": [gigabytes / seconds], f"{name}: CPU s/GB": [cpu / gigabytes]}


def chatty(peer_class, count, seconds):
    """One line a second from each process."""
    with peer_class(Work(count, ("lines", "1000"), log=True)) as peer:
        peer.up()
        time.sleep(3)
        own = peer.own()
        cpu, begun = procfs.cpu(own), time.monotonic()
        time.sleep(seconds)
        share = (procfs.cpu(own) - cpu) / (time.monotonic() - begun) * 100
        return {f"CPU of {count} with a line a second": [share]}


def few_descriptors(peer_class, count):
    """How many processes run when the daemon was started with 1,024 descriptors (the soft limit)."""
    with peer_class(Work(count, soft_limit=1024)) as peer:
        running = 0
        try:
            while running < count:
                peer.stamps.next(15)
                running += 1
        except Wrong:
            pass
        return {f"of {count} at ulimit -n 1024": [len(procfs.family(peer.process.pid)[1])]}


def runs(quick):
    """(name, function of a peer's class, which classes) in the order of a round."""
    many, others, idle, kills, settle, load = (100, 50, 1, 3, 1, 1) if quick else (1000, 500, 20, 10, 8, 3)
    total = 100_000_000 if quick else 1_000_000_000
    everyone = lambda peer: peer is not BareJvm
    api = lambda peer: issubclass(peer, Classic)
    yield "1 process", lambda p: population(p, 1, idle, settle, load), lambda p: True
    yield f"{many} processes", lambda p: population(p, many, idle, settle, load), everyone
    if not quick:
        yield "kill", lambda p: restarts(p, 0, kills), everyone
    yield "kill among others", lambda p: restarts(p, others, kills), everyone
    if not quick:
        yield "kill while polled", lambda p: restarts(p, others, kills, Polling, f"kill -9 → successor, {others} others, 8 clients poll"), api
        yield "kill under abuse", lambda p: under_abuse(p, kills), api
    yield "crashers", lambda p: crashers(p, 30 if quick else 100, 2 if quick else 10), everyone
    yield "restart all", lambda p: restart_all(p, 50 if quick else 200), api
    if not quick:
        yield "update", lambda p: update_changed(p, 100), api
        yield "update of many", lambda p: update_changed(p, 2000), lambda p: p is Ours
        yield "probes", lambda p: probes(p, many, 20), lambda p: p is Ours
    cells = [(65536, 1, 0), (100, 1, 0)] if quick else [(s, w, r) for s in (65536, 100) for w in (1, 50) for r in (0, 50_000_000)]
    for size, writers, rotate in cells:
        # Small writes are bound by the writer's system calls: a tenth is enough.
        bytes = total if size > 1000 else total // 10
        yield f"log {size} {writers} {rotate}", lambda p, a=(size, writers, rotate // writers, bytes): log_copy(p, *a), everyone
    if not quick:
        yield "chatty", lambda p: chatty(p, many, 20), everyone
        yield "descriptors", lambda p: few_descriptors(p, many), lambda p: issubclass(p, Classic) or p.name == "s6"
