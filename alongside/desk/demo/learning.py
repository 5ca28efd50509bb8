"""What some of Northmere learn, each by their own hand: theirs, and about nobody on record."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from random import Random

from django.db import transaction
from django.utils import timezone

from alongside.accounts.models import Account
from alongside.foundation.actor import acting
from alongside.foundation.days import LONDON, When
from alongside.foundation.ids import new_id
from alongside.learning import shapes
from alongside.learning.actions import (
    capability,
    champions,
    circles,
    cpd,
    dilemmas,
    evidence,
    giving,
    group_dilemmas,
    lessons,
    pieces,
    sessions,
    supervision,
    waves,
)
from alongside.learning.instrument import Instrument, instrument_on
from alongside.learning.models import Circle, Meeting, Wave
from alongside.learning.profiles import roles
from alongside.learning.scenarios.library import scenario_named
from alongside.learning.standing import Aside
from alongside.learning.surveys import shipped
from alongside.learning.surveys.form import Survey

from .calendar import Calendar
from .council import DOMAIN, Council

SURE = {"B": 3, "A": 3, "E": 3, "D": 3, "F": 1, "H": 1}  # the others: 2
AGREED = {
    "purpose": "To think about the work before it is urgent, and to keep Alice well in it.",
    "when": "Every four weeks, an hour and a half, on a Tuesday morning, in the small room.",
    "between": "What Alice says about herself stays here. Serious harm, a court or the regulator "
    "could make it otherwise, and then Mo tells her first.",
    "disagree": "We say so, write down both views, and ask Josephine if it has to be settled.",
}
HEARD = {
    "what": "I held a review by video. One of those whom it was about could not hear, and said "
    "nothing for ten minutes. I took it for agreement.",
    "so-what": "I look at faces when I am in a room. On a screen I look at my notes.",
    "now-what": "Ask at the beginning, and again after five minutes: what did you hear?",
}
LEARNT = {
    "about": "I wrote down what happened in a review by video, and talked about it.",
    "learning": "Silence on a screen is not agreement. I have to ask for what was heard.",
    "impact": "In the next review we stopped twice, and what was written down was changed.",
}
REPLY = (
    "Two things, from January: the laptops that lose their charge are replaced, East first; and "
    "no meeting begins before half past nine. We say in March whether it helped."
)
FIRST = "How we are, the first time"
OFFERED = "I can sit beside you while you set up a video review, and show what to do when it drops."


class Learners:
    """Has each of them do it by the ordinary actions."""

    def __init__(self, council: Council, days: Calendar, dice: Random) -> None:
        self.council, self.days, self.dice = council, days, dice

    def learn(self) -> None:
        """All of it, in the order in which it would happen."""
        self._help()
        self._stand("alice", SURE)
        self._play()
        self._meet()
        self._gather()
        self._write()
        self._sit_together()
        self._play_together()
        self._ask_everybody()

    @contextmanager
    def _being(self, key: str) -> Iterator[Account]:
        account = self.council.accounts[key]
        with acting(account.pk):
            yield account

    def _help(self) -> None:
        offers = (
            ("bob", ("D", "G"), OFFERED),
            ("harriet", ("A", "F"), "Aids, and who lends them."),
        )
        for key, clusters, says in offers:
            with self._being(key) as who:
                champions.offer_help(
                    clusters=clusters, says=says, ways=["beside"], room_for=2, by=who
                )

    def _stand(self, key: str, sure: Mapping[str, int]) -> None:
        """Where somebody stands: a whole look, and two things to work on."""
        asked = instrument_on(self.days.today)
        with self._being(key) as who:
            made = capability.finish_attempt(
                id=new_id(),
                instrument=asked,
                roles=roles(),
                role="social-worker",
                filled=capability.Filled(
                    now=self._levels(asked, sure),
                    asides={
                        "F": Aside(confidence=3, importance=3, has_star=True),
                        "H": Aside(confidence=2, importance=2),
                    },
                ),
                is_short=False,
                before=None,
                started_at=timezone.now() - timedelta(minutes=14),
                by=who,
            )
            capability.choose_focus(
                cluster="F",
                this_week="On my next first visit, ask what they like doing online before I ask "
                "about risk.",
                for_people="Somebody tells me of something online that they would not have.",
                helper=self.council.accounts["harriet"],
                scenario="open-profile",
                came_from=made.piece,
                by=who,
            )

    def _levels(self, asked: Instrument, sure: Mapping[str, int]) -> dict[str, str]:
        levels: dict[str, str] = {}
        for one in asked.asked(is_short=False):
            level = sure.get(one.cluster, 2) + self.dice.choice((-1, 0, 0, 1))
            levels[one.id] = str(min(4, max(1, level)))
        levels[asked.asked(is_short=False)[-1].id] = "not-role"
        return levels

    def _play(self) -> None:
        scenario = scenario_named("friend-request")
        if scenario is None:
            return
        with self._being("alice") as who:
            run = dilemmas.begin_run(scenario=scenario, by=who)
            choice = scenario.scenes[0].choices[0]
            dilemmas.choose(
                run=run, number=1, choice=choice.id, why="He should not have to guess.", by=who
            )

    def _meet(self) -> None:
        """Mo supervises Alice: agreed, signed by both, and the next meeting has an agenda."""
        alice, mo = self.council.accounts["alice"], self.council.accounts["mo"]
        with acting(mo.pk):
            two = supervision.propose_supervision(
                colleague=alice, i_am="supervisor", rhythm="social-worker", by=mo
            )
        with acting(alice.pk):
            supervision.accept_supervision(supervision=two, by=alice)
            agreed = supervision.write_agreement(supervision=two, said=AGREED, by=alice)
        with acting(mo.pk):
            supervision.sign_agreement(agreement=agreed, seen=str(agreed.pk), by=mo)
            meeting = supervision.plan_meeting(
                supervision=two,
                starts=When(self._next_tuesday(), "time"),
                how=Meeting.How.FACE,
                place="The small room",
                by=mo,
            )
        with acting(alice.pk):
            supervision.bring_point(
                meeting=meeting,
                kind="reflection",
                text="Two visits this month stayed with me in the evening.",
                by=alice,
            )
            supervision.bring_point(meeting=meeting, kind="case", text="", by=alice)
        with acting(mo.pk):
            supervision.bring_point(
                meeting=meeting, kind="workload", text="What could wait until January.", by=mo
            )

    def _next_tuesday(self) -> datetime:
        days = (1 - self.days.today.weekday()) % 7 or 7
        return datetime.combine(self.days.day(-days), time(10), tzinfo=LONDON)

    def _first_thursday(self) -> datetime:
        """The next one that is the first Thursday of its month, at midday."""
        ahead = (self.days.day(-n) for n in range(1, 40))
        day = next(one for one in ahead if one.weekday() == 3 and one.day <= 7)
        return datetime.combine(day, time(12), tzinfo=LONDON)

    def _gather(self) -> None:
        """A community of practice with a prompt and two answers, one by a partner."""
        bob = self.council.accounts["bob"]
        with acting(bob.pk):
            made = circles.begin_circle(
                kind=Circle.Kind.COMMUNITY,
                title="Digital practice, first Thursday",
                about="What helped, what got in the way. Nobody is made identifiable.",
                open_to=Circle.OpenTo.ALL,
                meets="The first Thursday of the month, 12 to 1, room 2 or by video",
                by=bob,
            )
            starts = When(self._first_thursday(), "time")
            circles.plan_next(circle=made, starts=starts, where="Room 2", by=bob)
            asked = circles.open_round(
                circle=made, kind="talk", prompt="What did you stop doing by message?", by=bob
            )
            circles.say(round=asked, text="Changing the day of a visit. I ring now.", by=bob)
        with self._being("alice") as alice:
            circles.join_circle(circle=made, by=alice)
            circles.say(round=asked, text="Anything that has a “but” in it.", by=alice)

    def _play_together(self) -> None:
        """A dilemma in a group that Harriet began: Alice and Mo are in, Hamza is asked."""
        scenario = scenario_named("the-score")
        if scenario is None:
            return
        with self._being("harriet") as harriet:
            made = group_dilemmas.begin_group(
                scenario=scenario, title="Eighty-seven, in the team meeting", by=harriet
            )
            for key in ("alice", "mo", "hamza"):
                circles.invite(circle=made, account=self.council.accounts[key], by=harriet)
        for key in ("alice", "mo"):
            with self._being(key) as who:
                circles.answer_invitation(circle=made, accepts=True, by=who)
        with self._being("harriet") as harriet:
            group_dilemmas.open_scene(circle=made, scene=scenario.scenes[0], by=harriet)

    def _write(self) -> None:
        """A reflection, part of which Mo may read, and the CPD piece that Alice made of it."""
        day = self.days.workday(5)
        with self._being("alice") as alice:
            written = pieces.write_piece(
                kind="reflection",
                shape=shapes.shapes().by_id["what"].key,
                title="The review that nobody could hear",
                on=day,
                texts=HEARD,
                by=alice,
            )
            pieces.share_piece(
                piece=written,
                reader=self.council.accounts["mo"],
                until=self.days.day(-30),
                parts=["now-what"],
                asks="What would you try?",
                by=alice,
            )
            shown = evidence.show_with(piece=written, cluster="D", by=alice)
            evidence.ask_peer(
                evidence=shown,
                peer=self.council.accounts["bob"],
                relation="We have visited together since spring",
                by=alice,
            )
            champions.ask_for_help(
                champion=self.council.accounts["bob"].pk,
                cluster="D",
                text="Could you sit with me for the next video review?",
                by=alice,
            )
            cpd.write_cpd(
                title="Reviews by video that somebody can hear",
                on=day,
                activity="reflecting",
                texts=LEARNT,
                came_from=written,
                by=alice,
            )
            lessons.offer_lesson(happened=HEARD["what"], to_try=HEARD["now-what"], by=alice)

    def _sit_together(self) -> None:
        """A session that Josephine offers, with a place for Alice."""
        starts = datetime.combine(self.days.day(-9), time(13), tzinfo=LONDON)
        with self._being("josephine") as josephine:
            session = sessions.offer_session(
                title="Video reviews that people can take part in",
                about="Bring a review that went badly. We set one up, and let the line drop.",
                how="classroom",
                clusters=["D", "B"],
                starts=When(starts, "time"),
                minutes=90,
                places=8,
                place="Room 2, Town Hall",
                by=josephine,
            )
        with self._being("alice") as alice:
            sessions.book(session=session, by=alice)

    def _ask_everybody(self) -> None:
        """A health check that was closed, with what may be told of it, and one that is open."""
        text = shipped.text_of("health-check")
        survey = shipped.shipped("health-check")
        with self._being("josephine") as josephine:
            first = self._open(FIRST, text, josephine)
        for key, account in self.council.accounts.items():
            if account.kind == Account.Kind.STAFF and key != "grace":
                with acting(account.pk):
                    self._answer(first, survey, account)
        with self._being("josephine") as josephine:
            waves.close_wave(wave=first, by=josephine)
            self._open("How we are", text, josephine)

    def _open(self, title: str, text: str, by: Account) -> Wave:
        return waves.open_wave(
            kind=Wave.Kind.HEALTH,
            title=title,
            about="To know what to change first. Nobody can tell who answered what.",
            text=text,
            whom="staff",
            teams=[],
            groups=[],
            smallest=10,
            closes_on=self.days.day(-14),
            by=by,
        )

    def _answer(self, wave: Wave, survey: Survey, by: Account) -> None:
        said: dict[str, str] = {}
        for asks in survey.asks:
            said |= asks.ballot(self.dice.choice(asks.choices)[0])
        giving.give_answers(wave=wave, answers=said, groups={}, by=by)


def count_if_missing() -> None:
    """Count what was closed: never in the transaction that closed it, so after everything else."""
    josephine = Account.objects.get(email=f"principal@{DOMAIN}")
    with acting(josephine.pk):
        with transaction.atomic():
            first = Wave.objects.filter(title=FIRST, closed_at__isnull=False, reply="")
            waiting = list(first)
        for wave in waiting:
            waves.count_wave(wave=wave, by=josephine)
            waves.reply_to_wave(wave=wave, reply=REPLY, by=josephine)
