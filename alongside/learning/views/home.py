"""The front page of somebody's learning."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What waits, what one works on, and the ways in."""
    return render(request, "learning/home.html")
