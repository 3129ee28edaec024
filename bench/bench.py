"""Restart and command times of the assembled tree beside supervisord's, on this machine: bench.py [ROUNDS]

Both run the same configuration: 20 processes that sleep. Restart: kill -9 of a process until another pid has its place, as seen in /proc.
Status: the whole command line, from its start to its end. Memory: PSS of the daemon, its share of pages included.
"""

import os
import pathlib
import signal
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
TREE = ROOT / "target/jsupervisor/bin"
PROGRAMS = {
    "jsupervisor": (TREE / "jsupervisord", TREE / "jsupervisorctl"),
    "supervisor": ("/usr/bin/supervisord", "/usr/bin/supervisorctl"),
}
CONFIG = """
[unix_http_server]
file={0}/sock
[supervisord]
logfile={0}/log
pidfile={0}/pid
childlogdir={0}
[rpcinterface:supervisor]
supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
[supervisorctl]
serverurl=unix://{0}/sock
[program:sleep]
command=sleep 100000
numprocs=20
process_name=%(program_name)s_%(process_num)02d
startsecs=0
"""


def children(pid):
    """The daemon's children; every thread of it may have some."""
    found = set()
    for task in os.listdir(f"/proc/{pid}/task"):
        found.update(pathlib.Path(f"/proc/{pid}/task/{task}/children").read_text().split())
    return {int(child) for child in found}


def until(condition, seconds=30):
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise SystemExit("bench: no answer within %d s" % seconds)
        time.sleep(0.0002)


def restart_times(pid, rounds):
    times = []
    for _ in range(rounds):
        before = children(pid)
        victim = min(before)
        begun = time.perf_counter()
        os.kill(victim, signal.SIGKILL)
        until(lambda: len(children(pid) - {victim}) == len(before))
        times.append((time.perf_counter() - begun) * 1000)
        # The process must count as running before the next one dies.
        time.sleep(0.05)
    return times


def status_times(command, rounds):
    times = []
    for _ in range(rounds):
        begun = time.perf_counter()
        done = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True)
        times.append((time.perf_counter() - begun) * 1000)
        assert done.stdout.count("RUNNING") == 20, done.stdout
    return times


def memory(pid):
    """PSS in MiB."""
    rollup = pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text()
    return next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:")) / 1024


def measure(daemon, ctl, rounds):
    with tempfile.TemporaryDirectory(prefix="bench") as directory:
        config = pathlib.Path(directory, "bench.conf")
        config.write_text(CONFIG.format(directory))
        begun = time.perf_counter()
        process = subprocess.Popen([daemon, "-n", "-c", config], stdout=subprocess.DEVNULL)
        try:
            until(lambda: process.poll() is not None or len(children(process.pid)) == 20)
            if process.poll() is not None:
                raise SystemExit(f"bench: {daemon} ended with {process.returncode}")
            started = (time.perf_counter() - begun) * 1000
            until(lambda: os.path.exists(f"{directory}/sock"))
            status = [ctl, "-c", config, "status"]
            until(lambda: subprocess.run(status, stdout=subprocess.DEVNULL).returncode == 0)
            return started, status_times(status, rounds), restart_times(process.pid, rounds), memory(process.pid)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(30)


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    print(f"{rounds} rounds, median (worst), on {os.cpu_count()} cores")
    print(f"{'':14}{'20 started':>14}{'status':>20}{'kill to restart':>22}{'memory':>12}")
    for name, (daemon, ctl) in PROGRAMS.items():
        started, status, restart, mib = measure(daemon, ctl, rounds)
        figures = [f"{statistics.median(times):.1f} ({max(times):.1f}) ms" for times in (status, restart)]
        print(f"{name:14}{started:>11.0f} ms{figures[0]:>20}{figures[1]:>22}{mib:>8.0f} MiB")


if __name__ == "__main__":
    main()
