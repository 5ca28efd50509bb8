"""Children that do not outlive whoever started them, even when that was killed outright."""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1
KEEPER = "ALONGSIDE_KEEPER"


def die_with_keeper() -> None:
    """Inside a child: ask the kernel to end this process as soon as its keeper is gone.

    Does nothing when nobody keeps it, or where the kernel cannot be asked (macOS).
    """
    keeper = os.environ.get(KEEPER)
    if not keeper or not sys.platform.startswith("linux"):
        return
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != int(keeper):  # it went before the line above
        raise SystemExit("Whoever started this process is gone.")
