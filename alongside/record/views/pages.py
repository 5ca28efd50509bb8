"""What the pages about one entry have in common: whom it is about, and where it stands."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest, QueryDict

from alongside.accounts.access import account_of
from alongside.accounts.models import Account
from alongside.foundation.writing import Difference
from alongside.people.header import PersonHeader, header_of
from alongside.people.models import Person
from alongside.record import defaults, saying
from alongside.record.access import Reading, reading
from alongside.record.attached import attachments_with
from alongside.record.models import About, Entry, Version
from alongside.record.readership import may_read_record, own_readers


def posted(request: HttpRequest) -> QueryDict | None:
    """What was sent, also when it is empty; nothing if the page was only opened."""
    return request.POST if request.method == "POST" else None


def uuid_or_none(text: str | None) -> UUID | None:
    """The id in an address or a form, or nothing if it is not one."""
    try:
        return UUID(text or "")
    except ValueError:
        return None


def number_or_none(text: str | None) -> int | None:
    """The number in an address, or nothing if it is not one that a version can have."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 7 else None


def quiet(header: PersonHeader) -> str:
    """What a quiet line above a heading says: what to know before one writes or speaks."""
    parts = [header.state, "Large print." if header.has_large_print else ""]
    parts += [f"{need.rstrip('.')}." for need in header.needs[:1] if "arge print" not in need]
    return " ".join(part for part in parts if part)


def others_of(entry: Entry, abouts: Sequence[About]) -> str:
    """Who else it is about: by name if one may see them, otherwise only how many."""
    known = [about.person.called for about in abouts[1:]]
    hidden = entry.about_count - len(abouts)
    if hidden > 0:
        known.append(saying.others(hidden))
    return saying.names(known)


def frame(
    request: HttpRequest, entry: Entry, number: int | None = None, heading: str = ""
) -> dict[str, Any]:
    """The context of a page about one entry: its header, and what has been read of it."""
    read = reading(entry, number)
    account = account_of(request)
    return {
        "entry": entry,
        "read": read,
        "version": read.version,
        "title": saying.title_of(entry, read.version),
        "heading": heading or saying.title_of(entry, read.version),
        "what": saying.what_it_was(entry, read.version),
        "header": first_header(read, account),
        "person": read.abouts[0].person if read.abouts else None,
        "also": others_of(entry, read.abouts),
    }


def first_header(read: Reading, account: Account) -> PersonHeader | None:
    """The header of the person whose page this is: the first whom one may see."""
    return header_of(read.abouts[0].person, account) if read.abouts else None


def everyone(read: Reading) -> list[Person]:
    """The people it is about whom one may see."""
    return [about.person for about in read.abouts]


def files_between(found: Entry, old: Version, new: Version) -> list[Difference]:
    """The names of the pictures and papers that came, and of those that went."""
    before, after = (attachments_with(found, one) for one in (old, new))
    stayed = {one.pk for one in before} & {one.pk for one in after}
    went = [Difference("removed", one.name) for one in before if one.pk not in stayed]
    came = [Difference("added", one.name) for one in after if one.pk not in stayed]
    return [*went, *came]


def will_read(people: Sequence[Person], kind: str, *, names_others: bool) -> list[dict[str, str]]:
    """Who will read what is being written, said for each person it is about."""
    may_read = may_read_record(one.pk for one in people)
    _, why = defaults.first_sharing(kind, people, names_others=names_others)
    own = own_readers(one.pk for one in people)
    return [
        {
            "called": one.called,
            "sharing": _reads(one, why) if one.pk in own else _would_read(one, why),
            "staff": saying.names(may_read.get(one.pk, [])),
        }
        for one in people
    ]


def _reads(person: Person, why: str) -> str:
    if not why:
        return f"{person.called} can read it as soon as you finish, and add to it."
    held = "cannot read it until somebody else has decided, and is told"
    return f"{person.called} {held}: “{why}”"


def _would_read(person: Person, why: str) -> str:
    held = f"cannot read it until somebody else has decided, and are told: “{why}”"
    return saying.nobody_reads(person, held if why else "can read it, and add to it")
