"""A Flask application; any WSGI server runs it as app:app."""

import os

from flask import Flask

app = Flask(__name__)


@app.get("/")
def hello():
    name = os.environ.get("SUPERVISOR_PROCESS_NAME", "nobody")
    return f"Hello, World! This is {name}, pid {os.getpid()}.\n", {"Content-Type": "text/plain; charset=utf-8"}
