"""Prints what a daemon and its programs send to syslog, one datagram a line.

usage: unshare -m python3 syslog.py DIRECTORY DAEMON    in a mount namespace of its own: /dev/log is ours
"""
import os
import re
import signal
import socket
import subprocess
import sys

directory, daemon = sys.argv[1:]
dev = os.path.join(directory, "dev")
os.mkdir(dev)
subprocess.check_call(["mount", "-t", "tmpfs", "tmpfs", dev])
for name in ("null", "zero", "random", "urandom"):
    open(os.path.join(dev, name), "w").close()
    subprocess.check_call(["mount", "--bind", "/dev/" + name, os.path.join(dev, name)])
os.symlink("/proc/self/fd", os.path.join(dev, "fd"))
subprocess.check_call(["mount", "--rbind", dev, "/dev"])

log = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
log.bind("/dev/log")
log.settimeout(90)

config = os.path.join(directory, "s.conf")
with open(config, "w", encoding="utf-8") as file:
    file.write(f"""
[supervisord]
nodaemon=true
logfile=syslog
pidfile={directory}/s.pid
childlogdir={directory}
[program:talker]
command=/bin/sh -c 'printf "one\\ntwo \\303\\251\\n\\nlast without an end"; printf "to stderr\\n" >&2; exec sleep 1000'
stdout_syslog=true
stderr_syslog=true
stdout_logfile=NONE
[program:both]
command=/bin/sh -c 'echo in both; exec sleep 1000'
stdout_syslog=true
stdout_logfile={directory}/both.log
[program:classic]
command=/bin/sh -c 'echo by the old word; exec sleep 1000'
stdout_logfile=syslog
stderr_logfile=NONE
""")
with open(os.path.join(directory, "output"), "w") as output:
    child = subprocess.Popen([daemon, "-n", "-c", config], stdin=subprocess.DEVNULL, stdout=output, stderr=output)
seen = []
try:
    while not all(any(word in line for line in seen) for word in
                  ("last without", "to stderr", "in both", "by the old word", "success: talker",
                   "success: both", "success: classic")):
        seen.append(log.recv(65536).decode("utf-8", "backslashreplace"))
    child.send_signal(signal.SIGTERM)
    while not any("stopped: talker" in line for line in seen) or not any("stopped: both" in line for line in seen):
        seen.append(log.recv(65536).decode("utf-8", "backslashreplace"))
except TimeoutError:
    seen.append("nothing more came")
finally:
    child.terminate()
    child.wait(60)
masks = ((r"pid \d+", "pid N"), (r"[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d", "TIME"), (r"\[\d+\]", "[N]"),
         (r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}", "DATE"), (re.escape(directory), "DIR"))
lines = []
for line in seen:
    for pattern, mask in masks:
        line = re.sub(pattern, mask, line)
    lines.append(repr(line.rstrip("\n")))  # only the classic main log ends its messages with one
print("\n".join(sorted(lines)))
with open(os.path.join(directory, "both.log"), encoding="utf-8") as file:
    print("both.log", repr(file.read()))
