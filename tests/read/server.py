"""A real web server on loopback that behaves as servers do, well or badly."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from types import TracebackType
from typing import Self

__all__ = ["Sent", "Server"]


@dataclass(frozen=True)
class Sent:
    """An answer: what is sent, in pieces with `pause` seconds between them."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    pieces: int = 1
    pause: float = 0.0


class Server:
    """Answers with what `pages` has for a path (an answer, or a function of the request's headers); 404 for the rest."""

    def __init__(self) -> None:
        self.pages: dict[str, Sent | Callable[[Mapping[str, str]], Sent]] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self._closing = Event()
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._http.daemon_threads = True

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._http.server_port}"

    @property
    def paths(self) -> list[str]:
        """The paths that were asked for, in order."""
        return [path for path, _ in self.asked]

    def put(self, path: str, body: bytes = b"", status: int = 200, pieces: int = 1, pause: float = 0.0, **headers: str) -> str:
        """Have an answer for `path`; the address of it. Headers with _ for -."""
        told = {"Content-Type": "text/html; charset=utf-8"} | {name.replace("_", "-"): value for name, value in headers.items()}
        self.pages[path] = Sent(body, status, told, pieces, pause)
        return self.address + path

    def __enter__(self) -> Self:
        """The running server."""
        Thread(target=self._http.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None) -> None:
        """Stop."""
        self._closing.set()
        self._http.shutdown()
        self._http.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                server.asked.append((self.path, dict(self.headers)))
                found = server.pages.get(self.path, Sent(b"Not here.", 404))
                answer = found(self.headers) if callable(found) else found  # type: ignore[arg-type]
                self.send_response(answer.status)
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self._send(answer)

            def _send(self, answer: Sent) -> None:
                size = max(1, len(answer.body) // answer.pieces)
                try:
                    for start in range(0, len(answer.body), size):
                        if start and answer.pause and server._closing.wait(answer.pause):
                            return
                        self.wfile.write(answer.body[start : start + size])
                        self.wfile.flush()
                    if not answer.body and answer.pause:
                        time.sleep(answer.pause)
                except OSError:
                    return

            def log_message(self, format: str, *arguments: object) -> None:
                return

        return Handler
