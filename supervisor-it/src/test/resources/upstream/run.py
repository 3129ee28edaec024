"""Runs the classic tool's own end-to-end tests, as its package has them, against other programs.

usage: run.py SCRATCH DAEMON CTL PIDPROXY; prints a line for each test: its name and ok or why not.
What the tests keep in /tmp goes to SCRATCH, so that several builds may run on one machine.
"""
import os
import shutil
import stat
import sys
import unittest

scratch, daemon, ctl, pidproxy = sys.argv[1:]
os.environ["END_TO_END"] = "1"

import pkg_resources
import supervisor.tests
import supervisor.xmlrpc

fixtures = os.path.join(scratch, "fixtures")
shutil.copytree(os.path.join(os.path.dirname(supervisor.tests.__file__), "fixtures"), fixtures)
for name in os.listdir(fixtures):
    path = os.path.join(fixtures, name)
    if name.endswith(".conf"):
        with open(path, encoding="utf-8") as file:
            text = file.read().replace("/tmp/", scratch + "/")
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
# A script that the package leaves out.
with open(os.path.join(fixtures, "hello.sh"), "w", encoding="utf-8") as file:
    file.write('for n in $(seq 100); do echo "The Øresund bridge ends in Malmö - $n"; sleep 0.5; done\n')

pkg_resources.resource_filename = lambda package, name: os.path.join(scratch, name)


class Transport(supervisor.xmlrpc.SupervisorTransport):
    def __init__(self, username, password, url):
        super().__init__(username, password, url.replace("/tmp/", scratch + "/"))


supervisor.xmlrpc.SupervisorTransport = Transport

# "python -m supervisor.X" is how the tests start the programs; the fixtures say "python", too.
python = os.path.join(scratch, "python")
with open(python, "w", encoding="utf-8") as file:
    file.write(f"""#!/bin/sh
case "$1 $2" in
  "-m supervisor.supervisord") shift 2 && exec {daemon} "$@" ;;
  "-m supervisor.supervisorctl") shift 2 && exec {ctl} "$@" ;;
  "-m supervisor.pidproxy") shift 2 && exec {pidproxy} "$@" ;;
esac
exec /usr/bin/python3 "$@"
""")
os.chmod(python, stat.S_IRWXU)
os.environ["PATH"] = scratch + ":" + os.environ["PATH"]
sys.executable = python
os.chdir(scratch)

from supervisor.tests import test_end_to_end


def one_line(trace):
    return trace.strip().replace("\n", "\\n")


for test in unittest.defaultTestLoader.loadTestsFromModule(test_end_to_end):
    for case in test:
        result = case.run()
        bad = result.errors + result.failures
        print(case.id().rsplit(".", 1)[1], one_line(bad[0][1]) if bad else "ok", flush=True)
