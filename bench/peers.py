"""The supervisors that are compared, each given the same work in its own words."""

import contextlib
import dataclasses
import os
import pathlib
import re
import resource
import select
import shutil
import signal
import socket
import subprocess
import tempfile
import time

import procfs

ROOT = pathlib.Path(__file__).resolve().parent.parent
BUILT = ROOT / "target/bench"
CHILD = BUILT / "child"
TREE = ROOT / "target/jsupervisor"


class Wrong(Exception):
    """A peer that did not do its work."""


@dataclasses.dataclass(frozen=True)
class Work:
    """count processes of the child in a mode; log: a file for each one's standard output, a new one after rotate bytes (0: never); alone: a program each.

    options: more of each program, in the words of its configuration.
    """

    count: int = 1
    child: tuple = ("sleep",)
    log: bool = False
    rotate: int = 0
    startsecs: int = 0
    soft_limit: int = 0
    alone: bool = False
    options: str = ""


class Stamps:
    """What the children tell when they run: (pid, nanoseconds of CLOCK_MONOTONIC), in the order of arrival."""

    def __init__(self, path):
        os.mkfifo(path)
        self.fd = os.open(path, os.O_RDWR | os.O_NONBLOCK)
        self.text = b""
        self.waiting = []

    def next(self, seconds=60):
        end = time.monotonic() + seconds
        while not self.waiting:
            if not select.select([self.fd], [], [], max(0, end - time.monotonic()))[0]:
                raise Wrong(f"no process told of its start within {seconds:.0f} s")
            self.text += os.read(self.fd, 65536)
            *lines, self.text = self.text.split(b"\n")
            self.waiting += [tuple(map(int, line.split())) for line in lines]
        return self.waiting.pop(0)

    def take(self, count, seconds=120):
        end = time.monotonic() + seconds
        return [self.next(max(0.001, end - time.monotonic())) for _ in range(count)]

    def close(self):
        os.close(self.fd)


def until(what, condition, seconds=60, pause=0.01):
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise Wrong(f"still waiting for {what} after {seconds} s")
        time.sleep(pause)


class Peer(contextlib.AbstractContextManager):
    """One supervisor at its work in a folder of its own; all of it is gone with the block."""

    name = ""
    stop_signal = signal.SIGTERM
    has_api = False

    def __init__(self, work):
        self.work = work
        # A short path: it goes into "#!" lines and socket names.
        self.run = pathlib.Path(tempfile.mkdtemp(prefix="jb", dir="/tmp"))
        self.fifo = self.run / "fifo"
        self.logs = self.run / "logs"
        self.logs.mkdir()
        self.stamps = Stamps(self.fifo)
        self.process = None
        self.words = (str(self.fifo), *work.child)
        self.write()

    def __enter__(self):
        self.output = open(self.run / "output", "wb")
        self.begun = time.monotonic_ns()
        self.process = subprocess.Popen(
            self.command(), cwd=self.run, stdin=subprocess.DEVNULL, stdout=self.output, stderr=self.output, preexec_fn=self.limits
        )
        return self

    def limits(self):
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (self.work.soft_limit or min(hard, 20000), hard))

    def up(self):
        """All children run. Returns their stamps."""
        return self.stamps.take(self.work.count)

    def __exit__(self, *ignored):
        self.stop()
        self.output.close()
        self.stamps.close()
        shutil.rmtree(self.run)

    def stop(self):
        """Orders the end, waits for it, and returns the seconds until the last child was gone."""
        if self.process.returncode is not None:
            return 0
        own, children = procfs.family(self.process.pid)
        watched = select.poll()
        fds = []
        for pid in children:
            with contextlib.suppress(ProcessLookupError):
                fds.append(os.pidfd_open(pid))
                watched.register(fds[-1], select.POLLIN)
        begun = time.monotonic()
        self.process.send_signal(self.stop_signal)
        left = len(fds)
        while left and time.monotonic() < begun + 60:
            for fd, _ in watched.poll(1000):
                watched.unregister(fd)
                left -= 1
        seconds = time.monotonic() - begun
        for fd in fds:
            os.close(fd)
        try:
            self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        for pid in own + children:
            with contextlib.suppress(OSError):
                if pid != self.process.pid:
                    until("the helpers' end", lambda: procfs.stat(pid) is None, 10)
        if left:
            raise Wrong(f"{left} processes still run 60 s after the order to end")
        return seconds

    def own(self):
        return procfs.family(self.process.pid)[0]

    def log_files(self, number):
        """Of one process, oldest first."""
        raise NotImplementedError

    def version(self):
        raise NotImplementedError


class Floor(Peer):
    name = "floor"

    def write(self):
        pass

    def command(self):
        return [BUILT / "floor", str(self.work.count), self.logs if self.work.log else "-", CHILD, *self.words]

    def log_files(self, number):
        return [self.logs / f"{number}.log"]

    def version(self):
        return "bare system calls in C"


class Classic(Peer):
    """A daemon that reads supervisord's configuration."""

    has_api = True

    def write(self):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.config = self.run / "c"
        self.write_config(self.work.options)

    def write_config(self, options):
        """The file with these options of each program; read by the start, and by update."""
        text = f"""[unix_http_server]
file={self.run}/sock
[inet_http_server]
port=127.0.0.1:{self.port}
[supervisord]
logfile={self.run}/main.log
pidfile={self.run}/pid
childlogdir={self.run}
minfds={1024 if self.work.soft_limit else 16000}
[rpcinterface:supervisor]
supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
[supervisorctl]
serverurl=unix://{self.run}/sock
"""
        for name in [f"p_{number:04d}" for number in range(self.work.count)] if self.work.alone else ["p"]:
            text += self.program(name, options)
        self.config.write_text(text)

    def program(self, name, options):
        log = f"{self.logs}/%(process_num)d.log" if self.work.log else "NONE"
        several = "" if self.work.alone else f"process_name=p_%(process_num)04d\nnumprocs={self.work.count}\n"
        return f"""[program:{name}]
command={CHILD} {" ".join(self.words)}
{several}autorestart=true
startsecs={self.work.startsecs}
startretries=1000000
stdout_logfile={log}
stdout_logfile_maxbytes={self.work.rotate}
stdout_logfile_backups={1000 if self.work.rotate else 0}
stderr_logfile=NONE
{options}
"""

    def command(self):
        return [self.daemon, "-n", "-c", self.config]

    def ctl(self, *words):
        done = subprocess.run([self.ctl_program, "-c", self.config, *words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        return done.stdout

    def serving(self):
        def connects():
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return True
            except OSError:
                return False

        until("the HTTP server", connects)

    def log_files(self, number):
        def age(path):
            return -int(path.suffix[1:]) if path.suffix != ".log" else 0

        return sorted(self.logs.glob(f"{number}.log*"), key=age)

    def version(self):
        return subprocess.run([self.daemon, "--version"], stdout=subprocess.PIPE, text=True).stdout.strip()


class Ours(Classic):
    name = "jsupervisor"
    daemon = TREE / "bin/jsupervisord"
    ctl_program = TREE / "bin/jsupervisorctl"


class Supervisor(Classic):
    name = "supervisor"
    daemon = "/usr/bin/supervisord"
    ctl_program = "/usr/bin/supervisorctl"


class Folders(Peer):
    """A service folder for each process, run by a "#!" line: no shell in between."""

    def write(self):
        services = self.run / "s"
        services.mkdir()
        script = self.run / "run"
        script.write_text(f"#!{CHILD} {' '.join(self.words)}\n")
        script.chmod(0o755)
        for number in range(self.work.count):
            service = services / f"p{number:04d}"
            service.mkdir()
            os.link(script, service / "run")
            if self.work.log:
                (service / "log").mkdir()
                (self.logs / str(number)).mkdir()
                logger = service / "log/run"
                logger.write_text(f"#!/bin/sh\nexec {self.logger(self.logs / str(number))}\n")
                logger.chmod(0o755)

    def log_files(self, number):
        folder = self.logs / str(number)
        return sorted(folder.glob("@*")) + [folder / "current"]


class Runit(Folders):
    name = "runit"
    stop_signal = signal.SIGHUP

    def command(self):
        return ["/usr/bin/runsvdir", self.run / "s"]

    def logger(self, folder):
        (folder / "config").write_text(f"s{self.work.rotate}\nn1000\n")
        return f"svlogd {folder}"

    def version(self):
        return package("runit")


class S6(Folders):
    name = "s6"

    def command(self):
        return ["/usr/bin/s6-svscan", "-c", "2000", self.run / "s"]

    def logger(self, folder):
        return f"s6-log n1000 s{self.work.rotate or 268435455} {folder}"

    def version(self):
        return package("s6")


class BareJvm(Peer):
    """Java with the daemon's own flags that only sleeps: what no program in Java can be below."""

    name = "bare JVM"

    def write(self):
        pass

    def command(self):
        launcher = (TREE / "bin/jsupervisord").read_text()
        flags = re.search(r'"\$java" (-.*?) \$rs', launcher)[1].split()
        return [*java(), *flags, "-Xrs", "-cp", BUILT, "Idle"]

    def up(self):
        until("Java", lambda: b"up" in (self.run / "output").read_bytes())
        return []

    def version(self):
        return subprocess.run([*java(), "--version"], stdout=subprocess.PIPE, text=True).stdout.splitlines()[0]


def java():
    """The Java that the launcher takes."""
    script = (TREE / "bin/jsupervisord").read_text()
    finder = script[: script.index("# What is set or unset below")] + '\necho "$java"\n'
    found = subprocess.run(["sh", "-c", finder, TREE / "bin/jsupervisord"], stdout=subprocess.PIPE, text=True, check=True)
    return [found.stdout.strip()]


def package(name):
    return subprocess.run(["dpkg-query", "-W", "-f=${Version}", name], stdout=subprocess.PIPE, text=True).stdout


ALL = (Ours, Supervisor, Runit, S6, Floor)
