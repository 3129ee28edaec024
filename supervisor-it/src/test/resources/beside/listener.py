"""Listeners of the kinds that superlance has, with the library that superlance uses.

usage: listener.py KIND FILE    what it hears or does goes to FILE, a line each
"""
import os
import re
import socket
import subprocess
import sys

from supervisor import childutils

kind, path = sys.argv[1:]
if "SUPERVISOR_SERVER_URL" not in os.environ:
    sys.exit("must be run as a supervisor event listener")
batch = []
acted = False


def write(line):
    with open(path, "a", encoding="utf-8") as file:
        file.write(line + "\n")


def rpc():
    return childutils.getRPCInterface(os.environ).supervisor


def restart(info, why):
    name = "%s:%s" % (info["group"], info["name"])
    server = rpc()
    write("%s is restarted: %s" % (name, why))
    write("stop %r" % server.stopProcess(name))
    write("start %r" % server.startProcess(name))
    now = rpc().getProcessInfo(name)
    write("%s is %s, another pid: %s" % (name, now["statename"], now["pid"] != info["pid"]))


def crashmail(headers, payload):
    fields, data = childutils.eventdata(payload + "\n")
    if not int(fields["expected"]):
        write("died: {groupname}:{processname} from {from_state}".format(**fields) + repr(data))


def fatalmailbatch(headers, payload):
    if headers["eventname"] == "PROCESS_STATE_FATAL":
        fields, data = childutils.eventdata(payload + "\n")
        batch.append("{groupname}:{processname}".format(**fields))
    elif batch:
        write("fatal since the last tick: " + ", ".join(sorted(batch)))
        batch.clear()


def memmon(headers, payload):
    global acted
    for info in rpc().getAllProcessInfo():
        if info["pid"] and info["name"] == "hungry" and not acted:
            rss = int(subprocess.check_output(["ps", "-o", "rss=", "-p", str(info["pid"])]))
            if rss > 1:
                acted = True
                restart(info, "it takes too much")


def httpok(headers, payload):
    global acted
    for info in rpc().getAllProcessInfo():
        if info["state"] == 20 and info["group"] == "web" and not acted:
            with socket.socket() as silent, socket.socket() as client:
                silent.bind(("127.0.0.1", 0))  # and does not listen
                if client.connect_ex(silent.getsockname()) != 0:
                    acted = True
                    restart(info, "nobody answers")


def ticks(headers, payload):
    batch.append(int(re.fullmatch(r"when:(\d+)", payload).group(1)))
    if len(batch) == 3:
        write("whole: %s, apart: %s" % ([t % 5 for t in batch], [b - a for a, b in zip(batch, batch[1:])]))


def messages(headers, payload):
    write("%s %r" % (headers["eventname"], re.sub(r"pid:\d+", "pid:N", payload)))


while True:
    headers, payload = childutils.listener.wait(sys.stdin, sys.stdout)
    globals()[kind](headers, payload)
    childutils.listener.ok(sys.stdout)
