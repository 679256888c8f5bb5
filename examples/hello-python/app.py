"""A server of Python's own library. PORT decides where."""

import os
import signal
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Hello(BaseHTTPRequestHandler):
    def do_GET(self):
        body = f"hello from {os.getpid()}\n".encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format, *args):
        """Quiet: a line per request is not what this example is about."""


server = ThreadingHTTPServer(("", int(os.environ.get("PORT", "8000"))), Hello)
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
# Flushed: Python keeps lines back when its output is no terminal.
print(f"listening on http://localhost:{server.server_port}", flush=True)
server.serve_forever()
