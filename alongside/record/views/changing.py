"""Changing what was written, also by two people at once."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from alongside.accounts.access import account_of, staff_only
from alongside.accounts.models import Account
from alongside.foundation import drafts
from alongside.foundation.pages import carry_out
from alongside.foundation.writing import Difference, differences, merged
from alongside.questionnaires.access import as_asked
from alongside.record import defaults, saying
from alongside.record.access import Reading, entry_to_amend, note_opened, people_on, reading
from alongside.record.actions import amend_entry, may_write_or_refuse
from alongside.record.attached import attachments_of
from alongside.record.forms import (
    BOXES,
    ChangeForm,
    about_name,
    chosen_for,
    key_of,
    keyed,
    kind_now,
    seen_name,
    sort_of,
)
from alongside.record.models import Entry, PartSort, Version
from alongside.record.readership import name_of
from alongside.record.whom import Whom, whom

from .asking import change_answers
from .bringing import brought
from .pages import files_between, frame, number_or_none


@dataclass
class Change:
    """What somebody began from, what stands now, and whom all of it is about."""

    began: Reading
    now: Reading
    here: Whom

    @property
    def keys(self) -> list[tuple[str, str]]:
        """A box for every part of these versions, and one for each sort that has none yet."""
        writer = saying.first_name_of(self.now.entry)
        labels: dict[str, str] = {}
        for read in (self.began, self.now):
            for key, part in keyed(read.parts).items():
                labels[key] = saying.heading_of(part, writer)
        for box in BOXES:
            label = box.label or "In their own words"
            labels.setdefault(key_of(box.sort, 1), label)
        order = [str(sort) for sort in PartSort.values]
        return sorted(labels.items(), key=lambda one: (order.index(sort_of(one[0])), one[0]))

    def form(self, *data: Any, **more: Any) -> ChangeForm:
        """The form for a change of what stands now."""
        files = attachments_of(self.now.entry.pk)
        before = keyed(self.now.parts)
        return ChangeForm(
            *data,
            keys=self.keys,
            here=self.here,
            before=before,
            kind=self.now.entry.kind,
            version=self.now.version,
            files=files,
            **more,
        )

    def as_it_was(self, read: Reading) -> dict[str, str]:
        """What the fields of the form held in this version, as a draft keeps them."""
        there = keyed(read.parts)
        texts = {key: there[key].text if key in there else "" for key, _ in self.keys}
        about = {
            about_name(key): "\n".join(chosen_for(key, there.get(key), self.here))
            for key, _ in self.keys
        }
        version = read.version
        when = defaults.when_of(version).words()
        how = {"kind": kind_now(self.now.entry.kind, version), "there": version.there}
        how["minutes"] = "" if version.minutes is None else str(version.minutes)
        for one in self.here.people:
            how[seen_name(one)] = version.seen.get(str(one.pk), "")
        told = {"title": version.title, "happened": when, "place": version.place}
        return {**told, **how, **texts, **about}


@staff_only
def change(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """Put an entry right: a new version, with the reason; the old one stays."""
    by = account_of(request)
    entry = entry_to_amend(by, entry_id)
    may_write_or_refuse(by)
    version = Version.objects.get(entry=entry, number=entry.versions)
    if asked := as_asked(version.form):
        if request.method == "GET":
            note_opened(entry, by)
        return change_answers(request, entry, asked, people_on(entry), by)
    base = _base(request, entry)
    address = f"{reverse('record:change', args=[entry.pk])}?base={base}"
    people = people_on(entry)
    draft = drafts.draft_for(request, purpose="amendment", about=people, address=address)
    if draft.became:
        return redirect(draft.became)
    files = brought(request, draft, by, entry)
    if files.then:
        return redirect(files.then)
    if draft.later and not files.stays:
        return redirect(reverse("foundation:drafts"))
    if request.method == "GET":
        note_opened(entry, by)
    context = {**frame(request, entry, heading="Change this note"), "draft": draft, "base": base}
    change = _change(entry, base, context["read"])
    context |= {"files": files, "readers": _readers(change), "several": change.here.is_several}
    if base != entry.versions:
        return _both(request, draft, change, context)
    stays = files.stays and not draft.refused
    form = _form(request, change, stays)
    if form.is_bound:
        done = carry_out(form, amend_it(form, entry, change.now, draft.id), by=by)
        if done:
            return redirect(entry.get_absolute_url())
    else:
        draft.fill(form)
    context |= {"form": form, "forms": [files.form], "boxes": _boxes(form), "how": _how(form)}
    return render(request, "record/change.html", context)


def _base(request: HttpRequest, entry: Entry) -> int:
    """The version that the writer began from; it travels in the address."""
    given = number_or_none(request.GET.get("base"))
    return entry.versions if given is None else min(max(given, 1), entry.versions)


def _change(entry: Entry, base: int, now: Reading) -> Change:
    began = now if base == entry.versions else reading(entry, base)
    return Change(began, now, whom(entry, [*began.parts, *now.parts]))


def _form(request: HttpRequest, change: Change, stays: bool) -> ChangeForm:
    """As it was sent; or, where a file is to be put right first, as it was kept."""
    data = [request.POST] if request.method == "POST" and not stays else []
    return change.form(*data, initial=_initial(change.as_it_was(change.began)))


def _initial(texts: dict[str, str]) -> dict[str, Any]:
    """What a draft keeps as lines, as choices again."""
    many = (about_name(""), "take_off")
    return {
        name: text.split("\n") if name.startswith(many) else text for name, text in texts.items()
    }


def _boxes(form: ChangeForm) -> list[dict[str, Any]]:
    names = [(key, about_name(key)) for key, _ in form.keys]
    return [
        {
            "field": form[key],
            "about": form[about] if about in form.fields else None,
            "is_own": sort_of(key) == PartSort.OWN_WORDS,
        }
        for key, about in names
    ]


def _how(form: ChangeForm) -> list[Any]:
    return [form[name] for name in form.how]


def _readers(change: Change) -> list[str]:
    """How far each person may read it, in words, and how many one is not told of."""
    now = change.now
    found = [
        saying.shown_to(about, has_others=now.has_others(about.person_id)) for about in now.abouts
    ]
    if count := len(change.here.others):
        found.append(f"It is also about {saying.others(count)}, not named here.")
    return found


def amend_it(form: ChangeForm, entry: Entry, began: Reading, draft: UUID) -> Any:
    """The action with what the form makes of its fields."""

    def amend(*, by: Account, **_: Any) -> Any:
        said = form.cleaned_data
        happened = said["happened"]
        return amend_entry(
            entry=entry,
            base=began.version.number,
            parts=form.parts(),
            why=said["why"],
            title=said["title"],
            place=said["place"],
            happened=happened if happened != defaults.when_of(began.version) else None,
            is_earlier_readable=said["is_earlier_readable"],
            take_off=said.get("take_off", ()),
            names_others=said["names_others"],
            draft=draft,
            **form.how_it_was(),
            by=by,
        )

    return amend


# Two at once --------------------------------------------------------------------------------------


def _both(
    request: HttpRequest, draft: drafts.OpenDraft, change: Change, context: dict[str, Any]
) -> HttpResponse:
    """Somebody else changed it meanwhile: both texts, and one form to put them together."""
    was, theirs = change.as_it_was(change.began), change.as_it_was(change.now)
    mine = {**was, **{name: draft.texts[name] for name in was if name in draft.texts}}
    boxes = dict(change.keys)
    together = {
        name: _together(name in boxes, name, was[name], mine[name], theirs[name]) for name in was
    }
    kept = {name: draft.texts.get(name, "") for name in ("why", "take_off", "names_others")}
    form = change.form(initial=_initial(together | kept))
    now = change.now.version
    short = name_of(now.by).split(" ")[0]
    alone = [
        {"field": form[name], "name": name} for name in ("happened", "place", *form.how, "title")
    ]
    both = zip(_boxes(form), boxes, strict=True)
    fields = [*({**box, "name": key} for box, key in both), *alone]
    sides = [_side(form, one, was, mine, theirs, short) for one in fields]
    changed = [one for one in sides if one["theirs"] or one["mine"]]
    same = [one for one in sides if one not in changed]
    context |= {"form": form, "forms": [context["files"].form], "now": change.now}
    context |= {"changed": changed, "same": same, "short": short, "who": name_of(now.by)}
    context["action"] = f"{request.path}?base={now.number}"
    context["files_between"] = files_between(change.now.entry, change.began.version, now)
    return render(request, "record/both.html", context)


Texts = dict[str, str]


def _side(
    form: ChangeForm, one: dict[str, Any], was: Texts, mine: Texts, theirs: Texts, short: str
) -> dict[str, Any]:
    """One field: what each of the two changed in it, and what it holds now, in words."""
    name = one["name"]
    field = one["field"]
    heading = str(field.label)
    side: dict[str, Any] = {"heading": heading, "is_box": name in dict(form.keys)}
    for who, now in (("theirs", theirs), ("mine", mine)):
        side[who] = _change_of(form, name, was, now)
    if side["theirs"] or side["mine"]:
        field.label = f"{heading.rstrip('?')}, put together"
        field.help_text = _holds(side["is_box"], was[name], mine[name], theirs[name], short)
    return {**one, **side}


def _holds(is_box: bool, was: str, mine: str, theirs: str, short: str) -> str:
    """What the field begins with, for whoever puts the two together."""
    if was == mine == theirs:
        return ""  # only whom it is about was changed
    if mine == theirs:
        return "You both wrote the same."
    if mine == was:
        return f"As {short} wrote it."
    if theirs == was:
        return "As you wrote it."
    if is_box and merged(was, mine, theirs) is not None:
        return "Both changes are in it. Read it once more."
    return f"You both changed the same words. It holds yours: add what {short} wrote."


def _together(is_box: bool, name: str, was: str, mine: str, theirs: str) -> str:
    """Both changes; mine where both changed the same words; all of whom both say it is about."""
    if mine == was:
        return theirs
    if theirs != was and is_box:
        both = merged(was, mine, theirs)
        return mine if both is None else both
    if theirs == was or not name.startswith(about_name("")):
        return mine
    return "\n".join(dict.fromkeys([*mine.split("\n"), *theirs.split("\n")]))


def _change_of(form: ChangeForm, key: str, was: Texts, now: Texts) -> list[dict[str, Any]]:
    """What one of two writers changed in a box: its words, and whom they are about."""
    found: list[dict[str, Any]] = []
    if was[key] != now[key]:
        found.append({"label": "", "runs": _runs(form, key, was[key], now[key])})
    about = about_name(key)
    if about in form.fields and was[about] != now[about]:
        before, after = (_called(form, about, texts[about]) for texts in (was, now))
        found.append({"label": form[about].label, "runs": saying.instead(before, after)})
    return found


def _runs(form: ChangeForm, name: str, before: str, now: str) -> list[Difference]:
    """Words compared with words; a short answer or a choice stands as a whole."""
    if name in dict(form.keys):
        return differences(before, now)
    if hasattr(form.fields[name], "choices"):
        before, now = (_called(form, name, text) for text in (before, now))
    return saying.instead(before, now)


def _called(form: ChangeForm, name: str, chosen: str) -> str:
    """Choices by what they are called."""
    ticked = chosen.split("\n")
    choices: Any = form.fields[name].choices  # type: ignore[attr-defined]
    return saying.names([label for value, label in choices if value in ticked])
