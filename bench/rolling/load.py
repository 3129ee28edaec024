"""Two kinds of clients, and what failed for them: wrk, and a probe with a new connection every 20 ms."""

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
    """requests that wrk finished; errors of its sockets and answers that were none of 2xx, 3xx; the same for the probe."""

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


class Load:
    def __init__(self, port, keep_alive):
        self.port = port
        self.keep_alive = keep_alive
        self.counted = Counted()
        self.stopping = threading.Event()

    def __enter__(self):
        close = [] if self.keep_alive else ["-H", "Connection: close"]
        self.wrk = subprocess.Popen(
            # It takes all that is left of the machine, and nothing else: a command must still get its turn.
            ["wrk", "-t1", f"-c{CONNECTIONS}", "-d3600", "--timeout", "10s", *close, f"http://127.0.0.1:{self.port}/"],
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
        self.wrk.send_signal(signal.SIGINT)
        text, _ = self.wrk.communicate(timeout=30)
        # wrk ends at once, and says nothing of requests, when nobody listens at its start.
        finished = re.search(r"(\d+) requests in", text)
        self.counted.requests = int(finished[1]) if finished else 0
        errors = re.search(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", text)
        bad = re.search(r"Non-2xx or 3xx responses: (\d+)", text)
        kinds = dict(zip(("connect", "read", "write", "timeout"), map(int, errors.groups()))) if errors else {}
        kinds["status"] = int(bad[1]) if bad else 0
        self.counted.failed = sum(kinds.values())
        self.counted.detail = ", ".join(f"{kind} {count}" for kind, count in kinds.items() if count)
