"""The services around me; and, after a press, those that others do not see."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from alongside.foundation import trail
from alongside.people.models import Service
from alongside.people.outside import kind_words, own_services

from .pages import Me, mine, show


@mine
@require_http_methods(["GET", "HEAD", "POST"])
def services(request: HttpRequest, me: Me) -> HttpResponse:
    """Mine, and nobody else's: another who holds this phone learns nothing without the press."""
    shows_all = request.method == "POST"
    trail.note("own services opened", on=me.person, about=[me.person], by=me.account)
    rows = own_services(me.person, is_all=shows_all)
    items = [_shown(one) for one in rows if one.is_involved]
    return show(request, "services.html", me, items=items, shows_all=shows_all)


def _shown(one: Service) -> dict[str, str]:
    who = ", ".join(part for part in (one.contact, one.role) if part)
    line = ". ".join(part for part in (kind_words(one), who if one.agency else "") if part)
    ring = " · ".join(part for part in (one.phone, one.email) if part)
    return {"heading": one.agency or one.contact, "line": f"{line}.", "quiet": ring}
