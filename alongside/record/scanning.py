"""Asking a virus scanner: clamd's INSTREAM, over a network address or a socket on this machine."""

import socket
import struct
import time
from contextlib import closing
from dataclasses import dataclass
from enum import Enum
from typing import BinaryIO

from django.conf import settings

PIECE = 65_536  # bytes
AT_FIRST = 10  # seconds, while somebody waits for the page
AT_LEISURE = 120  # seconds, in a job
LONGEST_ANSWER = 4_096  # bytes


class Verdict(Enum):
    """What the scanner made of a file."""

    CLEAN = "clean"
    FOUND = "found"
    UNREACHABLE = "unreachable"
    NOT_CONFIGURED = "not configured"


@dataclass(frozen=True)
class Scanned:
    """The verdict, and the scanner's own words where it found something."""

    verdict: Verdict
    words: str = ""


def scan(file: BinaryIO, *, seconds: float = AT_FIRST) -> Scanned:
    """Ask about a file. No answer is never taken for a good one."""
    where = str(settings.CLAMD)
    if not where:
        return Scanned(Verdict.NOT_CONFIGURED)
    file.seek(0)
    try:
        answer = _ask(where, file, time.monotonic() + seconds)
    except (OSError, ValueError):
        return Scanned(Verdict.UNREACHABLE)
    finally:
        file.seek(0)
    return _read(answer)


def _read(answer: str) -> Scanned:
    said = answer.strip("\x00 \n")
    if said.endswith(" FOUND"):
        words = said.removesuffix(" FOUND").removeprefix("stream: ")
        return Scanned(Verdict.FOUND, "".join(one for one in words if one.isprintable())[:200])
    if said == "stream: OK":
        return Scanned(Verdict.CLEAN)
    return Scanned(Verdict.UNREACHABLE)  # an error, or not a scanner at all


def _ask(where: str, file: BinaryIO, until: float) -> str:
    with closing(_connected(where, until)) as link:
        link.sendall(b"zINSTREAM\x00")
        while piece := file.read(PIECE):
            link.settimeout(_left(until))
            link.sendall(struct.pack("!I", len(piece)) + piece)
        link.sendall(struct.pack("!I", 0))
        answer = b""
        while b"\x00" not in answer and len(answer) < LONGEST_ANSWER:
            link.settimeout(_left(until))
            more = link.recv(LONGEST_ANSWER)
            if not more:
                break
            answer += more
    return answer.decode("utf-8", "replace")


def _connected(where: str, until: float) -> socket.socket:
    if where.startswith("/"):
        link = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        link.settimeout(_left(until))
        try:
            link.connect(where)
        except OSError:
            link.close()
            raise
        return link
    host, _, port = where.rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), timeout=min(_left(until), 3))


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError("The scanner is too slow.")
    return left
