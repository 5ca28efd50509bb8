"""The page for the fridge as PDF or for Word, in the print that is needed."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from alongside.accounts.access import account_of, staff_only
from alongside.foundation import trail
from alongside.foundation.paper import Format, PaperNotMade
from alongside.foundation.paper.handing import PaperForm, handed_out
from alongside.plans import access
from alongside.plans.papers import fridge_paper
from alongside.record.papers import format_for, printed
from alongside.record.readership import name_of

from .reading import frame


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def save(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """Choose the print, then save the page for the fridge."""
    by = account_of(request)
    plan = access.plan_to_view(by, plan_id)
    if plan.is_out:
        raise Http404
    form = PaperForm(
        request.POST if request.method == "POST" else None,
        initial={"format": format_for(plan.person)},
    )
    context = frame(plan, by)
    if form.is_valid():
        format = Format(form.cleaned_data["format"])
        paper = fridge_paper(plan, context["called"], f"{printed(name_of(by))}.", format)
        try:
            response = handed_out(paper, form.kind, "plan")
        except PaperNotMade as wrong:
            form.add_error(None, str(wrong))
        else:
            trail.note("plan printed", on=plan.sheet, about=[plan.person], by=by)
            return response
    else:
        trail.note("plan opened to print", on=plan.sheet, about=[plan.person], by=by)
    return render(request, "plans/save.html", {**context, "form": form})
