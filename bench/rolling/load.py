"""Two kinds of clients, and what failed for them: wrk (or ab), and a probe with a new connection every 20 ms."""

import dataclasses
import http.client
import os
import re
import signal
import subprocess
import threading
import time

CONNECTIONS = 8


@dataclasses.dataclass
class Counted:
    """Requests that were finished; errors of sockets and answers that were none of 2xx, 3xx; the same for the probe."""

    requests: int = 0
    failed: int = 0
    detail: str = ""
    probes: int = 0
    probes_failed: int = 0
    slowest: float = 0


def yield_to_all():
    """Nice counts inside a session only; where the kernel groups by session, the group must be nice as well."""
    os.nice(19)
    try:
        with open("/proc/self/autogroup", "w") as group:
            group.write("19")
    except OSError:
        pass


def numbers(pattern, text):
    found = re.search(pattern, text)
    return list(map(int, found.groups())) if found else [0] * re.compile(pattern).groups


class Wrk:
    def __init__(self, url, keep_alive):
        close = [] if keep_alive else ["-H", "Connection: close"]
        self.command = ["wrk", "-t1", f"-c{CONNECTIONS}", "-d3600", "--timeout", "10s", *close, url]

    def count(self, text):
        """It ends at once, and says nothing of requests, when nobody listens at its start."""
        errors = numbers(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", text)
        kinds = dict(zip(("connect", "read", "write", "timeout"), errors))
        (kinds["status"],) = numbers(r"Non-2xx or 3xx responses: (\d+)", text)
        return numbers(r"(\d+) requests in", text)[0], kinds


class Ab:
    """HTTP/1.0, a connection each request, whose answer ends with its length whether or not the server says that it closes."""

    def __init__(self, url):
        self.command = ["ab", "-q", "-r", "-l", "-s", "10", f"-c{CONNECTIONS}", "-n", "5000000", url]

    def count(self, text):
        kinds = dict(zip(("connect", "read", "length", "exceptions"), numbers(r"Connect: (\d+), Receive: (\d+), Length: (\d+), Exceptions: (\d+)", text)))
        (kinds["status"],) = numbers(r"Non-2xx responses: +(\d+)", text)
        (unfinished,) = numbers(r"Failed requests: +(\d+)", text)
        kinds["other"] = max(0, unfinished - sum(list(kinds.values())[:4]))
        return numbers(r"Complete requests: +(\d+)", text)[0], kinds


class Load:
    def __init__(self, port, keep_alive, closes_unsaid=False):
        self.port = port
        url = f"http://127.0.0.1:{port}/"
        self.client = Ab(url) if closes_unsaid else Wrk(url, keep_alive)
        self.counted = Counted()
        self.stopping = threading.Event()

    def __enter__(self):
        self.process = subprocess.Popen(
            # It takes all that is left of the machine, and nothing else: a command must still get its turn.
            self.client.command,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
            preexec_fn=yield_to_all,
        )
        self.prober = threading.Thread(target=self.probe)
        self.prober.start()
        return self

    def probe(self):
        due = time.monotonic()
        while not self.stopping.is_set():
            begun = time.monotonic()
            try:
                connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
                connection.request("GET", "/", headers={"Connection": "close"})
                good = connection.getresponse().status == 200
                connection.close()
            except (OSError, http.client.HTTPException):
                good = False
            now = time.monotonic()
            self.counted.probes += 1
            self.counted.probes_failed += not good
            self.counted.slowest = max(self.counted.slowest, now - begun)
            due = max(due + 0.02, now)
            self.stopping.wait(due - now)

    def __exit__(self, *ignored):
        self.stopping.set()
        self.prober.join()
        self.process.send_signal(signal.SIGINT)
        text, _ = self.process.communicate(timeout=30)
        self.counted.requests, kinds = self.client.count(text)
        self.counted.failed = sum(kinds.values())
        self.counted.detail = ", ".join(f"{kind} {count}" for kind, count in kinds.items() if count)
