"""Calls every method of a supervisord, right and wrong, and prints one line for each answer.

usage: calls.py SOCKET [DIRECTORY]     what differs from run to run (pids, times, DIRECTORY) is masked
"""
import http.client
import re
import socket
import sys
import time
import xmlrpc.client


class UnixConnection(http.client.HTTPConnection):
    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.connect(SOCKET)


class UnixTransport(xmlrpc.client.Transport):
    def make_connection(self, host):
        return UnixConnection(SOCKET)  # as Host too, as many clients do


SOCKET = sys.argv[1]
DIRECTORY = sys.argv[2]
proxy = xmlrpc.client.ServerProxy("http://localhost/RPC2", transport=UnixTransport(), allow_none=True)


def masked(value, key=None):
    if isinstance(value, dict):
        out = {k: masked(v, k) for k, v in sorted(value.items())}
        out.pop("autorestart", None)  # told by newer releases only
        return out
    if isinstance(value, list):
        if value and all(isinstance(v, dict) and "status" in v for v in value) and key == "waited":
            value = sorted(value, key=lambda v: (v["group"], v["name"]))  # in the order of their ends
        return [masked(v, key) for v in value]
    if key in ("start", "stop", "now", "pid") and value:
        return key.upper()
    if key == "faultString" and value.startswith(("FAILED: <class", "FAILED: ")):
        return "FAILED: ..."  # the type and text of an exception of the implementation
    if isinstance(value, str):
        value = value.replace(DIRECTORY, "DIR")
        value = re.sub(r"---both-\w{8}\.log", "---both-XXXXXXXX.log", value)
        value = re.sub(r"pid \d+, uptime [\d:]+", "pid P, uptime T", value)
        value = re.sub(r"^[A-Z][a-z]{2} \d\d \d\d:\d\d [AP]M$", "DATE", value)
    return value


def call(method, *params):
    try:
        waits = "start" in method or "stop" in method or method == "system.multicall"
        answer = masked(getattr(proxy, method)(*params), "waited" if waits else None)
    except xmlrpc.client.Fault as fault:
        answer = "fault %d %s" % (fault.faultCode, masked(fault.faultString))
    except xmlrpc.client.ProtocolError as error:
        answer = "HTTP %d" % error.errcode
    print("%s(%s) -> %r" % (method, ", ".join(map(str, params)), answer), flush=True)
    return answer


def quiet(method, *params):
    return getattr(proxy, method)(*params)


def await_state(name, *states):
    deadline = time.monotonic() + 30
    while quiet("supervisor.getProcessInfo", name)["statename"] not in states:
        if time.monotonic() > deadline:
            raise SystemExit("%s is not %s" % (name, states))
        time.sleep(0.02)


def await_next(name, pid):
    deadline = time.monotonic() + 30
    while True:
        info = quiet("supervisor.getProcessInfo", name)
        if info["statename"] == "RUNNING" and info["pid"] != pid:
            return
        if time.monotonic() > deadline:
            raise SystemExit("%s has no other child" % name)
        time.sleep(0.02)


def await_text(method, name, text):
    deadline = time.monotonic() + 30
    while text not in quiet(method, name, 0, 0):
        if time.monotonic() > deadline:
            raise SystemExit("%s does not say %r" % (name, text))
        time.sleep(0.02)


S = "supervisor."
UP = ("cat", "noisy", "nolog", "web:web_00", "web:web_01", "stubborn", "closed", "mixed:ma", "mixed:mb")
WRONG = ([], ["x"], {}, 5, True, 1.5, "", "nope", "nope:nope", "nope:*", "cat:*", "cat:", ":cat", "web", "all")


def settle():
    for name in UP:
        await_state(name, "RUNNING")


def introspection():
    methods = call("system.listMethods")
    for method in methods:
        call("system.methodSignature", method)
        assert quiet("system.methodHelp", method)
    for wrong in ("nope", "supervisor.nope", "", "cat", 5, []):
        call("system.methodSignature", wrong)
        call("system.methodHelp", wrong)
    for wrong in ("", "x", "supervisor", "supervisor.", "supervisor.nope", "supervisor._update", "a.b.c",
                  "supervisor.getState.x", "system._listMethods", " supervisor.getState", "nope.getState",
                  "supervisor.__class__", "supervisor.supervisord"):
        call(wrong)
    for method in methods:  # one argument too many, and too few
        parameters = len(quiet("system.methodSignature", method)) - 1
        call(method, *["x"] * (parameters + 1))
        if parameters > 1 or parameters == 1 and not method.endswith("AllProcesses"):
            if not (parameters == 2 and method.startswith(S + "st")):
                call(method, *["x"] * (parameters - 1))


def daemon():
    for method in ("getAPIVersion", "getVersion", "getIdentification", "getState"):
        call(S + method)
    assert quiet(S + "getPID") > 1


def info():
    settle()
    call(S + "getAllProcessInfo")
    call(S + "getAllConfigInfo")
    for name in UP + ("late",) + WRONG:
        call(S + "getProcessInfo", name)


def starting():
    for name in ("cat", "late", "late", "failing", "missing", "notexecutable", "badquote", "mixed:*") + WRONG:
        for wait in ((), (True,), (False,), ("",), ([1],), (5,)):
            if name in ("failing",) and wait:
                await_state(name, "FATAL")
            call(S + "startProcess", name, *wait)
            if name == "late":
                await_state(name, "RUNNING")
    call(S + "startProcessGroup", "web")
    await_state("failing", "FATAL")
    quiet(S + "stopProcess", "late")
    for name in ("web", "mixed", "failing", "missing", "late") + WRONG:
        call(S + "startProcessGroup", name)
    quiet(S + "stopProcess", "mixed:ma")
    call(S + "startProcessGroup", "mixed", True)
    quiet(S + "stopProcess", "mixed:mb")
    call(S + "startProcessGroup", "mixed", False)
    quiet(S + "stopProcess", "late")


def stopping():
    settle()
    for name in ("late", "missing") + WRONG:
        call(S + "stopProcess", name)
        call(S + "stopProcess", name, False)
        call(S + "stopProcessGroup", name if name != "cat:*" else "cat:")
    call(S + "stopProcess", "cat")
    call(S + "stopProcess", "cat")
    call(S + "startProcess", "cat")
    call(S + "stopProcess", "stubborn", False)
    call(S + "stopProcess", "stubborn", False)
    call(S + "startProcess", "stubborn", False)
    call(S + "startProcess", "stubborn")
    call(S + "signalProcess", "stubborn", "CONT")
    call(S + "sendProcessStdin", "stubborn", "x")
    await_state("stubborn", "STOPPED")
    call(S + "startProcess", "stubborn")
    call(S + "stopProcessGroup", "web")
    call(S + "stopProcessGroup", "web")
    call(S + "startProcess", "web:*")
    call(S + "stopProcess", "mixed:*", True)
    call(S + "startProcess", "mixed:")
    call(S + "stopProcessGroup", "mixed", False)
    for name in ("mixed:ma", "mixed:mb"):
        await_state(name, "STOPPED")
    call(S + "startProcessGroup", "mixed")
    call(S + "getProcessInfo", "mixed:ma")
    settle()


def nothing():
    """nil in each place, one after another."""
    for method, right in (
        ("getProcessInfo", ["cat"]), ("startProcess", ["cat", True]), ("startProcessGroup", ["web", True]),
        ("stopProcess", ["late", True]), ("stopProcessGroup", ["web", True]), ("signalProcess", ["cat", "CONT"]),
        ("signalProcessGroup", ["web", "CONT"]), ("signalAllProcesses", ["CONT"]),
        ("sendProcessStdin", ["cat", ""]), ("sendRemoteCommEvent", ["a", "b"]), ("addProcessGroup", ["nope"]),
        ("removeProcessGroup", ["nope"]), ("clearProcessLogs", ["late"]), ("readLog", [0, 1]),
        ("readProcessStdoutLog", ["late", 0, 1]), ("tailProcessStderrLog", ["late", 0, 1]),
    ):
        for place in range(len(right)):
            if method.startswith("st") and place == 1:
                continue  # nobody waits: the answer is of one moment
            call(S + method, *right[:place], None, *right[place + 1 :])
    call("system.methodHelp", None)
    call("system.methodSignature", None)


def signals():
    settle()
    for signal in ("CONT", "SIGCONT", "sigcont", " cont ", 18, "18", " 18 ", "1_8", "018", "\uff11\uff18", "1__8", 18.0, 0, "0", 65, 32, 40, -1, "NOPE", "",
                   True, [], {}, "SIGSIG", "CLD"):
        if signal is True:
            continue  # HUP, which ends it
        call(S + "signalProcess", "cat", signal)
    for signal in (34, 64, "IO", "POLL", "USR1"):  # which end it
        pid = quiet(S + "getProcessInfo", "cat")["pid"]
        call(S + "signalProcess", "cat", signal)
        await_next("cat", pid)
    for name in ("late", "web:*", "mixed:") + WRONG:
        call(S + "signalProcess", name, "CONT")
        call(S + "signalProcess", name, "NOPE")
        call(S + "signalProcessGroup", name, "CONT")
        call(S + "signalProcessGroup", name, "NOPE")
    call(S + "signalAllProcesses", "CONT")
    call(S + "signalAllProcesses", "NOPE")
    call(S + "signalAllProcesses", [])


def logs():
    settle()
    for name in ("noisy", "cat"):
        for read in ("readProcessStdoutLog", "readProcessLog", "readProcessStderrLog"):
            for offset, length in ((0, 0), (0, 3), (2, 3), (4, 4), (-4, 0), (-4, 1), (-1000, 0), (0, -1), (5, -1),
                                   (1000, 0), (1000, 3), ("1", "2"), (1.9, 2.9), (True, True), ("x", 0), (0, []),
                                   ({}, 0), (0, 10 ** 9)):
                if name == "noisy" and read != "readProcessStderrLog" and (offset, length) in (
                        (0, 0), (2, 3), (4, 4), (-4, 0), (-1000, 0), (0, 10 ** 9)):
                    continue  # no UTF-8: an internal error of the classic tool
                call(S + read, name, offset, length)
        for tail in ("tailProcessStdoutLog", "tailProcessLog", "tailProcessStderrLog"):
            for offset, length in ((0, 0), (0, 3), (5, 0), (2, 1), (1000, 3), (-5, 3), (0, -5), (7, 3), ("0", "3"),
                                   ([], 0), (0, {}), (0, 100)):
                if name == "noisy" and tail != "tailProcessStderrLog" and (offset, length) in ((0, 100),):
                    continue
                call(S + tail, name, offset, length)
    for name in ("nolog", "late", "web:web_00") + WRONG:
        for method in ("readProcessStdoutLog", "readProcessStderrLog", "tailProcessStdoutLog", "tailProcessStderrLog"):
            call(S + method, name, 0, 10)
    for method in ("clearProcessLogs", "clearProcessLog"):
        for name in ("noisy", "late", "nolog", "web:*") + WRONG:
            call(S + method, name)
    call(S + "tailProcessStdoutLog", "noisy", 0, 100)
    call(S + "clearAllProcessLogs")
    for offset, length in ((0, -1), (-1, 1), ([], 0), (0, "x")):
        call(S + "readLog", offset, length)
    assert "spawned: 'cat' with pid" in quiet(S + "readMainLog", 0, 0)
    assert quiet(S + "readLog", 0, 4) == quiet(S + "readLog", 0, 0)[:4]
    call(S + "clearLog")
    call(S + "readLog", 10 ** 7, 10)


def talking():
    settle()
    call(S + "sendProcessStdin", "cat", "abcdefgh\u00e9\u4e2d\U0001f600<&>\n")
    await_text(S + "readProcessLog", "cat", "<&>")
    call(S + "readProcessLog", "cat", 0, 0)
    call(S + "tailProcessLog", "cat", 0, 100)
    call(S + "sendProcessStdin", "closed", "x")
    call(S + "sendProcessStdin", "late", "x")
    for wrong in (5, [], {}, True):
        call(S + "sendProcessStdin", "cat", wrong)
    for name in WRONG:
        call(S + "sendProcessStdin", name, "x")
        call(S + "sendProcessStdin", name, 5)
    call(S + "sendProcessStdin", "cat", xmlrpc.client.DateTime("20260101T00:00:00"))
    call(S + "sendRemoteCommEvent", "type", "data \u00e9")


def groups():
    settle()
    call(S + "reloadConfig")
    for name in ("cat", "web") + WRONG[3:]:
        call(S + "addProcessGroup", name)
    for name in ("cat", "web") + WRONG:
        call(S + "removeProcessGroup", name)
    call(S + "removeProcessGroup", "missing")
    call(S + "getProcessInfo", "missing")
    call(S + "addProcessGroup", "missing")
    quiet(S + "stopProcess", "cat")
    call(S + "removeProcessGroup", "cat")
    call(S + "getProcessInfo", "cat")
    call(S + "reloadConfig")
    call(S + "getAllConfigInfo")
    call(S + "addProcessGroup", "cat")
    await_state("cat", "RUNNING")
    call(S + "getAllConfigInfo")


def many():
    settle()
    m = "system.multicall"
    call(m, [])
    for wrong in (5, {}, [5], ["x"], [[]], [{}, 5]):
        call(m, wrong)
    call(m, [
        {"methodName": S + "getState"},
        {"methodName": S + "getState", "params": []},
        {"methodName": S + "getState", "params": [1]},
        {"methodName": S + "getState", "params": 1},
        {"methodName": S + "getProcessInfo", "params": ["nope"]},
        {"methodName": S + "getProcessInfo", "params": [5]},
        {"methodName": S + "stopProcess", "params": ["web:web_00"]},
        {"methodName": S + "getProcessInfo", "params": ["web:web_00"]},
        {"methodName": S + "startProcess", "params": ["web:web_00"]},
        {"methodName": S + "stopProcessGroup", "params": ["mixed"]},
        {"methodName": S + "startProcess", "params": ["mixed:*"]},
        {"methodName": S + "startProcess", "params": ["failing"]},
        {"methodName": S + "readProcessLog", "params": ["noisy", 0, 3]},
        {"methodName": S + "tailProcessLog", "params": ["noisy", 0, 3]},
        {"methodName": S + "clearAllProcessLogs", "params": []},
        {"methodName": "system.multicall", "params": [[]]},
        {"methodName": "system.listMethods", "params": []},
        {"methodName": "nope"},
        {"methodName": ""},
        {"methodName": 5},
        {"params": []},
        {},
    ])
    await_state("failing", "FATAL")


def everything():
    settle()
    await_state("failing", "FATAL", "STOPPED")
    call(S + "stopAllProcesses")
    call(S + "stopAllProcesses")
    call(S + "signalAllProcesses", "CONT")
    call(S + "startProcessGroup", "mixed")
    call(S + "startProcessGroup", "web", False)
    call(S + "getAllProcessInfo")
    call(S + "stopAllProcesses", False)


def end():
    call(S + "startProcess", "lasting")  # keeps the daemon until it is told to end
    while "ready" not in proxy.supervisor.readProcessStdoutLog("lasting", 0, 0):
        time.sleep(0.05)  # until then TERM would still end it
    call(S + "shutdown")
    for method in ("getState", "getAllProcessInfo", "shutdown", "restart", "getPID"):
        call(S + method)
    call(S + "getProcessInfo", "nope")
    call(S + "getProcessInfo")
    call(S + "sendRemoteCommEvent", "a", "b")
    call("system.methodSignature", "supervisor.getState")
    call("system.multicall", [{"methodName": S + "getState"}])
    open(DIRECTORY + "/end", "w").close()


for part in (introspection, daemon, info, talking, starting, stopping, nothing, signals, logs, groups, many, everything, end):
    print("# " + part.__name__)
    part()
