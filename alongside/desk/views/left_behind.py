"""What somebody who has left did not finish, handed over unread to a colleague."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from alongside.accounts.access import account_of, permitted
from alongside.desk.access.left_behind import how_many, leavers
from alongside.desk.forms import HandOverForm, posted
from alongside.foundation import trail
from alongside.foundation.drafts import hand_over_drafts
from alongside.foundation.pages import carry_out


@permitted("reassign drafts")
@require_http_methods(["GET", "HEAD", "POST"])
def left_behind(request: HttpRequest) -> HttpResponse:
    """Whose drafts, and from when; one form hands them over. What stays is listed again."""
    account = account_of(request)
    found = leavers(account)
    form = HandOverForm(posted(request), leavers=[(str(one.id), one.name) for one in found])
    # Without anybody in the list it was sent twice, or a colleague was quicker.
    is_over = request.method == "POST" and not found
    if is_over or carry_out(form, hand_over_drafts, by=account):
        return redirect("desk:left-behind")
    trail.note("drafts left behind listed", by=account, detail={"drafts": how_many(found)})
    return render(request, "desk/left_behind.html", {"leavers": found, "form": form})
