#!/usr/bin/env python3
"""Where the daemon's memory is, and that it stays: with 1 and 1,000 programs, with pages open, after a million events, after 10 GB of logs.

memory.py [--events N] [--gigabytes N] [--docs]. Prints Markdown; --docs puts it into docs/benchmarks.md.
"""

import argparse
import collections
import contextlib
import http.client
import pathlib
import re
import signal
import subprocess
import sys
import time

import bench
import peers
import procfs

BEGIN, END = "<!-- memory -->\n", "<!-- /memory -->\n"
MIB = 1024 * 1024
# The daemon looks each minute whether a flood is over.
FLOOD_OVER = 130
# Of the JVM's own account, in words for people.
WORDS = {"Java Heap": "heap", "Code": "compiled code", "Thread Stack": "stacks of threads", "Class": "class metadata", "Metaspace": "class metadata", "GC": "garbage collector"}
LISTENER = """import sys
events = 0
while True:
    sys.stdout.write("READY\\n")
    sys.stdout.flush()
    words = dict(pair.split(":") for pair in sys.stdin.readline().split())
    sys.stdin.read(int(words["len"]))
    events += 1
    sys.stdout.write("RESULT 2\\nOK")
    if events % 1000 == 0:
        open(sys.argv[1], "w").write(str(events))
"""


class Told(peers.Ours):
    """Ours, with the JVM's account of its address ranges at the end, and more sections."""

    account = True
    more = ""

    def command(self):
        options = " -XX:NativeMemoryTracking=detail -XX:+PrintNMTStatistics" if self.account else ""
        return ["env", f"JSUPERVISOR_JAVA_OPTS={options}", self.daemon, "-n", "-c", self.config]

    def write_config(self, options):
        super().write_config(options)
        with open(self.config, "a") as file:
            file.write(self.more)


class Few(Told):
    """Keeps two backups: the disk need not hold it all."""

    def program(self, name, options):
        return super().program(name, options).replace("logfile_backups=1000", "logfile_backups=2")


def mappings(pid):
    """(begin, end, name, PSS in bytes) of each mapping."""
    found, head = [], None
    for line in pathlib.Path(f"/proc/{pid}/smaps").read_text().splitlines():
        if match := re.match(r"([0-9a-f]+)-([0-9a-f]+) \S+ \S+ \S+ \S+ *(.*)", line):
            head = int(match[1], 16), int(match[2], 16), match[3]
        elif line.startswith("Pss:"):
            found.append((*head, int(line.split()[1]) * 1024))
    return found


def ranges(text):
    """(begin, end, what for) of each reservation that the JVM told of."""
    return [(int(begin, 16), int(end, 16), what.strip()) for begin, end, what in re.findall(r"^\[0x([0-9a-f]+) - 0x([0-9a-f]+)\] reserved.*? for (.*?)(?: from)?$", text, re.MULTILINE)]


def account(maps, reserved):
    """PSS by what it is for, largest first."""
    sums = collections.Counter()
    for begin, end, name, pss in maps:
        file = pathlib.Path(name).name
        if file.endswith(".aot"):
            what = "AOT cache (classes, their metadata, strings)"
        elif file == "libjvm.so":
            what = "libjvm.so"
        elif file.startswith("/") or ".so" in file:
            what = "other libraries"
        else:
            what = next((WORDS.get(word, "other of the JVM") for first, last, word in reserved if first <= begin < last), "malloc and the rest")
        sums[what] += pss
    return sums.most_common()


def settled(pid, seconds=8):
    """After the collection that follows a start, or a flood; then no sooner than two looks agree."""
    time.sleep(seconds)
    last, now = 0, procfs.memory([pid])[0]
    while abs(now - last) > 0.3:
        time.sleep(2)
        last, now = now, procfs.memory([pid])[0]
    return now


def where(count):
    with Told(peers.Work(count)) as daemon:
        daemon.up()
        daemon.serving()
        pid = daemon.process.pid
        settled(pid)
        maps = mappings(pid)
        daemon.stop()
        return account(maps, ranges((daemon.run / "output").read_text(errors="replace")))


class Pages:
    """Browsers' part of some open dashboards: what a page loads, and its stream of events."""

    def __init__(self, port, count):
        self.streams = []
        for _ in range(count):
            loading = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
            for path in ("/", "/api/v1/processes", "/api/v1/upstreams"):
                loading.request("GET", path)
                loading.getresponse().read()
            stream = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
            stream.request("GET", "/api/v1/events?usage=true")
            stream.getresponse()
            self.streams.append(stream)
            loading.close()

    def close(self):
        for stream in self.streams:
            stream.close()


def alone(count, pages):
    """PSS without and with pages open."""
    Told.account = False
    with Told(peers.Work(count)) as daemon:
        daemon.up()
        daemon.serving()
        before = settled(daemon.process.pid)
        with contextlib.closing(Pages(daemon.port, pages)):
            time.sleep(20)
            return before, procfs.memory([daemon.process.pid])[0]


def events(number):
    """PSS before and after so many events, each sent over XML-RPC and taken by a listener."""
    Told.account = False
    folder = peers.BUILT / "listener"
    folder.mkdir(exist_ok=True)
    (folder / "listener.py").write_text(LISTENER)
    Told.more = f"""[eventlistener:counter]
command=/usr/bin/python3 {folder}/listener.py {folder}/count
events=REMOTE_COMMUNICATION
buffer_size=1000
stderr_logfile=NONE
"""
    try:
        with Told(peers.Work(1)) as daemon:
            daemon.up()
            daemon.serving()
            before = settled(daemon.process.pid)
            body = "<?xml version='1.0'?><methodCall><methodName>supervisor.sendRemoteCommEvent</methodName><params><param><value><string>type</string></value></param><param><value><string>data</string></value></param></params></methodCall>"
            script = daemon.run / "wrk.lua"
            script.write_text(f'wrk.method="POST"\nwrk.headers["Content-Type"]="text/xml"\nwrk.body=[[{body}]]\n')
            sent = 0
            while sent < number:
                text = subprocess.run(["wrk", "-t1", "-c4", "-d10", "-s", script, f"http://127.0.0.1:{daemon.port}/RPC2"], stdout=subprocess.PIPE, text=True, check=True).stdout
                if "Non-2xx" in text:
                    raise peers.Wrong(text)
                sent += int(re.search(r"(\d+) requests in", text)[1])
                print(f"\r{sent:,} events", end="", file=sys.stderr, flush=True)
            taken = int((folder / "count").read_text())
            return sent, taken, before, settled(daemon.process.pid, FLOOD_OVER)
    finally:
        Told.more = ""


def logs(gigabytes):
    """PSS before and after so many bytes of a log that is rotated."""
    Told.account = False
    total = int(gigabytes * 1e9) // 100 * 100
    work = peers.Work(1, ("write", "65536", str(total)), log=True, rotate=50 * MIB)
    with Few(work) as daemon:
        (pid, _), = daemon.up()
        daemon.serving()
        before = settled(daemon.process.pid)
        subprocess.run(["kill", "-USR1", str(pid)], check=True)
        daemon.stamps.take(1, 600)
        return before, settled(daemon.process.pid, FLOOD_OVER)


def tables(chosen):
    one, many = dict(where(1)), where(1000)
    text = "| PSS [MiB] | 1 program | 1,000 |\n|---|---|---|\n"
    for what, pss in many:
        text += f"| {what} | {one.get(what, 0) / MIB:.1f} | {pss / MIB:.1f} |\n"
    text += f"| all, with the account of the JVM itself | {sum(one.values()) / MIB:.1f} | {sum(pss for _, pss in many) / MIB:.1f} |\n"
    text += "\n| PSS [MiB] | before | after |\n|---|---|---|\n"
    for count in (1, 1000):
        text += f"| {count:,} program{'s' if count > 1 else ''}, three pages of the dashboard open | %.1f | %.1f |\n" % alone(count, 3)
    sent, taken, before, after = events(chosen.events)
    text += f"| {sent:,} events over XML-RPC, {taken:,} of them taken by a listener | {before:.1f} | {after:.1f} |\n"
    text += f"| {chosen.gigabytes:g} GB of a log, rotated each 50 MiB | %.1f | %.1f |\n" % logs(chosen.gigabytes)
    return text


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--gigabytes", type=float, default=10)
    parser.add_argument("--docs", action="store_true", help="put the tables into docs/benchmarks.md")
    chosen = parser.parse_args()
    bench.build()
    text = tables(chosen)
    print("\n" + text)
    if chosen.docs:
        page = bench.DOCS.read_text()
        head, _, rest = page.partition(BEGIN)
        bench.DOCS.write_text(head + BEGIN + text + END + rest.partition(END)[2])


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *ignored: sys.exit(143))
    main()
