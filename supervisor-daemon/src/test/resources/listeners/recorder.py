"""An event listener as users write them: with childutils. Writes down what it gets, a line each.

Rejects once the first event that holds the text of REJECT.
"""
import json
import os
import sys

from supervisor import childutils

reject = os.environ.get("REJECT", "")
with open(os.environ["RECORD"], "a", encoding="utf-8") as record:
    while True:
        headers, payload = childutils.listener.wait(sys.stdin, sys.stdout)
        record.write(json.dumps([headers, payload]) + "\n")
        record.flush()
        if reject and reject in payload:
            reject = ""
            childutils.listener.fail(sys.stdout)
        else:
            childutils.listener.ok(sys.stdout)
