"""A Tornado application: serve.py --port=PORT, or --fd=N for a listener that is there already"""

import asyncio
import os
import signal
import socket

import tornado.web
from tornado.httpserver import HTTPServer
from tornado.options import define, options, parse_command_line

define("port", type=int, help="listen on 127.0.0.1 and this port")
define("fd", type=int, help="accept from the listener with this descriptor")


class Hello(tornado.web.RequestHandler):
    def get(self):
        name = os.environ.get("SUPERVISOR_PROCESS_NAME", "nobody")
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        self.write(f"Hello, World! This is {name}, pid {os.getpid()}.\n")


async def main():
    parse_command_line()
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    server = HTTPServer(tornado.web.Application([("/", Hello)]))
    if options.fd is None:
        server.listen(options.port, "127.0.0.1")
    else:
        listener = socket.socket(fileno=options.fd)
        listener.setblocking(False)
        server.add_socket(listener)
    await stop.wait()
    # No new connections, and a second for the answers under way.
    server.stop()
    await asyncio.sleep(1)
    await server.close_all_connections()


if __name__ == "__main__":
    asyncio.run(main())
