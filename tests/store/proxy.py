"""A server between kgx and the real one, that refuses, delays and asks for passwords as it is told."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib import request
from urllib.error import HTTPError

#: Given the request, the status and headers to refuse it with, or None to pass it on.
Refusal = Callable[[BaseHTTPRequestHandler], tuple[int, dict[str, str]] | None]


@contextmanager
def proxy(target: str, refuse: Refusal) -> Iterator[str]:
    """The address of a running proxy for `target`."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            refusal = refuse(self)
            if refusal:
                self._answer(refusal[0], refusal[1], b"not now")
                return
            headers = {name: self.headers[name] for name in ("Content-Type", "Accept") if self.headers[name]}
            try:
                with request.urlopen(request.Request(target + self.path, body or None, headers, method=self.command)) as response:
                    self._answer(response.status, {"Content-Type": response.headers.get("Content-Type") or "text/plain"}, response.read())
            except HTTPError as fault:
                self._answer(fault.code, {}, fault.read())

        do_GET = do_PUT = do_DELETE = do_HEAD = do_POST

        def _answer(self, status: int, headers: dict[str, str], body: bytes) -> None:
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    class Quiet(ThreadingHTTPServer):
        def handle_error(self, request: object, client_address: object) -> None:
            """kgx goes away when it has waited long enough."""

    with Quiet(("127.0.0.1", 0), Handler) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_port}"
        running.shutdown()
