"""A Tornado application: serve.py --port=PORT"""

import asyncio
import os
import signal

import tornado.web
from tornado.options import define, options, parse_command_line

define("port", type=int, help="listen on 127.0.0.1 and this port")


class Hello(tornado.web.RequestHandler):
    def get(self):
        name = os.environ.get("SUPERVISOR_PROCESS_NAME", "nobody")
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        self.write(f"Hello, World! This is {name}, pid {os.getpid()}.\n")


async def main():
    parse_command_line()
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    server = tornado.web.Application([("/", Hello)]).listen(options.port, "127.0.0.1")
    await stop.wait()
    server.stop()
    await server.close_all_connections()


if __name__ == "__main__":
    asyncio.run(main())
