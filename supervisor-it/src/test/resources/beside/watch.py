"""Looks at "status -v" and "status --watch" in a terminal.

usage: watch.py CTL CONFIG
"""
import subprocess
import sys

import pexpect

ctl, config = sys.argv[1:]
verbose = subprocess.run(
    [ctl, "-c", config, "status", "-v"], capture_output=True, encoding="utf-8", check=False)
if "noisy" in verbose.stdout and verbose.stdout.count("\n") >= 5:
    print("verbose")
else:
    print(verbose)
watch = pexpect.spawn(ctl, ["-c", config, "status", "--watch"], encoding="utf-8", timeout=60, dimensions=(40, 120))
watch.expect(r"cat\s+RUNNING")
print("watched")
subprocess.run([ctl, "-c", config, "stop", "cat"], stdout=subprocess.DEVNULL, check=True)
watch.expect(r"cat\s+STOPPED")
print("changed")
watch.sendintr()
watch.expect(pexpect.EOF)
print("ended")
