"""A small OpenID Connect provider on this machine, which can be told to lie."""

import base64
import hashlib
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

KID, CLIENT, SECRET = "one", "alongside", "between us"


def _in_letters(number: int) -> str:
    raw = number.to_bytes((number.bit_length() + 7) // 8, "big")
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


@dataclass
class Provider:
    """Who is signed in there, and what it says instead of the truth."""

    where: str = ""
    who: dict[str, Any] = field(default_factory=dict)
    claims: dict[str, Any] = field(default_factory=dict)  # in the token, instead of the right ones
    profile: dict[str, Any] = field(default_factory=dict)  # in the profile, likewise
    refuses: str = ""  # an error, instead of a code
    is_down: bool = False
    algorithm: str = "RS256"
    key: Any = field(default_factory=lambda: rsa.generate_private_key(65537, 2048))
    signs_with: Any = None  # a key that is not the published one
    asked: dict[str, dict[str, str]] = field(default_factory=dict)  # by code

    def configuration(self) -> dict[str, Any]:
        return {
            "issuer": self.where,
            "authorization_endpoint": f"{self.where}/authorize",
            "token_endpoint": f"{self.where}/token",
            "userinfo_endpoint": f"{self.where}/me",
            "jwks_uri": f"{self.where}/keys",
        }

    def keys(self) -> dict[str, Any]:
        numbers = self.key.public_key().public_numbers()
        public = {"kty": "RSA", "n": _in_letters(numbers.n), "e": _in_letters(numbers.e)}
        return {"keys": [{**public, "kid": KID, "alg": "RS256", "use": "sig"}]}

    def authorize(self, asked: dict[str, str]) -> str:
        """Where the browser goes back to, once somebody has signed in there."""
        assert asked["client_id"] == CLIENT
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        if self.refuses:
            answer = {"error": self.refuses, "state": asked["state"]}
        else:
            code = f"code{len(self.asked)}"
            self.asked[code] = asked
            answer = {"code": code, "state": asked["state"]}
        return f"{asked['redirect_uri']}?{urlencode(answer)}"

    def token(self, sent: dict[str, str]) -> dict[str, Any] | None:
        asked = self.asked.pop(sent.get("code", ""), None)  # a code is good once
        proof = hashlib.sha256(sent.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(proof).rstrip(b"=").decode()
        if asked is None or asked["code_challenge"] != challenge:
            return None
        if (sent["client_secret"], sent["redirect_uri"]) != (SECRET, asked["redirect_uri"]):
            return None
        now = int(time.time())
        right = {"iss": self.where, "aud": CLIENT, "iat": now, "exp": now + 300}
        said = {**right, "nonce": asked.get("nonce"), **self.who, **self.claims}
        claims = {name: value for name, value in said.items() if value is not None}
        key = "" if self.algorithm == "none" else self.signs_with or self.key
        signed = jwt.encode(claims, key, algorithm=self.algorithm, headers={"kid": KID})
        return {"access_token": "opens", "token_type": "Bearer", "id_token": signed}


class _Answers(BaseHTTPRequestHandler):
    provider: Provider

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        if parts.path == "/authorize":
            self.send_response(302)
            self.send_header("Location", self.provider.authorize(dict(parse_qsl(parts.query))))
            self.end_headers()
            return
        answers: dict[str, Callable[[], dict[str, Any]]] = {
            "/.well-known/openid-configuration": self.provider.configuration,
            "/keys": self.provider.keys,
            "/me": lambda: {**self.provider.who, **self.provider.profile},
        }
        self._say(answers[parts.path]())

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        sent = dict(parse_qsl(self.rfile.read(length).decode()))
        self._say(self.provider.token(sent))

    def _say(self, answer: dict[str, Any] | None) -> None:
        is_bad = answer is None or self.provider.is_down
        self.send_response(503 if self.provider.is_down else 400 if is_bad else 200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps({"error": "no"} if is_bad else answer).encode())

    def log_message(self, *_: Any) -> None:
        """Say nothing: what is asked holds codes."""


@contextmanager
def running() -> Iterator[Provider]:
    """A provider that answers until the block is over."""
    provider = Provider()
    answers = type("Answers", (_Answers,), {"provider": provider})
    server = ThreadingHTTPServer(("127.0.0.1", 0), answers)
    provider.where = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
