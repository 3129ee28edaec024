"""What /proc says of a supervisor's own processes: CPU, memory, threads, wake-ups."""

import os
import pathlib

TICK = 1 / os.sysconf("SC_CLK_TCK")
CHILD = "child"


def stat(pid):
    """The fields of /proc/PID/stat from the state on, and the name; None when it is gone."""
    try:
        text = pathlib.Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return None
    name, _, rest = text[text.index("(") + 1 :].rpartition(")")
    return name, rest.split()


def family(root):
    """Pids of root's tree, as (own, children): own are the supervisor's processes, children what it watches over."""
    parents, names = {}, {}
    for entry in os.listdir("/proc"):
        if entry.isdigit() and (found := stat(entry)):
            names[int(entry)] = found[0]
            parents.setdefault(int(found[1][1]), []).append(int(entry))
    own, children, todo = [], [], [root]
    while todo:
        pid = todo.pop()
        (children if names.get(pid) == CHILD else own).append(pid)
        todo += parents.get(pid, [])
    return own, children


def cpu(pids, with_ended_children=False):
    """Seconds, to the nanosecond where only running threads count; with those of children that were waited for, to the tick."""
    total = 0
    for pid in pids:
        if with_ended_children:
            if found := stat(pid):
                total += sum(map(int, found[1][11:15])) * TICK
        else:
            total += sum(int(text.split()[0]) for text in of_threads(pid, "schedstat")) / 1e9
    return total


def of_threads(pid, file):
    try:
        for task in pathlib.Path(f"/proc/{pid}/task").iterdir():
            try:
                yield (task / file).read_text()
            except OSError:
                pass
    except OSError:
        pass


def wakeups(pids):
    """Times a thread went to sleep and was woken."""
    lines = (line for pid in pids for text in of_threads(pid, "status") for line in text.splitlines())
    return sum(int(line.split()[1]) for line in lines if line.startswith("voluntary_ctxt_switches"))


def threads(pids):
    return sum(1 for pid in pids for _ in of_threads(pid, "comm"))


def memory(pids):
    """PSS and RSS in MiB."""
    sums = {"Pss": 0, "Rss": 0}
    for pid in pids:
        for line in pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            name, _, value = line.partition(":")
            if name in sums:
                sums[name] += int(value.split()[0]) / 1024
    return sums["Pss"], sums["Rss"]
