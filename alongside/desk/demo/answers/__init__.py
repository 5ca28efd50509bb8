"""One finished answer to each questionnaire that is shipped, by the same actions as anybody's."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from functools import partial
from unittest.mock import patch

from django.db.models import Model
from django.utils import timezone

from alongside.accounts.models import Account
from alongside.foundation.actor import acting
from alongside.foundation.days import When
from alongside.foundation.ids import new_id
from alongside.people.models import Person
from alongside.questionnaires.access import questionnaire_of
from alongside.questionnaires.answering import Filled
from alongside.questionnaires.definition import Questionnaire
from alongside.questionnaires.models import Definition
from alongside.record.access.allegations import allegation_to_view
from alongside.record.actions import decide_sharing
from alongside.record.actions.agreeing import decide_answers
from alongside.record.actions.allegations import answer_allegation, tell_of_allegation
from alongside.record.actions.asking import Signing, finish_answers
from alongside.record.actions.sending import send_answers
from alongside.record.actions.tasks import do_task
from alongside.record.apart import part_to_tell
from alongside.record.models import (
    About,
    Allegation,
    AllegationVersion,
    Approval,
    Entry,
    Remark,
    Sharing,
    SharingDecision,
    Task,
    Verdict,
    Version,
)

from ..calendar import Calendar
from ..council import Council
from .reading import Told, all_told

WRITTEN_UP = timedelta(minutes=40)
DECIDED_AFTER = 4  # days
DATED: tuple[tuple[type[Model], str], ...] = (
    (Entry, "written_at"),
    (Version, "at"),
    (Approval, "asked_at"),
    (Verdict, "at"),
    (Remark, "at"),
    (SharingDecision, "at"),
    (Allegation, "told_at"),
    (AllegationVersion, "at"),
)


class Asker:
    """Asks, answers, agrees and returns, each by whoever would do it."""

    def __init__(self, council: Council, days: Calendar, people: Mapping[str, Person]) -> None:
        self.council, self.days, self.people = council, days, people
        self.by_name = {person.called: person for person in people.values()}
        self.last: dict[tuple[str, tuple[str, ...]], dict[str, str]] = {}

    def answer_all(self) -> None:
        """Every one of them, in the order of their days."""
        asked = _shipped()
        for one in all_told():
            if asked[one.key].is_apart:
                self._tell(one, asked[one.key])
                continue
            entry = self._answer(one, asked[one.key])
            self._decide(one, entry)
            self._share(one, entry)
            self._tick_off(one, entry)

    def _answer(self, one: Told, asked: Questionnaire) -> Entry:
        by, whom = self.council.accounts[one.by], (one.key, one.about)
        texts = self.last[whom] = one.typed(self.days, self.last.get(whom, {}))
        works = by.kind == Account.Kind.STAFF
        at = self.days.at(one.back, one.hour, one.minute, works=works)
        filled = Filled(asked, texts, at.date())
        if not works and not one.back:  # sent from their own page, today
            with acting(by.pk):
                return send_answers(id=new_id(), filled=filled, by=by)
        signed, _, words = one.beside.get("signed", "").partition(": ")
        written = at + timedelta(minutes=one.minutes or 0) + WRITTEN_UP
        with acting(by.pk), _dated(min(written, timezone.now())):  # nothing is written to come
            return finish_answers(
                id=new_id(),
                filled=filled,
                people=[self.people.get(key) or self.by_name[key] for key in one.about],
                happened=When(at, "time"),
                title=asked.title,
                contact=one.contact,
                minutes=one.minutes,
                there=one.beside.get("there", ""),
                names_others=asked.names_others and "alone" not in one.beside,
                copied=one.same,
                signing=Signing(signed, words) if signed else None,
                by=by,
            )

    def _tell(self, one: Told, asked: Questionnaire) -> None:
        """Told by one, who reads it no more; answered by another, who keeps it apart."""
        by, id = self.council.accounts[one.by], new_id()
        at = self.days.at(one.back, one.hour, one.minute)
        texts = one.typed(self.days, {})
        with acting(by.pk), _dated(at):
            tell_of_allegation(id=id, filled=Filled(part_to_tell(asked), texts, at.date()), by=by)
        who, _, why = one.beside["keeper"].partition(": ")
        keeper = self.council.accounts[who]
        with acting(keeper.pk), _dated(self._decided(one)):
            answer_allegation(
                allegation=allegation_to_view(keeper, id),
                base=1,
                filled=Filled(asked, texts, at.date()),
                why=why,
                by=keeper,
            )
        for stands_in in one.beside["read"].split(", "):
            by = self.council.accounts[stands_in]
            with acting(by.pk):
                for task in Task.objects.filter(from_id=id, account=by, done_at=None):
                    do_task(task=task, by=by)

    def _decide(self, one: Told, entry: Entry) -> None:
        """Somebody else agrees to it, or returns it with what is missing."""
        for word, agrees in (("agreed", True), ("returned", False)):
            who, _, reason = one.beside.get(word, "").partition(": ")
            if not who:
                continue
            by = self.council.accounts[who]
            with acting(by.pk), _dated(self._decided(one)):
                decide_answers(
                    approval=Approval.objects.select_related("entry").get(entry=entry),
                    agrees=agrees,
                    reason=reason,
                    remarks=one.remarks,
                    by=by,
                )

    def _decided(self, one: Told) -> datetime:
        return self.days.at(max(one.back - DECIDED_AFTER, 0), 16, 45)

    def _share(self, one: Told, entry: Entry) -> None:
        """A manager has looked at what was held first: it is shown, or held still."""
        for word, sharing in (("shown", Sharing.SHOWN), ("held", Sharing.HELD)):
            who, _, words = one.beside.get(word, "").partition(": ")
            if not who:
                continue
            by, is_held = self.council.accounts[who], sharing == Sharing.HELD
            with acting(by.pk), _dated(self._decided(one)):
                for about in About.objects.select_related("entry").filter(entry=entry):
                    decide_sharing(
                        about=about,
                        sharing=sharing,
                        words=words if is_held else "",
                        why=words,
                        review_on=self.days.day(-90) if is_held else None,
                        by=by,
                    )

    def _tick_off(self, one: Told, entry: Entry) -> None:
        """What followed from it was seen to long ago."""
        if "done" in one.beside:
            by = self.council.accounts[one.by]
            with acting(by.pk):
                waiting = Task.objects.filter(from_id=entry.pk, account=by, done_at=None)
                for task in waiting.filter(what=Task.What.FOLLOW_UP):
                    do_task(task=task, by=by)


def _shipped() -> dict[str, Questionnaire]:
    """The newest of each that is shipped, whatever the day: an older clock loads this too."""
    rows = Definition.objects.filter(is_shipped=True).order_by("made_at")
    return {row.key: questionnaire_of(row) for row in rows}


@contextmanager
def _dated(at: datetime) -> Iterator[None]:
    """What is made meanwhile bears its own day, like the rest of Northmere; the trail does not."""

    def given(name: str, row: Model, add: bool) -> datetime:
        setattr(row, name, at)
        return at

    with ExitStack() as all_of_them:
        for model, name in DATED:
            field = model._meta.get_field(name)
            all_of_them.enter_context(patch.object(field, "pre_save", partial(given, name)))
        yield
