"""A WSGI application that says hello, and a small server for it: hello.py --http [HOST]:PORT"""

import argparse
import os
import socketserver
import sys
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server


def application(environ, start_response):
    name = os.environ.get("SUPERVISOR_PROCESS_NAME", "nobody")
    start_response("200 OK", [("Content-Type", "text/plain; charset=utf-8")])
    return [f"Hello, World! This is {name}, pid {os.getpid()}.\n".encode()]


class Server(socketserver.ThreadingMixIn, WSGIServer):
    daemon_threads = True
    request_queue_size = 128

    def server_bind(self):
        # Not HTTPServer's: it asks DNS for the name of the address.
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = self.server_address[:2]
        self.setup_environ()


class Handler(WSGIRequestHandler):
    def address_string(self):
        return self.client_address[0]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--http", required=True, metavar="[HOST]:PORT", help="without HOST: 127.0.0.1")
    host, _, port = parser.parse_args().http.rpartition(":")
    with make_server(host or "127.0.0.1", int(port), application, Server, Handler) as server:
        print(f"serving on port {port}", flush=True)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            sys.exit(0)


if __name__ == "__main__":
    main()
