"""Amending an entry: a new version with the reason, and nobody reads by it what is not theirs."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.urls import reverse

from alongside.accounts.models import Account
from alongside.foundation import drafts
from alongside.foundation.days import When
from alongside.foundation.following import follow
from alongside.foundation.models import Draft
from alongside.record import defaults
from alongside.record.access import AS_AGREED, is_of_a_plan, is_sent_by_them, may_change
from alongside.record.models import (
    About,
    Entry,
    EntryKind,
    Part,
    Release,
    Seen,
    Sharing,
    Version,
)
from alongside.record.whom import Whom, whom, wrong_with

from .attaching import join_files, take_off_amended
from .receiving import keep_names_out_of
from .sharing import hold_again, hold_shown
from .writing import (
    Words,
    check_when,
    check_words,
    may_write_or_refuse,
    note_versions,
    write_parts,
)

Pair = tuple[Part | None, Words]  # what stood in a place before, and what stands there now


class SomebodyElseAmended(ValidationError):
    """The entry has a newer version than the one this editor began from; both texts are kept."""


@transaction.atomic
def amend_entry(
    *,
    entry: Entry,
    base: int,
    parts: Sequence[Words],
    why: str,
    by: Account,
    draft: UUID | None = None,
    title: str | None = None,
    happened: When | None = None,
    kind: str | None = None,
    names_others: bool = False,
    is_earlier_readable: bool = True,
    take_off: Iterable[UUID] = (),
    **envelope: Any,
) -> Version:
    """Write a new version, with the reason. `base` is the version that the editor began from.

    Where somebody else amended it meanwhile, nothing is written: the words stay in the draft, and a
    person puts the two together. Where it is corrected whom words are about, the people it is about
    do not read what it said before, and to whom it opens words, somebody looks first. What becomes
    a kind that is looked at first, or names somebody else, is held from then on. Files of the
    draft join the entry; those of `take_off` are no longer part of it.
    """
    parts = [one for one in parts if one.text.strip()]
    _check(entry, parts, why, happened, by)
    _check_envelope(kind, envelope)
    _check_names(entry, parts, [why, title or "", *envelope.values()])
    draft = _begun_here(draft, entry, by)
    locked, last = _locked(entry, base)
    stood = list(last.parts.order_by("position"))
    here = whom(locked, stood)
    pairs = _paired(parts, stood, here)
    moved = [(old, new) for old, new in pairs if old and set(old.about) != set(new.about)]
    readable = is_earlier_readable and not moved
    version = _next_version(last, title, happened, why, readable, by, envelope)
    locked.versions = version.number
    was, locked.kind = locked.kind, kind or locked.kind
    locked.save(update_fields=["versions", "kind"])
    write_parts(version, [new for _, new in pairs], [])
    if happened is not None:
        with connection.cursor() as cursor:
            cursor.execute("select gate.redate(%s)", [entry.pk])
    _hold_what_opens(locked, moved, last.by_id == by.pk, by)
    told = _hold_first(locked, was, names_others, by)
    told |= {"about_changed": len(moved), **_files(locked, version, draft, take_off, by)}
    if draft:
        drafts.finish_draft(id=draft, by=by, became=f"/entries/{entry.pk}/")
    note_versions("entry amended", [(version, here.everyone)], by, **told)
    follow("entry amended", entry=locked, version=version, by=by)
    return version


def _check(
    entry: Entry,
    parts: Sequence[Words],
    why: str,
    happened: When | None,
    by: Account,
) -> None:
    may_write_or_refuse(by)
    if not may_change(by, entry) or is_sent_by_them(entry):
        raise PermissionDenied
    if is_of_a_plan(entry):
        raise PermissionDenied(AS_AGREED)
    if not why.strip():
        raise ValidationError({"why": "Say what you changed and why. The person reads this."})
    if not parts:
        raise ValidationError("An entry cannot be emptied. Say what is right instead.")
    check_words(parts)
    if happened is not None:
        check_when(happened)


def _check_names(entry: Entry, parts: Sequence[Words], more: Iterable[Any]) -> None:
    said = [one for one in more if isinstance(one, str)]
    keep_names_out_of(entry, [*said, *(one.text for one in parts)])


def _check_envelope(kind: str | None, envelope: dict[str, Any]) -> None:
    if kind is not None and kind not in EntryKind.values:
        raise ValidationError({"kind": "Choose what kind it was."})
    if not set(envelope.get("seen", {}).values()) <= set(Seen.values):
        raise ValidationError("Choose whether they were seen.")


def _hold_first(entry: Entry, was: str, names_others: bool, by: Account) -> dict[str, Any]:
    """What would have been looked at first as a new entry waits for it, whoever changes it."""
    is_first = entry.kind != was and entry.kind in defaults.HELD_FIRST
    if is_first or names_others:
        words = defaults.HELD_WORDS["kind" if is_first else "third"]
        shown = About.objects.filter(entry=entry, removed_at=None, sharing=Sharing.SHOWN)
        for about in shown.select_related("entry"):
            hold_shown(about=about, words=words, by=by)
    return {} if entry.kind == was else {"kind_was": was, "kind": entry.kind}


def _begun_here(id: UUID | None, entry: Entry, by: Account) -> UUID | None:
    """One's own draft of this change. One of something else is not ended by it, nor emptied."""
    draft = Draft.objects.filter(pk=id, owner_id=by.pk).first() if id else None
    if draft and not draft.address.startswith(reverse("record:change", args=[entry.pk])):
        raise ValidationError("This was begun as something else. Open this note again.")
    return draft.pk if draft else None


def _locked(entry: Entry, base: int) -> tuple[Entry, Version]:
    locked = Entry.objects.select_for_update(of=("self",)).get(pk=entry.pk)
    if locked.versions != base:
        raise SomebodyElseAmended(
            "Somebody else changed this entry while you were writing. Both are kept: "
            "look at them together."
        )
    return locked, Version.objects.get(entry=entry, number=locked.versions)


# Whom the words are about -------------------------------------------------------------------------


def _paired(parts: Sequence[Words], stood: Sequence[Part], here: Whom) -> list[Pair]:
    """Each part with the one whose place it takes, and whom it is about from now on.

    What the caller does not say is found by its place; and words that were only put in another box
    are still the same words.
    """
    said = {one for part in stood for one in part.about}
    everyone = tuple(sorted(here.everyone | said))
    places = _by_id(parts, stood) if any(new.was for new in parts) else _by_place(parts, stood)
    left = {_plain(old.text): old for old in stood if old not in places}
    pairs: list[Pair] = []
    for old, new in zip(places, parts, strict=True):
        old = old or left.get(_plain(new.text))
        about = new.about or everyone
        if wrong := wrong_with(about, old.about if old else None, here):
            raise ValidationError(wrong)
        pairs.append((old, _under_its_question(old, replace(new, about=about))))
    return pairs


def _under_its_question(old: Part | None, new: Words) -> Words:
    """An answer stays one, also where it was changed without the form that asked."""
    if old is None or not old.question or new.question:
        return new
    value = old.value if old.text == new.text else None
    return replace(new, question=old.question, asked=old.asked, value=value)


def _plain(text: str) -> str:
    return " ".join(text.split())


def _by_id(parts: Sequence[Words], stood: Sequence[Part]) -> list[Part | None]:
    by_id = {part.pk: part for part in stood}
    if any(new.was and new.was not in by_id for new in parts):
        raise ValidationError("A part stands for one that is not here any more. Open it again.")
    return [by_id[new.was] if new.was else None for new in parts]


def _by_place(parts: Sequence[Words], stood: Sequence[Part]) -> list[Part | None]:
    left = list(stood)
    found: list[Part | None] = []
    for new in parts:
        old = next((one for one in left if one.sort == new.sort), None)
        if old:
            left.remove(old)
        found.append(old)
    return found


def _hold_what_opens(
    entry: Entry, moved: Iterable[tuple[Part, Words]], is_own: bool, by: Account
) -> None:
    """Words that were somebody else's too become one person's: first somebody looks at them."""
    opened = {
        new.about[0]
        for old, new in moved
        if len(set(new.about)) == 1 and not _was_released(old, new)
    }
    shown = About.objects.filter(entry=entry, removed_at=None, sharing=Sharing.SHOWN)
    for about in shown.filter(person_id__in=opened).select_related("entry"):
        hold_again(about=about, is_own=is_own, by=by)


def _was_released(old: Part, new: Words) -> bool:
    """Whether somebody has looked at just these words and let this person read them."""
    here = Release.objects.filter(part=old, person_id=new.about[0])
    return old.text == new.text and here.exists()


# Files --------------------------------------------------------------------------------------------


def _files(
    entry: Entry, version: Version, draft: UUID | None, take_off: Iterable[UUID], by: Account
) -> dict[str, Any]:
    """Take off and add files; what the line on the trail says of it."""
    gone = take_off_amended(entry=entry, ids=take_off, why=version.why, by=by)
    came = join_files(entry=entry, version=version, draft=draft, by=by) if draft else []
    told: dict[str, Any] = {"files_added": len(came), "files_taken_off": gone}
    return {**told, "sha256": came} if came else told


def _next_version(
    last: Version,
    title: str | None,
    happened: When | None,
    why: str,
    is_earlier_readable: bool,
    by: Account,
    envelope: dict[str, Any],
) -> Version:
    kept = {
        name: envelope.get(name, getattr(last, name))
        for name in ("contact", "place", "minutes", "there", "seen", "answers", "form")
    }
    return Version.objects.create(
        entry_id=last.entry_id,
        number=last.number + 1,
        title=last.title if title is None else title.strip(),
        happened_at=defaults.moment(happened) if happened else last.happened_at,
        happened_precision=happened.precision if happened else last.happened_precision,
        why=why,
        is_earlier_readable=is_earlier_readable,
        by=by,
        **kept,
    )
