"""What is planted in Northmere, worth trying as each of its people (docs/guides/demo.md)."""

from uuid import uuid4

from alongside.accounts.models import Account
from alongside.foundation.actor import acting
from alongside.foundation.days import When
from alongside.foundation.ids import new_id
from alongside.foundation.models import Draft, Piece
from alongside.people.actions import grants
from alongside.people.actions.lives import record_death, record_lost_pregnancy
from alongside.people.actions.protecting import protect_fact
from alongside.people.models import Bar, Fact, FactKind, Person
from alongside.record import actions
from alongside.record.actions import Words, chronologies
from alongside.record.actions.answering import note_answer
from alongside.record.models import (
    About,
    Answer,
    Entry,
    EntryKind,
    Part,
    PartSort,
    Purpose,
    Sharing,
)

from .ade import AMENDED, HIDDEN, RESTRICTED, TOGETHER
from .calendar import Calendar
from .council import Council
from .handed import offer_sian, share_with_sam
from .plans import EntryPlan
from .rows import note_all, put

DEPOT = (
    "I think Ade wants to stop going to the day centre, and to go out more in other ways. He is "
    "clear about why. I have no worry about his safety on the step or in the garden."
)
REVIEW, OURSELVES = "The review of Ade’s plan", "What was said on the phone"
FIRST = "The first time that we spoke."
MEANT = "Ade could say himself what mattered to him, because nobody hurried him."


class Planter:
    """Plants one thing after the other, each by whoever would do it, by the ordinary actions."""

    def __init__(self, council: Council, days: Calendar, people: dict[str, Person]) -> None:
        self.council, self.days, self.people = council, days, people

    def _who(self, key: str) -> Account:
        return self.council.accounts[key]

    # Before anything is written ------------------------------------------------------------------

    def open_doors(self) -> None:
        """Those who sign in about somebody: Ade and Winifred themselves, Pat, and Sam."""
        alice, ade = self._who("alice"), self.people["ade"]
        with acting(alice.pk):
            grants.open_own_record(person=ade, account=self._who("ade"), by=alice)
            grants.open_own_record(
                person=self.people["winifred"], account=self._who("winifred"), by=alice
            )
            self.pat = grants.let_act_for(
                person=ade,
                account=self._who("pat"),
                called="Pat, his sister",
                reason="Ade chose what she reads",
                by=alice,
            )
        self.sam = share_with_sam(self.council, ade)

    # Afterwards ----------------------------------------------------------------------------------

    def plant(self, ades: list[EntryPlan]) -> None:
        """Everything else."""
        self.ades = {plan.title: plan.id for plan in ades}
        self._list_for_pat_and_sam()
        self._kept_among_few()
        self._not_disclosed()
        self._about_two()
        self._put_right()
        self._held_and_proposed()
        self._words_from_winifred()
        self._wrong_record()
        self._open_draft()
        self._chronologies()
        self._who_may_see()
        self._kept_from_somebody()
        self._ends()
        offer_sian(self.council, self.people["sian"])

    def _entry(self, title: str) -> Entry:
        return Entry.objects.get(pk=self.ades[title])

    def _about(self, entry: Entry, key: str = "ade") -> About:
        return About.objects.select_related("entry").get(entry=entry, person=self.people[key])

    def _list_for_pat_and_sam(self) -> None:
        alice = self._who("alice")
        with acting(alice.pk):
            for title in (AMENDED, "Plan agreed together"):
                grants.list_for(grant=self.pat, entry_id=self.ades[title], by=alice)
            loan = self.ades["Perching stool and grab rail delivered"]
            grants.list_for(grant=self.sam, entry_id=loan, by=alice)

    def _kept_among_few(self) -> None:
        """A stub for Alice and for Ade; Bob, who wrote it, and Mo read it."""
        mo, bob, until = self._who("mo"), self._who("bob"), self.days.day(-64)
        with acting(mo.pk):
            entry = self._entry(RESTRICTED)
            actions.restrict_entry(
                entry=entry,
                words="It concerns another member of the family.",
                until=until,
                review_by=bob,
                by=mo,
            )
            actions.decide_sharing(
                about=self._about(entry),
                sharing=Sharing.HELD,
                review_on=until,
                words="Part of your record is about somebody else in your family too, so it is "
                "held back for now.",
                why="Pat asked to tell him herself",
                by=mo,
            )

    def _not_disclosed(self) -> None:
        """Ade is told nothing of it: Alice proposed that, and Mo agreed."""
        alice, mo = self._who("alice"), self._who("mo")
        with acting(alice.pk):
            decision = actions.decide_sharing(
                about=self._about(self._entry(HIDDEN)),
                sharing=Sharing.NOT_DISCLOSED,
                ground="crime",
                why="The police asked for silence; the neighbour is afraid",
                review_on=self.days.day(-21),
                by=alice,
            )
        with acting(mo.pk):
            actions.second_decision(decision=decision, is_agreed=True, words="Each week.", by=mo)

    def _about_two(self) -> None:
        """Ade reads what is about him and the part about both that Mo released; not Pat's."""
        mo = self._who("mo")
        with acting(mo.pk):
            entry = self._entry(TOGETHER)
            actions.decide_sharing(about=self._about(entry), sharing=Sharing.SHOWN, by=mo)
            both = next(part for part in Part.objects.filter(entry=entry) if len(part.about) > 1)
            actions.release_part(
                part=both, person=self.people["ade"], why="They agreed it together", by=mo
            )

    def _put_right(self) -> None:
        """Ade's words beside Alice's note, in which she has put one sentence right."""
        entry, ade, alice = self._entry_for("ade", AMENDED), self._who("ade"), self._who("alice")
        with acting(ade.pk):
            parts = list(Part.objects.filter(entry=entry).order_by("position"))
            first, second, last = (
                self._answer(part, text, back, is_wrong)
                for part, text, back, is_wrong in (
                    (
                        parts[0],
                        "You forgot the robin. He comes on the fork. Put him in, he is half "
                        "the reason.",
                        4,
                        False,
                    ),
                    (
                        parts[1],
                        "They have my number. Why do they ring my sister? I am not lost.",
                        4,
                        False,
                    ),
                    (
                        parts[2],
                        "I never said I want to stop going out. I said I want to stop going "
                        "**there**. Please put that right.",
                        1,
                        True,
                    ),
                )
            )
            for one in (first, second, last):
                note_answer(one, ade)
            actions.tasks_for_words(answer=last, by=ade)
        with acting(alice.pk):
            words = [Words(part.sort, part.text, of=part.of) for part in parts[:2]]
            actions.amend_entry(
                entry=entry,
                base=1,
                parts=[*words, Words(PartSort.OPINION, DEPOT)],
                why="Ade told me that I had this wrong. One sentence changed in his words.",
                by=alice,
            )

    def _entry_for(self, key: str, title: str) -> Entry:
        with acting(self._who(key).pk):
            return self._entry(title)

    def _answer(self, part: Part, text: str, back: int, is_correction: bool) -> Answer:
        answer = Answer(
            id=new_id(),
            entry_id=part.entry_id,
            part=part,
            person=self.people["ade"],
            is_correction=is_correction,
            text=text,
            by=self._who("ade"),
            at=self.days.at(back, 18, 40, works=False),
        )
        put([answer])
        return answer

    def _chronologies(self) -> None:
        """One that is finished, for a review, and one that Alice is still at."""
        alice, ade = self._who("alice"), self.people["ade"]
        with acting(alice.pk):
            for made_for, kinds in ((REVIEW, ("visit", "meeting")), (OURSELVES, ("call",))):
                made = chronologies.begin_chronology(
                    people=[ade],
                    purpose=Purpose.REVIEW if made_for == REVIEW else Purpose.OURSELVES,
                    made_for=made_for,
                    take="kinds",
                    kinds=kinds,
                    by=alice,
                )
                line = made.lines.order_by("happened_at", "id").first()
                assert line is not None, "Ade was visited and rung"
                line.chronology = made
                chronologies.word_line(line=line, stood=0, summary=FIRST, impact=MEANT, by=alice)
                if made_for == REVIEW:
                    chronologies.finish_chronology(chronology=made, letters="AB", by=alice)

    def _note(
        self, by: Account, key: str, title: str, text: str, back: int, *, names_others: bool = False
    ) -> Entry:
        happened = When(self.days.workday(back), "day")
        return actions.finish_entry(
            id=new_id(),
            kind=EntryKind.NOTE,
            people=[self.people[key]],
            happened=happened,
            title=title,
            parts=[Words(PartSort.FACT, text)],
            by=by,
            names_others=names_others,
        )

    def _held_and_proposed(self) -> None:
        """One waits for Mo to decide, and one for her to be the second who agrees."""
        alice = self._who("alice")
        with acting(alice.pk):
            self._note(
                alice,
                "sian",
                "What Gwilym’s nurse told me",
                "The nurse rang about Gwilym’s new tablets and what they do to his temper. "
                "Siân should know, and it is about Gwilym too.",
                0,
                names_others=True,
            )
            entry = self._note(
                alice,
                "danuta",
                "About Marek",
                "The bank rang about two withdrawals on days when Danuta was in hospital. They "
                "are asking questions, and asked us to wait.",
                0,
            )
            actions.decide_sharing(
                about=self._about(entry, "danuta"),
                sharing=Sharing.NOT_DISCLOSED,
                ground="crime",
                why="Telling her now would tell Marek, who opens her post",
                review_on=self.days.day(-14),
                by=alice,
            )

    def _words_from_winifred(self) -> None:
        winifred, alice = self._who("winifred"), self._who("alice")
        with acting(alice.pk):
            entry = self._note(
                alice,
                "winifred",
                "Breakfast carers",
                "I rang the agency. They said that every visit since Friday was before nine.",
                0,
            )
        with acting(winifred.pk):
            part = Part.objects.get(entry=entry)
            actions.answer_entry(
                id=new_id(),
                part=part,
                by=winifred,
                text="The carers came at eleven again. That is three breakfasts I have missed "
                "since Friday.",
            )

    def _wrong_record(self) -> None:
        """Bob wrote in the record of the wrong Winifred and moved it; a marker stays."""
        bob = self._who("bob")
        with acting(bob.pk):
            entry = self._note(
                bob, "winifred", "Hearing test", "New hearing aids are ordered for both ears.", 2
            )
            actions.move_misfiled_entry(
                entry=entry,
                wrong=self.people["winifred"],
                right=self.people["garside"],
                why="Two Winifreds on one list: I picked the wrong one.",
                by=bob,
            )

    def _open_draft(self) -> None:
        """Alice's note with Siân, not finished, saved yesterday."""
        alice, sian = self._who("alice"), self.people["sian"]
        draft = Draft(
            id=new_id(),
            owner=alice,
            purpose="note",
            address=f"/people/{sian.pk}/write/",
            about=[sian.pk],
            began_at=self.days.at(1, 16, 31, works=False),
            saved_at=self.days.at(1, 16, 52, works=False),
        )
        typed = {
            "title": "Thinking about the carer’s assessment",
            "fact": "Siân had twenty minutes while Gwilym slept. We began to write down what a "
            "week of caring is. She stopped at Wednesday and said that it was long "
            "enough.",
            "own_words": "Write that I am not complaining. Write that as well.",
        }
        with acting(alice.pk):
            put([draft])
            put(
                [
                    Piece(draft=draft, name=name, version=1, text=text, editor=uuid4())
                    for name, text in typed.items()
                ]
            )
            note_all("draft opened", [(draft, sian.pk)], alice)

    def _who_may_see(self) -> None:
        """A bar, a request that waits for the Adults' Team, and a record opened at night."""
        mo, charlie, grace = self._who("mo"), self._who("charlie"), self._who("grace")
        with acting(mo.pk):
            grants.bar(
                person=self.people["dorothy"],
                account=self._who("bob"),
                ground=Bar.Ground.FAMILY,
                reason="She is his aunt. He told us himself.",
                by=mo,
            )
        with acting(charlie.pk):
            grants.ask_for_access(
                person_id=self.people["imran"].pk,
                by=charlie,
                reason="I am to work with his son Bilal’s school, and want to know what help "
                "Mr Sadiq has.",
            )
        with acting(grace.pk):
            grants.break_glass(
                person_id=self.people["ade"].pk,
                by=grace,
                reason="Ade rang at night after a fall and could not say which tablets he takes.",
            )

    def _kept_from_somebody(self) -> None:
        """Where Leyla and her children live is read only by those who work with them."""
        charlie = self._who("charlie")
        with acting(charlie.pk):
            for key in ("leyla", "nour", "sami"):
                kinds = (FactKind.ADDRESS, FactKind.PHONE)
                for fact in Fact.objects.filter(person=self.people[key], kind__in=kinds):
                    protect_fact(
                        fact=fact,
                        from_whom="Her former husband and his family",
                        review_on=self.days.day(-90),
                        why="He has looked for them twice. There is an order until next summer.",
                        by=charlie,
                    )

    def _ends(self) -> None:
        bob, hamza = self._who("bob"), self._who("hamza")
        with acting(bob.pk):
            record_death(
                person=self.people["wilfred"],
                died_on=self.days.day(140),
                source="Janet, his niece",
                by=bob,
            )
        with acting(hamza.pk):
            record_lost_pregnancy(person=self.people["babyw"], lost_on=self.days.day(104), by=hamza)
