"""How a line of the log looks: what happened and where in the code, never the values it held."""

import logging
import traceback

# Their messages quote the address or what was sent, such as the single-use link of a way in.
OF_A_REQUEST = ("django.request", "django.security")


class TerseFormatter(logging.Formatter):
    """One line for an event; for an error its kind and its places in the code.

    The text of an exception often quotes what somebody typed (a key that already exists, a value
    that does not fit), so it is left out: the kind and the places are enough to find the fault.
    """

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        if record.name.startswith(OF_A_REQUEST):
            return self._request(record)
        return super().format(record)

    def formatException(self, ei: object) -> str:  # noqa: N802 the name is logging's
        kind, _, trace = ei if isinstance(ei, tuple) else (None, None, None)
        places = [
            f"  {frame.filename}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(trace)
        ]
        return "\n".join([f"  {getattr(kind, '__name__', 'Error')} at", *places])

    def _request(self, record: logging.LogRecord) -> str:
        status = getattr(record, "status_code", "")
        request = getattr(record, "request", None)
        match = getattr(request, "resolver_match", None)
        page = getattr(match, "view_name", "") or "a page"
        method = getattr(request, "method", "") or ""
        what = record.name.removeprefix("django.")
        line = f"{self.formatTime(record)} {record.levelname} {what}: {status} {method} {page}"
        if record.exc_info:
            line += "\n" + self.formatException(record.exc_info)
        return line
