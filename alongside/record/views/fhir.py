"""A finished questionnaire as a FHIR R4 QuestionnaireResponse, as far as one may read it."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from alongside.accounts.access import account_of, staff_only
from alongside.questionnaires.access import as_asked
from alongside.questionnaires.answering import Filled
from alongside.questionnaires.fhir.addresses import FHIR_JSON, base_of
from alongside.questionnaires.responding import response
from alongside.record.access import entry_to_view, note_opened, reading
from alongside.record.asked import as_typed
from alongside.record.models import Version


@staff_only
@require_safe
def answers(request: HttpRequest, entry_id: UUID) -> JsonResponse:
    """What was answered; 404 for what no questionnaire asked. Noted for everybody it is about."""
    by = account_of(request)
    entry = entry_to_view(by, entry_id)
    read = reading(entry)
    asked = as_asked(read.version.form)
    if asked is None:
        raise Http404("This is no questionnaire.")
    note_opened(entry, by, detail={"as": "fhir"})
    base = base_of(request)
    filled = Filled(asked, as_typed(asked, read.parts), timezone.localdate())
    resource: dict[str, Any] = response(filled, base=base) | {
        "id": str(entry.pk),
        "meta": {"versionId": str(read.version.number), "lastUpdated": _moment(read.version)},
        "questionnaire": f"{base}/Questionnaire/{asked.id}|{asked.version}",
        "status": "amended" if read.version.number > 1 else "completed",
        "authored": _moment(read.version),
    }
    if len(read.abouts) == 1:
        resource["subject"] = {
            "type": "Patient",
            "identifier": _identifier(read.abouts[0].person_id),
        }
    return JsonResponse(resource, content_type=FHIR_JSON)


def _moment(version: Version) -> str:
    return version.at.isoformat(timespec="seconds")


def _identifier(person: UUID) -> dict[str, str]:
    return {"system": "urn:ietf:rfc:3986", "value": f"urn:uuid:{person}"}
