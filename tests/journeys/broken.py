"""What a site does whose drafts keep no second version; only a control of the tests runs it."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from alongside.foundation.drafts.saving import _Desk


def follows(_desk: Any, _now: Any, _change: Any) -> bool:
    """Whatever comes takes the place of what was there."""
    return True


class LastWriteWins:
    """Puts that in the place of the rule that knows two versions."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

        setattr(_Desk, "_follows", follows)  # noqa: B010 – it is put over a method

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)
