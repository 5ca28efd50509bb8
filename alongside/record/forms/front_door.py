"""What is asked at the front door: what came in, what is decided, and who was told."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone

from alongside.accounts.access import may
from alongside.accounts.models import Account, Team
from alongside.foundation.forms import DayField, MomentField, WordsField
from alongside.foundation.ids import new_id
from alongside.people.models import Person
from alongside.record.access.referrals import NOT_TOLD, What
from alongside.record.access.referrals import OWN_PAGES as READ_THERE
from alongside.record.actions.front_door import NO_OWN_PAGES
from alongside.record.actions.putting_away import LONGEST as LONGEST_WHY
from alongside.record.actions.putting_away import WHY as WHY_AWAY
from alongside.record.actions.putting_away import WORDS as WORDS_AWAY
from alongside.record.actions.receiving import Source
from alongside.record.door import door
from alongside.record.models import PutAway

from .choosing import people_field
from .holding import GROUNDS

QUIET = "quiet"
HOW = (
    ("phone", "By phone"),
    ("person", "In person"),
    ("letter", "By letter"),
    ("e-mail", "By e-mail"),
)
OWN_PAGES = (READ_THERE, "They read it in their own pages")
THEIR_PAGE = (READ_THERE, "Here: they read these words on their own page, as they stand below")
NOT_REACHED = ("cannot be reached", "We cannot reach them")
STILL_HELD = "If more has to be found out still, what is held from them stays held."
NAME = "Say it without the name of whoever got in touch. The family may read it one day."


def line(label: str, help_text: str = "") -> forms.CharField:
    """One line of words."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=False,
        max_length=200,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )


def one_of(label: str, choices: list[tuple[str, str]], **more: Any) -> forms.ChoiceField:
    """One of a few, each in sight."""
    return forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect, **more)


class NewPersonForm(forms.Form):
    """Somebody who is not on the record yet, inside the page about what came in."""

    given = line("Given name", "Or what they are called for now")
    family = line("Family name")
    birth = line("Date of birth", "Such as 27 March 2018, or “about 2018”")
    id = forms.UUIDField(
        widget=forms.HiddenInput({"data-no-draft": ""}), initial=new_id, required=False
    )


class ReceiveForm(forms.Form):
    """What somebody told us, about whom, and how they are reached."""

    happened = MomentField(label="When we heard of it", help_text="Such as today, 10am")
    is_urgent = one_of(
        "Is somebody in danger now?",
        [("yes", "Yes, or it may be so"), ("no", "No")],
        error_messages={"required": "Say whether somebody is in danger now."},
    )
    words = WordsField(
        label="What they told us, in their words, and what they ask for", help_text=NAME, rows=7,
        required=False,
    )  # fmt: skip
    source = one_of("Who got in touch?", [], error_messages={"required": "Say who got in touch."})
    who = line("Their name and where they work", "Such as: Amina Yusuf, Hollin Primary School")
    reach = line("How do we reach them, and when?")
    may_name = one_of(
        "May the family know who it was?",
        [
            (QUIET, "No, or we have not asked yet"),
            ("may", "Yes, they have said so"),
        ],
        initial=QUIET,
    )  # fmt: skip
    look = {"is_urgent": {"inline": True}}

    def __init__(
        self, *args: Any, people: Sequence[Person], chosen: Iterable[UUID], **more: Any
    ) -> None:
        super().__init__(*args, **more)
        wanted = set(chosen)
        self.people = [one for one in people if one.pk in wanted]
        if people:
            self.fields["people"] = people_field(people, "Tick everybody it is about")
        self.fields["source"].choices = list(door().sources.items())  # type: ignore[attr-defined]
        for one in self.people if len(self.people) > 1 else ():
            self.fields[words_name(one)] = WordsField(
                label=f"About {one.called} alone", required=False, rows=3
            )

    @property
    def alone(self) -> list[Any]:
        """The boxes for what is about one of them alone."""
        return [self[name] for name in map(words_name, self.people) if name in self.fields]

    def told(self) -> dict[str, Any]:
        """The arguments of the action."""
        said = self.cleaned_data
        is_quiet = said["may_name"] == QUIET
        return {
            "people": self.people,
            "received": said["happened"],
            "is_urgent": said["is_urgent"] == "yes",
            "words": said["words"],
            "words_of": {one.pk: said.get(words_name(one), "") for one in self.people},
            "source": Source(said["source"], said["who"], said["reach"], is_quiet),
        }


def words_name(person: Person) -> str:
    """The name of the box for what is about this person alone."""
    return f"words_{person.pk.hex}"


class SayForm(forms.Form):
    """What was found out, or that whoever got in touch takes it back."""

    what = one_of(
        "What is this?",
        [
            (What.LOOKED_AT, "I have looked at it, and this is what I found"),
            (What.WITHDRAWN, "Whoever got in touch takes it back"),
        ],
        error_messages={"required": "Say what this is."},
    )
    words = WordsField(
        label="In a sentence or two",
        help_text="Only staff who work with them read this.",
        rows=4,
        required=False,
    )


class PutAwayForm(forms.Form):
    """Why something that was told us is put away."""

    why = one_of("Why is it put away?", PutAway.Why.choices, error_messages={"required": WHY_AWAY})
    words = WordsField(
        label="What did you look for, and what do you know?",
        help_text="Colleagues who answer first contacts read this. Whoever sent it does not.",
        longest=LONGEST_WHY,
        rows=4,
        error_messages={"required": WORDS_AWAY},
    )


class DecideForm(forms.Form):
    """What is decided about one person, why, and what follows."""

    decision = one_of("What happens next?", [], error_messages={"required": "Say what is decided."})
    team = forms.ChoiceField(
        label="Which team is asked to work with them?",
        help_text="Needed where a team of ours takes it on. It can open the record then.",
        required=False,
    )
    why = WordsField(label="Why", help_text=f"As you would say it to them. {NAME}", rows=5,
                     required=False)  # fmt: skip
    is_shown = one_of(
        "May the person read this decision in their own pages?",
        [("no", "Somebody looks at it first"), ("yes", "Yes, as soon as it is decided")],
        initial="no",
    )
    look = {"is_shown": {"small": True}}

    def __init__(
        self,
        *args: Any,
        decisions: Mapping[str, str],
        is_held: bool = False,
        is_decided: bool = False,
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        if is_held and is_decided:
            del self.fields["is_shown"]  # deciding anew lets nobody read what is held from them
        elif is_held:
            self.fields["is_shown"].help_text = STILL_HELD
        self.fields["decision"].choices = list(decisions.items())  # type: ignore[attr-defined]
        self.fields["decision"].error_messages["invalid_choice"] = "Choose one of the list."
        if not any(door().decisions[key].asks_team for key in decisions):
            del self.fields["team"]  # nothing that they may decide hands anybody on
            return
        teams = [(str(one.pk), one.name) for one in Team.objects.order_by("name")]
        self.fields["team"].choices = [("", "None"), *teams]  # type: ignore[attr-defined]

    def clean_team(self) -> Team | None:
        chosen = self.cleaned_data["team"]
        return Team.objects.filter(pk=chosen).first() if chosen else None

    def clean_is_shown(self) -> bool:
        return bool(self.cleaned_data["is_shown"] == "yes")


class TellForm(forms.Form):
    """How somebody was told what was decided, when, and in what words; or why they were not."""

    how = one_of("How were they told?", [], required=False)
    on = DayField(label="On which day", help_text="Such as today", required=False)
    words = WordsField(label="What they were told, or why they were not", rows=4, required=False)
    ground = forms.ChoiceField(label="If they are not told: on what ground", required=False)

    def __init__(self, *args: Any, whom: str, reads_own: bool, **more: Any) -> None:
        more.setdefault("initial", {"on": timezone.localdate()})
        super().__init__(*args, **more)
        is_family = whom == What.FAMILY
        how = [*HOW, OWN_PAGES if is_family else THEIR_PAGE] if reads_own else [*HOW]
        grounds = GROUNDS if is_family else (NOT_REACHED, *GROUNDS[:2])
        self.fields["how"].choices = [*how, (NOT_TOLD, "They are not told")]  # type: ignore[attr-defined]
        self.fields["how"].error_messages["invalid_choice"] = NO_OWN_PAGES
        self.fields["ground"].choices = [("", "Choose a ground"), *grounds]  # type: ignore[attr-defined]


def in_words_of(line_code: str) -> str:
    """How somebody was told, as the page says it."""
    return dict((*HOW, OWN_PAGES)).get(line_code, "")


def ground_in_words(ground: str) -> str:
    """On what ground somebody was not told."""
    return dict((*GROUNDS, NOT_REACHED)).get(ground, ground)


def decisions_for(
    person: Person, by: Account, *, is_decided: bool
) -> tuple[dict[str, str], list[str]]:
    """What this account may decide about them, and what only somebody else decides."""
    today = timezone.localdate()
    every = [
        one
        for one in door().decisions.values()
        if one.dated.holds_on(today)
        and one.fits(person, today)
        and (one.is_final or not is_decided)
    ]
    mine = {one.id: one.says for one in every if may(by, one.authority)}
    return mine, [one.says for one in every if one.id not in mine]


class WhoItIsForm(forms.Form):
    """Whom somebody told us about: one or several of those who were found or added."""

    def __init__(
        self, *args: Any, people: Sequence[Person], lines: Mapping[UUID, str], **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.people = list(people)
        if people:
            field = people_field(people, "Tick everybody it is about")
            field.choices = [(str(one.pk), lines.get(one.pk, one.called)) for one in people]
            self.fields["people"] = field

    def clean_people(self) -> list[Person]:
        wanted = set(self.cleaned_data["people"])
        return [one for one in self.people if str(one.pk) in wanted]
