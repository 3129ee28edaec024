"""A Tornado application: serve.py --port=PORT; without a port on the listener that the daemon hands over"""

import asyncio
import os
import signal
import socket

import tornado.httpserver
import tornado.netutil
import tornado.web
from tornado.options import define, options, parse_command_line

define("port", type=int, help="listen on 127.0.0.1 and this port")

FIRST_DESCRIPTOR = 3  # sd_listen_fds(3)
GRACE_SECONDS = 10


class Hello(tornado.web.RequestHandler):
    def get(self):
        name = os.environ.get("SUPERVISOR_PROCESS_NAME", "nobody")
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        self.write(f"Hello, World! This is {name}, pid {os.getpid()}.\n")


def listeners():
    if options.port:
        return tornado.netutil.bind_sockets(options.port, "127.0.0.1")
    if os.environ.get("LISTEN_PID") != str(os.getpid()):
        raise SystemExit("neither --port nor a listener of the daemon (sockets=)")
    given = socket.socket(fileno=FIRST_DESCRIPTOR)
    given.setblocking(False)
    return [given]


async def answered(server):
    """Until every connection that was accepted has its answer."""
    while server._connections:
        await asyncio.sleep(0.02)


async def main():
    parse_command_line()
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    server = tornado.httpserver.HTTPServer(tornado.web.Application([("/", Hello)]))
    server.add_sockets(listeners())
    await stop.wait()
    server.stop()
    try:
        await asyncio.wait_for(answered(server), GRACE_SECONDS)
    except asyncio.TimeoutError:
        await server.close_all_connections()


if __name__ == "__main__":
    asyncio.run(main())
