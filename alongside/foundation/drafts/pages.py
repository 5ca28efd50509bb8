"""How a page is given its draft: by its address, by its form, or as a new one."""

import hashlib
import json
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import models
from django.forms import BaseForm
from django.http import Http404, HttpRequest
from django.utils.datastructures import MultiValueDict

from alongside.foundation import trail
from alongside.foundation.actor import Actor
from alongside.foundation.ids import new_id
from alongside.foundation.models import Draft

from .access import drafts_of, ending, going_on, has_two, pieces_of
from .actions import begin_draft, ids_of
from .saving import Answer, Change, save_pieces, storable

LATER = "save-draft"  # the button "Save and go on later"


@dataclass
class OpenDraft:
    """A draft as a page holds it; there may be no row of it yet."""

    id: UUID
    owner: UUID
    purpose: str
    address: str
    about: list[UUID]
    texts: dict[str, str] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)
    form: UUID = field(default_factory=uuid4)  # the editor, where the page runs no script
    is_new: bool = False  # begun with this very request
    has_two: bool = False  # two versions are kept, and nobody has looked at both yet
    later: bool = False  # "Save and go on later" was pressed
    became: str | None = None  # where to go instead: the draft is over
    refused: dict[str, str] = field(default_factory=dict)
    saved_at: Any = None

    @property
    def go_on(self) -> str:
        """The address at which one goes on writing."""
        return going_on(self.address, self.id)

    @property
    def of(self) -> str:
        """What the draft is, for a form whose page is closed before anything of it was saved."""
        about = ",".join(str(one) for one in self.about)
        return f"{self.purpose.replace(' ', '_')}|{about}|{self.address}"

    def stamps(self, names: Iterable[str]) -> str:
        """What the page was given of each piece: untouched fields are told from changed ones."""
        given = {
            name: [self.versions.get(name, 0), stamp(self.texts.get(name, ""))] for name in names
        }
        return json.dumps(given, separators=(",", ":"))

    def fill(self, form: BaseForm) -> None:
        """Show in an unbound form what has been typed; each widget reads its own pieces."""
        for name, one in form.fields.items():
            html_name = form.add_prefix(name)
            mine = [key for key in self.texts if _belongs(key, html_name)]
            if mine:
                many = getattr(one.widget, "allow_multiple_selected", False)
                data = MultiValueDict(
                    {
                        key: self.texts[key].split("\n") if many else [self.texts[key]]
                        for key in mine
                    }
                )
                form.initial[name] = one.widget.value_from_datadict(
                    data, MultiValueDict(), html_name
                )


def _belongs(key: str, html_name: str) -> bool:
    """Whether a piece is this field's, or one box of it (a date has three)."""
    return key == html_name or key.startswith((f"{html_name}_", f"{html_name}-"))


def stamp(text: str) -> str:
    """A short hash of a text as the page was given it."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def draft_for(
    request: HttpRequest,
    *,
    purpose: str,
    about: Iterable[models.Model | UUID] = (),
    address: str = "",
) -> OpenDraft:
    """Give the page its draft; on POST, everything posted has been saved before this returns.

    The view goes where `became` leads if it is set (a second submit, or put away), and leaves the
    page if `later` is.
    """
    by: Actor = request.user  # type: ignore[assignment]
    where = address or request.path
    people = ids_of(about)
    asked = asked_for(request.POST if request.method == "POST" else request.GET)
    if request.method == "POST":
        return _posted(request, OpenDraft(asked or new_id(), by.pk, purpose, where, people), by)
    row = drafts_of(by).filter(pk=asked).first() if asked else None
    if row is None:
        return OpenDraft(asked or new_id(), by.pk, purpose, where, people)
    trail.note(row.noted("draft opened"), on=row, about=row.about, by=by)
    return _shown(row)


def asked_for(given: Mapping[str, Any]) -> UUID | None:
    """The id of the draft that an address or a form names."""
    with suppress(ValueError, AttributeError):
        return UUID(given.get("draft") or "")
    return None


def _shown(row: Draft) -> OpenDraft:
    pieces = pieces_of(row.pk)
    return OpenDraft(
        row.pk,
        row.owner_id,
        row.purpose,
        row.address,
        row.about,
        texts={piece.name: piece.text for piece in pieces},
        versions={piece.name: piece.version for piece in pieces},
        has_two=has_two(row),
        became=ending(row),
        saved_at=row.saved_at,
    )


def _posted(request: HttpRequest, page: OpenDraft, by: Actor) -> OpenDraft:
    """Save what was posted, whatever the page then makes of it."""
    row = _begun(page, by)
    is_new = row.is_new
    changes = list(_changes(request, page, row))
    answers = save_pieces(draft=row, changes=changes, by=by)
    shown = _just_begun(row, changes, answers) if is_new else _shown(row)
    shown.later = LATER in request.POST
    shown.form = page.form
    for change, answer in zip(changes, answers, strict=True):
        if answer.kept == "beside":  # its next words still stand on what this page has seen
            shown.versions[change.piece] = change.base
        if answer.kept == "refused":
            shown.refused[change.piece] = answer.why
    return shown


def _just_begun(row: Draft, changes: Sequence[Change], answers: Sequence[Answer]) -> OpenDraft:
    """A draft of this very transaction holds what was just taken in, and nothing else yet."""
    kept = [both for both in zip(changes, answers, strict=True) if both[1].kept == "current"]
    return OpenDraft(
        row.pk,
        row.owner_id,
        row.purpose,
        row.address,
        row.about,
        texts={change.piece: change.text for change, _ in kept},
        versions={change.piece: answer.version for change, answer in kept},
        is_new=True,
        saved_at=row.saved_at,
    )


def _begun(page: OpenDraft, by: Actor) -> Draft:
    about, purpose = page.about, page.purpose
    try:
        return begin_draft(id=page.id, purpose=purpose, address=page.address, about=about, by=by)
    except Http404:  # an id that is somebody else's: these words still need a place of their own
        page.id = new_id()
        return begin_draft(id=page.id, purpose=purpose, address=page.address, about=about, by=by)


def _changes(request: HttpRequest, page: OpenDraft, row: Draft) -> Iterable[Change]:
    given, said = _read(request, "draft-pieces", 2), _read(request, "draft-said", 3)
    with suppress(ValueError):
        page.form = UUID(request.POST.get("draft-form", ""))
    now = _after_all(row, page.form)
    for name, (base, was) in given.items():
        text = storable("\n".join(request.POST.getlist(name)))
        editor, seq, seen = said.get(name) or (page.form, 0, base)
        if seq == 0:  # its script heard no key, and what that hears next must not count as heard
            if stamp(text) == was:
                continue
            editor, seq = page.form, now
        with suppress(ValidationError, ValueError, TypeError):
            yield Change(name, UUID(str(editor)), int(seq), int(seen), text)


def _after_all(row: Draft, form: UUID) -> int:
    """A number that rises each time one page is posted, also when the clock was put back."""
    if row.is_new:
        return int(time.time() * 1000)
    last = row.heard.filter(editor=form).aggregate(last=models.Max("seq"))["last"] or 0
    return max(int(time.time() * 1000), last + 1)


def _read(request: HttpRequest, name: str, length: int) -> dict[str, Any]:
    """A hidden field as the page wrote it; what somebody else wrote there counts as nothing."""
    with suppress(ValueError):
        found = json.loads(request.POST.get(name) or "{}")
        if isinstance(found, dict):
            return {
                key: one
                for key, one in found.items()
                if isinstance(one, list) and len(one) == length
            }
    return {}
