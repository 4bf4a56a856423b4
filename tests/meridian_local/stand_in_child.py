"""Small processes in the places of the API and the worker, so that only the supervisor is under test."""

import os
import signal
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer

from meridian_local import listening, supervisor


class Answer(BaseHTTPRequestHandler):
    """Ready, and says which process answers."""

    def do_GET(self) -> None:
        body = str(os.getpid()).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: object) -> None:
        pass


def api() -> None:
    supervisor.end_with_parent()
    server = HTTPServer(("127.0.0.1", 0), Answer, bind_and_activate=False)
    opened = listening.inherited()
    assert opened is not None
    server.socket.close()
    server.socket = opened
    server.serve_forever()


def worker() -> None:
    supervisor.end_with_parent()
    signal.pause()


if __name__ == "__main__":
    {"api": api, "worker": worker}[sys.argv[1]]()
