"""A scanner for tests: a small server that speaks INSTREAM and finds the EICAR words."""

import socket
import socketserver
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from .samples import EICAR


class _Handler(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        server: Any = self.server
        server.asked += 1
        if server.manner == "hangs up":
            return
        if self._take(10) != b"zINSTREAM\x00":
            self.request.sendall(b"UNKNOWN COMMAND\x00")
            return
        raw = b""
        while length := struct.unpack("!I", self._take(4))[0]:
            raw += self._take(length)
        if server.manner == "slow":
            time.sleep(server.slowness)
        self.request.sendall(self._answer(server.manner, raw))

    def _answer(self, manner: str, raw: bytes) -> bytes:
        if manner == "fails":
            return b"INSTREAM size limit exceeded. ERROR\x00"
        if manner == "talks nonsense":
            return b"HTTP/1.1 200 OK\r\n\r\nOK\x00"
        return b"stream: Eicar-Signature FOUND\x00" if EICAR in raw else b"stream: OK\x00"

    def _take(self, length: int) -> bytes:
        taken = b""
        while len(taken) < length:
            more = self.request.recv(length - len(taken))
            if not more:
                raise ConnectionError
            taken += more
        return taken


class Scanner:
    """Where it listens, how it behaves, and how often it was asked."""

    def __init__(self, server: Any, where: str) -> None:
        self.server, self.where = server, where

    @property
    def asked(self) -> int:
        """How often somebody came."""
        return int(self.server.asked)

    def behaves(self, manner: str, slowness: float = 0) -> None:
        """From now on: "well", "slow", "fails", "talks nonsense" or "hangs up"."""
        self.server.manner, self.server.slowness = manner, slowness


class _Quiet:
    daemon_threads = True
    asked, manner, slowness = 0, "well", 0.0

    def handle_error(self, *_: Any) -> None:
        return None


class _Tcp(_Quiet, socketserver.ThreadingTCPServer):
    pass


class _Unix(_Quiet, socketserver.ThreadingUnixStreamServer):
    pass


@contextmanager
def scanner(path: str = "") -> Iterator[Scanner]:
    """A scanner that listens on this machine, at a port or at a socket with this path."""
    server: Any = _Unix(path, _Handler) if path else _Tcp(("127.0.0.1", 0), _Handler)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield Scanner(server, path or f"127.0.0.1:{server.server_address[1]}")
    finally:
        server.shutdown()
        server.server_close()


def nobody_there() -> str:
    """An address at which nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{free.getsockname()[1]}"
