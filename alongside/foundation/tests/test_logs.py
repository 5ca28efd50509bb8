"""The log says what happened and where, and never what somebody typed."""

import logging
import sys

import pytest
from django.test import RequestFactory

from alongside.foundation.running.logs import TerseFormatter

WORDS = "Ade O’Connor, 4 Mill Lane"


def record(name: str, message: str, **extra: object) -> str:
    try:
        raise ValueError(f"Key (name)=({WORDS}) already exists")
    except ValueError:
        line = logging.LogRecord(name, logging.ERROR, "", 0, message, (), sys.exc_info())
    line.__dict__ |= extra
    return TerseFormatter().format(line)


def test_an_error_is_named_without_its_words() -> None:
    text = record("alongside.people", "Saving failed")
    assert "Saving failed" in text
    assert "ValueError" in text
    assert "test_logs.py" in text
    assert "Ade" not in text


@pytest.mark.parametrize("name", ["django.request", "django.security.csrf"])
def test_a_request_is_named_without_its_address(name: str) -> None:
    """The address of a way in is as good as a password until somebody uses it."""
    request = RequestFactory().get("/find/", {"name": WORDS})
    text = record(name, f"Forbidden: /find/?name={WORDS}", request=request, status_code=403)
    assert "403 GET" in text
    assert name.removeprefix("django.") in text
    assert "Ade" not in text
    assert "find" not in text.replace("test_logs", "")
