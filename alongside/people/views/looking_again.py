"""The page for looking again at what is kept safe: still, or not any more."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from alongside.accounts.access import account_of, staff_only
from alongside.foundation.drafts import not_twice
from alongside.people import access, forms
from alongside.people import facts as rules
from alongside.people.actions.looking_again import keep_protecting

from .asking import ask, opened


@staff_only
@require_http_methods(["GET", "POST"])
@not_twice
def keep_protected(request: HttpRequest, person_id: UUID, protection_id: UUID) -> HttpResponse:
    """It still has to be kept from somebody; it can be ended among what is known."""
    opened(request, person_id)
    found = access.protection_to_change(account_of(request), person_id, protection_id)
    fact = found.fact
    line = (
        f"{fact.get_kind_display()}: {rules.said(fact)}. It is kept from: {found.from_whom}. "
        f"{found.why.rstrip('.')}. Where it need not be kept safe any more, leave this page and "
        "end it there."
    )
    return ask(
        request,
        found.person,
        forms.KeepProtectedForm,
        keep_protecting,
        "Is this still to be kept safe?",
        "Yes, keep it safe",
        line=line,
        back="about",
        purpose="second look at what is kept safe",
        protection=found,
    )
