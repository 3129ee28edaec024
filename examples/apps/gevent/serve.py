"""A WSGI application on gevent's server: serve.py --port PORT"""

import argparse
import os
import signal

import gevent
from gevent.pywsgi import WSGIServer


def application(environ, start_response):
    name = os.environ.get("SUPERVISOR_PROCESS_NAME", "nobody")
    start_response("200 OK", [("Content-Type", "text/plain; charset=utf-8")])
    return [f"Hello, World! This is {name}, pid {os.getpid()}.\n".encode()]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    server = WSGIServer(("127.0.0.1", parser.parse_args().port), application)
    # TERM: no new connections, ten seconds for those that are open.
    gevent.signal_handler(signal.SIGTERM, server.stop, 10)
    server.serve_forever()


if __name__ == "__main__":
    main()
