"""The demonstration's own way in: the cast, with one button each."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from alongside.accounts.access import home_of
from alongside.accounts.demo import CAST, account_of_persona, is_loaded
from alongside.accounts.entering import enter


def _only_in_demo() -> None:
    """The addresses exist only in the demonstration; this is the second lock on that door."""
    if not settings.IS_DEMO:
        raise Http404


@require_GET
def cast(request: HttpRequest) -> HttpResponse:
    """Everybody one can be."""
    _only_in_demo()
    return render(request, "accounts/demo_cast.html", {"cast": CAST, "is_loaded": is_loaded()})


# Scripts may post here without a page before it: everybody behind it is invented, and this address
# exists nowhere else.
@csrf_exempt
@require_POST
def sign_in(request: HttpRequest) -> HttpResponse:
    """Be one of them."""
    _only_in_demo()
    account = account_of_persona(request.POST.get("persona", ""))
    if account is None:
        context = {"cast": CAST, "is_loaded": is_loaded(), "nobody": True}
        return render(request, "accounts/demo_cast.html", context, status=404)
    enter(request, account, how="demo")
    return redirect(home_of(account))
