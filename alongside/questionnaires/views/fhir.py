"""A questionnaire as a FHIR R4 resource, for systems that ask the same."""

from django.http import Http404, HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from alongside.accounts.access import account_of, staff_only
from alongside.foundation import trail
from alongside.foundation.templatetags.alongside import council
from alongside.questionnaires.access import as_asked, in_force
from alongside.questionnaires.fhir.addresses import FHIR_JSON, base_of
from alongside.questionnaires.fhir.export import UnsayableError, questionnaire


@staff_only
@require_safe
def one(request: HttpRequest, key: str) -> JsonResponse:
    """The one in force, or with ?version= any that was ever asked."""
    by = account_of(request)
    version = request.GET.get("version")
    asked = as_asked(f"{key} {version}") if version else in_force(key, timezone.localdate())
    if asked is None:
        raise Http404("There is no such questionnaire.")
    trail.note("questionnaire read", by=by, detail={"form": asked.form})
    try:
        resource = questionnaire(asked, base_of(request), council("name"))
    except UnsayableError as refusal:
        return _refused(str(refusal))
    return JsonResponse(resource, content_type=FHIR_JSON)


def _refused(words: str) -> JsonResponse:
    issue = {"severity": "error", "code": "not-supported", "diagnostics": words}
    outcome = {"resourceType": "OperationOutcome", "issue": [issue]}
    return JsonResponse(outcome, status=422, content_type=FHIR_JSON)
