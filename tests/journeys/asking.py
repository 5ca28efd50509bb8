"""A browser without a window: it asks for pages, keeps its cookies, and goes where it is sent."""

from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse, RemoteDisconnected
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

FORM = "application/x-www-form-urlencoded"
FURTHEST = 20  # redirects in a row


@dataclass
class Answer:
    """What came back, and from which address, after all redirects."""

    address: str
    status: int
    headers: dict[str, str]
    body: bytes

    def text(self) -> str:
        """The body, read as UTF-8."""
        return self.body.decode()

    @property
    def is_page(self) -> bool:
        return "text/html" in self.headers.get("content-type", "")


class Asking:
    """One session with a site, over one connection; nothing is drawn and no script runs."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.host = urlsplit(base).netloc
        self.connection = HTTPConnection(self.host, timeout=120)
        self.cookies: dict[str, str] = {}

    def get(self, address: str, max_redirects: int = FURTHEST) -> Answer:
        """Ask for a page."""
        return self._follow("GET", address, b"", "", max_redirects)

    def post(self, address: str, fields: dict[str, Any], max_redirects: int = FURTHEST) -> Answer:
        """Send fields as a form does that holds no file."""
        return self._follow("POST", address, urlencode(fields).encode(), FORM, max_redirects)

    def send(self, address: str, fields: dict[str, Any]) -> Answer:
        """Send fields as a form does that may hold files: (name, type, bytes)."""
        told = {
            name: SimpleUploadedFile(one[0], one[2], one[1]) if isinstance(one, tuple) else one
            for name, one in fields.items()
        }
        body = encode_multipart(BOUNDARY, told)
        return self._follow("POST", address, body, MULTIPART_CONTENT, FURTHEST)

    def _follow(self, how: str, address: str, body: bytes, kind: str, most: int) -> Answer:
        answer = self._once(how, address, body, kind)
        for _ in range(most):
            to = urljoin(self.base + answer.address, answer.headers.get("location", ""))
            if answer.status not in (301, 302, 303) or not to.startswith(self.base + "/"):
                break
            answer = self._once("GET", to.removeprefix(self.base), b"", "")
        return answer

    def _once(self, how: str, address: str, body: bytes, kind: str) -> Answer:
        target = urlsplit(urljoin(self.base, address))
        path = target.path + (f"?{target.query}" if target.query else "")
        headers = {"Cookie": "; ".join(f"{name}={one}" for name, one in self.cookies.items())}
        if kind:
            headers["Content-Type"] = kind
        if how != "GET":
            self.connection.close()  # what is sent goes over a new one, and so never twice
        try:
            came = self._asked(how, path, body, headers)
        except (RemoteDisconnected, BrokenPipeError, ConnectionResetError):
            if how != "GET":
                raise
            self.connection.close()  # it had stood open for long
            came = self._asked(how, path, body, headers)
        whole = came.read()
        for line in came.headers.get_all("Set-Cookie", []):
            self._keep(line)
        return Answer(path, came.status, {k.lower(): v for k, v in came.headers.items()}, whole)

    def _asked(self, how: str, path: str, body: bytes, headers: dict[str, str]) -> HTTPResponse:
        self.connection.request(how, path, body or None, headers)
        return self.connection.getresponse()

    def _keep(self, line: str) -> None:
        for name, one in SimpleCookie(line).items():
            if one.value and one["max-age"] != "0":
                self.cookies[name] = one.coded_value
            else:
                self.cookies.pop(name, None)
