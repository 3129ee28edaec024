"""Runs command lines through the installed supervisorctl, many in one process.

A request is one line: the terminal's input, then the arguments, separated by the unit separator.
An answer is three frames, each a decimal length, LF, and that many bytes: exit code, stdout, stderr.
"""
import contextlib
import io
import sys

requests, answers = sys.stdin, sys.stdout.buffer
sys.argv = ['supervisorctl']

from supervisor import options, supervisorctl  # noqa: E402

for request in requests:
    typed, *args = request.rstrip('\n').split('\x1f')
    out, err = io.StringIO(), io.StringIO()
    options.Options.stdout, options.Options.stderr = out, err
    sys.stdin = io.StringIO(typed.replace('\x1e', '\n'))
    code = 0
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            supervisorctl.main(args)
        except SystemExit as end:
            code = end.code or 0
    for frame in (str(code), out.getvalue(), err.getvalue()):
        octets = frame.encode()
        answers.write(b'%d\n' % len(octets) + octets)
    answers.flush()
