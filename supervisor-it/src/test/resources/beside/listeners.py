"""Prints what listeners hear and do under a daemon.

usage: listeners.py DIRECTORY DAEMON    DIRECTORY holds listener.py
"""
import os
import signal
import subprocess
import sys
import time
import xmlrpc.client

from supervisor.xmlrpc import SupervisorTransport

directory, daemon = sys.argv[1:]
EXPECTED = {"crashmail": 1, "fatalmailbatch": 1, "memmon": 4, "httpok": 4, "ticks": 1, "messages": 4}
EVENTS = {
    "crashmail": "PROCESS_STATE_EXITED",
    "fatalmailbatch": "PROCESS_STATE_FATAL,TICK_5",
    "memmon": "TICK_5",
    "httpok": "TICK_5",
    "ticks": "TICK_5",
    "messages": "REMOTE_COMMUNICATION,PROCESS_COMMUNICATION",
}
text = f"""
[supervisord]
nodaemon=true
logfile={directory}/s.log
pidfile={directory}/s.pid
childlogdir={directory}
[unix_http_server]
file={directory}/s.sock
username=amy
password=secret
[rpcinterface:supervisor]
supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
[program:crashing]
command=/bin/sh -c 'sleep 2; exit 3'
autorestart=false
[program:ending]
command=/bin/sh -c 'sleep 2; exit 0'
autorestart=false
[program:failing]
command=/nowhere/at-all
startretries=0
[program:hungry]
command=sleep 1000
[group:web]
programs=app
[program:app]
command=sleep 1000
[program:speaking]
command=/bin/sh -c 'sleep 2; printf "<!--XSUPERVISOR:BEGIN-->to whom it m\\303\\251y\\nconcern<!--XSUPERVISOR:END-->"; printf "<!--XSUPERVISOR:BEGIN-->err<!--XSUPERVISOR:END-->" >&2; exec sleep 1000'
stdout_capture_maxbytes=1KB
stderr_capture_maxbytes=1KB
"""
for kind, events in EVENTS.items():
    text += f"""
[eventlistener:{kind}]
command=/usr/bin/python3 {directory}/listener.py {kind} {directory}/{kind}.txt
events={events}
buffer_size=100
environment=SUPERVISOR_USERNAME="amy",SUPERVISOR_PASSWORD="secret"
"""
config = os.path.join(directory, "s.conf")
with open(config, "w", encoding="utf-8") as file:
    file.write(text)


def lines(kind):
    path = os.path.join(directory, kind + ".txt")
    if not os.path.exists(path):
        return []
    with open(path, encoding="utf-8") as file:
        return file.read().splitlines()


def until(condition, what):
    deadline = time.monotonic() + 90
    while not condition():
        if time.monotonic() > deadline:
            print("still waiting for", what)
            return
        time.sleep(0.05)


def server():
    return xmlrpc.client.ServerProxy(
        "http://127.0.0.1", SupervisorTransport("amy", "secret", "unix://" + directory + "/s.sock")).supervisor


def listening():
    try:
        return server().getProcessInfo("messages")["state"] == 20
    except OSError:
        return False


with open(os.path.join(directory, "output"), "w") as output:
    child = subprocess.Popen([daemon, "-n", "-c", config], stdin=subprocess.DEVNULL, stdout=output, stderr=output)
try:
    until(listening, "the listener of messages")
    print(server().sendRemoteCommEvent("deploy", "version 2, caf\u00e9\nand a second line"))
    print(server().sendRemoteCommEvent("", ""))
    until(lambda: all(len(lines(kind)) >= count for kind, count in EXPECTED.items()), "all listeners")
    for kind in EXPECTED:
        for line in sorted(lines(kind)):
            print(kind, line)
finally:
    child.send_signal(signal.SIGTERM)
    child.wait(60)
