"""Where the FHIR resources of this council are, and what they are sent as."""

from django.http import HttpRequest

FHIR_JSON = "application/fhir+json; charset=utf-8"


def base_of(request: HttpRequest) -> str:
    """The beginning of the address of every resource."""
    return request.build_absolute_uri("/fhir")
