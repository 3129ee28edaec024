"""A WSGI application on gevent's server: serve.py --port PORT, or --fd N for a listener that is there already"""

import argparse
import os
import signal

import gevent
import gevent.socket
from gevent.pool import Pool
from gevent.pywsgi import WSGIServer


def application(environ, start_response):
    name = os.environ.get("SUPERVISOR_PROCESS_NAME", "nobody")
    start_response("200 OK", [("Content-Type", "text/plain; charset=utf-8")])
    return [f"Hello, World! This is {name}, pid {os.getpid()}.\n".encode()]


def listening(fd):
    """The listener that the daemon holds: other processes accept from it too."""
    return gevent.socket.socket(fileno=fd)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--port", type=int)
    where.add_argument("--fd", type=int)
    chosen = parser.parse_args()
    listener = ("127.0.0.1", chosen.port) if chosen.port else listening(chosen.fd)
    # TERM: no new connections, ten seconds for those that are open; without a pool the server would not know of them.
    server = WSGIServer(listener, application, spawn=Pool())
    server.stop_timeout = 10
    gevent.signal_handler(signal.SIGTERM, server.stop)
    server.serve_forever()


if __name__ == "__main__":
    main()
