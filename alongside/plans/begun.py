"""What stands in a draft of a plan whose page is closed: each field under what it asked."""

from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import urlsplit

from django import forms
from django.urls import Resolver404, resolve

from alongside.accounts.models import Account
from alongside.foundation.drafts.reading import Said
from alongside.foundation.models import Draft
from alongside.record.begun import typed_words

from .forms import EndForm, SheetForm, StepForm
from .kinds import Kind, kind_of, kinds

CALLED = "the person"  # where the record is closed, so is the name


def as_planned(draft: Draft, texts: Mapping[str, str], by: Account) -> list[Said]:
    """A version of a plan, or what was said beneath one, in the order of the page."""
    said = []
    for name, field in _fields(draft, texts).items():
        if texts.get(name, "").strip():
            words = typed_words(field, texts[name])
            said.append(Said(str(field.label), words, (name,), not _is_text(field)))
    return said


def _of_any_kind() -> Kind:
    """A review knows its kind by its plan, which is closed: every heading that there is."""
    sections = {one.key: one for kind in kinds().values() for one in kind.sections}
    return replace(kind_of(""), sections=tuple(sections.values()))


def _is_text(field: forms.Field) -> bool:
    return isinstance(field.widget, forms.Textarea)


def _fields(draft: Draft, texts: Mapping[str, str]) -> Mapping[str, forms.Field]:
    try:
        page = resolve(urlsplit(draft.address).path)
    except Resolver404:
        return {}
    if page.url_name in ("begin", "review"):
        kind = kind_of(str(page.kwargs["key"])) if "key" in page.kwargs else _of_any_kind()
        form = SheetForm(kind=kind, called=CALLED, is_review=page.url_name == "review", texts=texts)
        return form.fields
    asked: dict[str | None, type[forms.Form]] = {"step": StepForm, "end": EndForm}
    found = asked.get(page.url_name)
    return found.base_fields if found else {}
