"""`alongside database`: the embedded server by itself, for development and for looking after it."""

import argparse

from alongside.foundation.running.folder import data_folder
from alongside.foundation.running.ports import port

from .launcher import EmbeddedPostgres


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=("start", "stop", "status"))
    parser.add_argument("--tcp-port", type=port, default=0, help="also listen on 127.0.0.1")


def run(options: argparse.Namespace) -> int:
    server = EmbeddedPostgres(data_folder(), tcp_port=options.tcp_port)
    if options.what == "start":
        found = server.start(print)
        print(f"The database is running ({found.host}).")
    elif options.what == "stop":
        server.stop()
        print("The database is stopped.")
    else:
        runs = server.answers()
        print("The database is running." if runs else "The database is not running.")
        return 0 if runs else 1
    return 0
