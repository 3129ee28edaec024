"""Uses Debian's supervisorctl in a terminal on a running daemon, and prints what it showed, masked.

usage: terminal.py CONFIG DIRECTORY
"""
import re
import sys

import pexpect

config, directory = sys.argv[1:]
PROMPT = "supervisor> "
ctl = pexpect.spawn("/usr/bin/supervisorctl", ["-c", config], encoding="utf-8", echo=False, timeout=60,
                    env={"PATH": "/usr/bin:/bin", "TERM": "dumb", "LANG": "C.UTF-8", "HOME": directory})


def shown(command, text):
    masks = ((r"\x1b\[\?2004[hl]|\r", ""), (re.escape(directory), "DIR"),
             (r"pid \d+, uptime [\d:]+", "pid P, uptime T"), (r"(?m)^\d+$", "PID"), (r"(?m)^4\.\d.*$", "VERSION"),
             (r"[A-Z][a-z]{2} \d\d \d\d:\d\d [AP]M", "DATE"))
    for pattern, mask in masks:
        text = re.sub(pattern, mask, text)
    print("> " + command)
    for line in sorted(line for line in text.split("\n") if line.strip() and line.strip() != command):
        print("  " + line.rstrip())


def does(command):
    ctl.sendline(command)
    ctl.expect_exact(PROMPT)
    shown(command, ctl.before)


def follows(command, *expected):
    ctl.sendline(command)
    for text in expected:
        ctl.expect_exact(text)
    ctl.sendintr()
    ctl.expect_exact(PROMPT)
    print("> " + command + " showed " + repr(expected))


ctl.expect_exact(PROMPT)
shown("(at the start)", ctl.before)
for command in ("help", "help tail", "help fg", "?", "frob", "status", "status cat nope", "pid", "pid cat", "pid all", "version",
                "avail", "start late", "stop late", "restart late", "signal CONT late", "stop late", "tail -100 noisy",
                "tail noisy stderr", "clear noisy", "tail noisy", "clear all", "reread", "remove late", "add late",
                "update", "remove cat", "stop web:*", "remove web", "avail", "update", "start web:*", "open nope"):
    does(command)
follows("tail -f noisy stderr", "==> Press Ctrl-C to exit <==")
follows("maintail -f", "==> Press Ctrl-C to exit <==", "entered RUNNING state")
ctl.sendline("fg cat")
ctl.expect_exact("==> Press Ctrl-C to exit <==")
ctl.sendline("words for the cat")
ctl.expect_exact("words for the cat")
ctl.sendintr()
ctl.expect_exact(PROMPT)
print("> fg cat gave the words back")
does("maintail nope")
ctl.sendline("reload")
ctl.expect_exact("y/N?")
ctl.sendline("y")
ctl.expect_exact("Restarted supervisord")
ctl.expect_exact(PROMPT)
print("> reload")
ctl.sendline("exit")
ctl.expect(pexpect.EOF)
ctl.close()
print("> exit", ctl.exitstatus)
