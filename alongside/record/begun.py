"""What somebody has begun to write: whether its page is open to them still, and what stands in it.

A page that is closed cannot draw its own form. Its writer still reads their words, under what each
field asked, without what they may not know any more: whom it is about, and what stood there before.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, cast
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

from django import forms
from django.urls import Resolver404, resolve
from django.utils import timezone

from alongside.accounts.access import may
from alongside.accounts.models import Account
from alongside.foundation.drafts.reading import Said
from alongside.foundation.models import Draft
from alongside.people.access import names_to_tell
from alongside.people.models import Rung
from alongside.people.models.reach import reach
from alongside.questionnaires.access import as_asked
from alongside.questionnaires.answering import Filled, Slot
from alongside.questionnaires.definition import PERSON

from .access import people_to_write_about
from .actions.asking import asked_in
from .forms import BOXES, ChangeForm, NoteForm, sort_of
from .forms.asking import FinishForm
from .forms.holding import USUAL
from .models import About, Attachment, Entry, Seen

OWN = "What they want to say"
FILES = "Pictures and papers that go with it"
IN_WORDS, IN_YOURS = "In their own words", "In yours"
OF_SOMEBODY = ("people", "whose", "about_", "seen_")  # pieces that name people by their ids
ENVELOPE = "entry-"  # before what a questionnaire asks as it is finished
SAME = "same"  # what was copied forward, by its names
WRITTEN = ("title", "why", "words")  # what is written in a box for one line
Fields = Mapping[str, forms.Field]
NOTE: Fields = NoteForm.base_fields
# A change asks for the kind with choices that depend on what it was.
CHANGE: Fields = {**ChangeForm.base_fields, "kind": NoteForm.base_fields["kind"]}


def records_open(people: Collection[UUID], account: Account) -> set[UUID]:
    """Those of these people in whose record this account may write."""
    if not may(account, "write record"):
        return set()
    return {one.pk for one in people_to_write_about(account, people)}


def entries_open(entries: Collection[UUID], account: Account) -> set[UUID]:
    """Those of these entries on whose pages this account may still write: staff, with the rung."""
    found = Entry.objects.visible_to(account).filter(id__any=list(entries))
    if account.kind == Account.Kind.STAFF:
        if not may(account, "write record"):
            return set()
        held = About.objects.filter(removed_at=None, entry__in=list(entries))
        held = held.filter(reach(account, Rung.RECORD, "person_id"))
        found = found.filter(pk__in=held.values("entry_id"))
    return set(found.values_list("pk", flat=True))


def as_noted(draft: Draft, texts: Mapping[str, str], by: Account) -> list[Said]:
    """A note: its boxes, then when, where, how and who."""
    labels = {box.name: box.label or OWN for box in BOXES}
    first = ["title", *labels, "of", "happened", "place", "kind", "minutes", "there"]
    return [*_fields(texts, NOTE, first, labels), *_whom(draft, texts, by), *_files(draft)]


def as_amended(draft: Draft, texts: Mapping[str, str], by: Account) -> list[Said]:
    """A change of something finished: the words as they were to be, and why."""
    boxes = {str(box.sort): box.label or OWN for box in BOXES}
    labels = {name: boxes[sort_of(name)] for name in sorted(texts) if sort_of(name) in boxes}
    first = ["title", *labels, "why"]
    return [*_fields(texts, CHANGE, first, labels), *_whom(draft, texts, by), *_files(draft)]


def as_answered(draft: Draft, texts: Mapping[str, str], by: Account) -> list[Said]:
    """A questionnaire: each answer under its question, also to what is no longer asked."""
    filled = _filled(draft, texts)
    said = list(_answers(filled)) if filled is not None else []
    whole = (SAME, *(name for name in texts if name.endswith(".rows")))  # what was pressed
    ends = {f"{ENVELOPE}{name}": field for name, field in FinishForm.base_fields.items()}
    return [
        *said,
        *_fields(texts, ends, (), {}),
        Said("", "", whole),
        *_files(draft),
    ]


def _answers(filled: Filled) -> Iterator[Said]:
    """What was typed at each place, in words where it can be read as an answer."""
    words = {one.slot.name: one.words for one in filled.answers()}
    for slot, _ in filled.all_slots():
        if (typed := filled.text(slot)).strip():
            yield Said(_asked(slot), words.get(slot.name, typed), (slot.name,))


def _asked(slot: Slot) -> str:
    """The question, and whose words these are where it is asked of both."""
    if len(slot.item.voices) < 2 or not slot.part:
        return asked_in(slot)
    return f"{asked_in(slot)} {IN_WORDS if slot.voice == PERSON else IN_YOURS}"


def _filled(draft: Draft, texts: Mapping[str, str]) -> Filled | None:
    """Through the very version that its address names."""
    place = urlsplit(draft.address)
    try:
        key = resolve(place.path).kwargs.get("key", "")
    except Resolver404:
        return None
    version = parse_qs(place.query).get("v", [""])[0]
    asked = as_asked(f"{key} {version}")
    return Filled(asked, texts, timezone.localdate()) if asked is not None else None


def _fields(
    texts: Mapping[str, str], fields: Fields, first: Iterable[str], labels: Mapping[str, str]
) -> Iterator[Said]:
    """Each field once: those named first, then all others as their form has them."""
    for name in dict.fromkeys((*first, *fields)):
        if name in texts:
            field, is_fact = fields.get(name), name not in labels and name not in WRITTEN
            label = labels.get(name) or str(field.label if field else "")
            yield Said(label, typed_words(field, texts[name]), (name,), is_fact)


def typed_words(field: forms.Field | None, text: str) -> str:
    """A choice by what it is called, a tick as one; all else as it was typed."""
    if text == USUAL:
        return ""  # nobody asked for anything else
    if isinstance(field, forms.BooleanField):
        return "Yes" if text.strip() not in ("", "False") else ""
    if not isinstance(field, forms.ChoiceField):
        return text
    called: dict[str, str] = {}
    for value, label in cast(Any, field.choices):
        several = label if isinstance(label, (list, tuple)) else [(value, label)]
        called |= {str(one): str(words) for one, words in several}
    return ", ".join(called.get(one, one) for one in text.split("\n"))


def _whom(draft: Draft, texts: Mapping[str, str], by: Account) -> Iterator[Said]:
    """Who was seen and whom it names, as far as one may still know."""
    asked = [name for name in texts if name.startswith(OF_SOMEBODY)]
    known = names_to_tell(draft.about, by) if asked else {}
    names = {str(one): called for one, called in known.items()}
    seen = {f"seen_{one.hex}": called for one, called in known.items()}
    for name in asked:
        if name.startswith("seen_"):
            who, was = seen.get(name, "the person"), dict(Seen.choices).get(texts[name], "")
            yield Said(f"Was {who} seen?", str(was), (name,), is_fact=True)
        else:
            called = [names[one] for one in texts[name].split() if one in names]
            label = "Who else it is about" if name == "people" else "About whom that is"
            yield Said(label, ", ".join(called), (name,), is_fact=True)


def _files(draft: Draft) -> list[Said]:
    """What lies beside the draft; whoever goes on with it has these as well."""
    mine = Attachment.objects.filter(entry_id=draft.pk, taken_off_at=None)
    names = list(mine.order_by("pk").values_list("name", flat=True))
    return [Said(FILES, "\n".join(names), ())] if names else []
