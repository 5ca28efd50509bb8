"""Going to the council's provider to sign in, and coming back from it."""

from typing import cast

from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe
from requests import RequestException

from alongside.accounts.single import CouncilAdapter


@require_http_methods(["GET", "HEAD", "POST"])
def going(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Go there by a page of our own, since a form here may not lead to another site."""
    try:
        view = OAuth2LoginView.adapter_view(CouncilAdapter(request, provider_id))
        response = cast(HttpResponse, view(request))
    except SocialApp.DoesNotExist:
        raise Http404 from None
    where = response.headers.get("Location", "")
    if not where.startswith(("https://", "http://")):
        return response
    page = render(request, "socialaccount/going.html", {"where": where})
    page["Refresh"] = f"0; url={where}"
    return page


@require_safe
def back(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Come back with what the provider says; where it is away, say so."""
    try:
        view = OAuth2CallbackView.adapter_view(CouncilAdapter(request, provider_id))
        return cast(HttpResponse, view(request))
    except SocialApp.DoesNotExist:
        raise Http404 from None
    except (RequestException, KeyError):
        return render(request, "socialaccount/authentication_error.html", status=502)
