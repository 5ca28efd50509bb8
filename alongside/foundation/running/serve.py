"""`alongside serve`: the web process, granian with four threads."""

import argparse
import os
import sys

from alongside.foundation import checks

from .ports import port
from .processes import KEEPER, die_with_keeper

THREADS = 4  # no more than the pool of connections holds


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=port, default=8000)


def run(options: argparse.Namespace) -> int:
    die_with_keeper()
    checks.refuse_unsafe()
    os.environ |= {"ALONGSIDE_POOL": "1", KEEPER: str(os.getpid())}
    command = [sys.executable, "-m", "granian", *_words(options.host, options.port)]
    os.execv(sys.executable, command)  # noqa: S606 the same process becomes the server


def _words(host: str, port: int) -> list[str]:
    words = ["--interface", "wsgi", "--host", host, "--port", str(port), "--workers", "1"]
    words += ["--blocking-threads", str(THREADS), "--log-level", "warning", "--no-ws"]
    if certificate := os.environ.get("ALONGSIDE_CERTIFICATE"):
        key = os.environ.get("ALONGSIDE_CERTIFICATE_KEY", "")
        words += ["--ssl-certificate", certificate, "--ssl-keyfile", key]
    return [*words, "alongside.foundation.running.web:application"]
