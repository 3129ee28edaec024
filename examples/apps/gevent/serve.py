"""A WSGI application on gevent's server: serve.py --port PORT; without a port on the listener that the daemon hands over"""

import argparse
import os
import signal

import gevent
from gevent.pool import Pool
from gevent.pywsgi import WSGIServer
from gevent.socket import socket

FIRST_DESCRIPTOR = 3  # sd_listen_fds(3)


def application(environ, start_response):
    name = os.environ.get("SUPERVISOR_PROCESS_NAME", "nobody")
    start_response("200 OK", [("Content-Type", "text/plain; charset=utf-8")])
    return [f"Hello, World! This is {name}, pid {os.getpid()}.\n".encode()]


def listener(port):
    if port:
        return "127.0.0.1", port
    if os.environ.get("LISTEN_PID") != str(os.getpid()):
        raise SystemExit("neither --port nor a listener of the daemon (sockets=)")
    return socket(fileno=FIRST_DESCRIPTOR)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int)
    server = WSGIServer(listener(parser.parse_args().port), application, spawn=Pool(1000))
    # TERM: no new connections, ten seconds for those that are open, which are in the pool.
    gevent.signal_handler(signal.SIGTERM, server.stop, 10)
    server.serve_forever()


if __name__ == "__main__":
    main()
