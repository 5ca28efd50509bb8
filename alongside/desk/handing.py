"""What the pages ask that hand somebody over, answer it, and write down consent."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from alongside.accounts.models import Account
from alongside.desk.access.handovers import (
    Page,
    givers,
    holders,
    live_consents,
    near_to,
    whom,
)
from alongside.desk.forms import AMOUNTS, reason, teams, workers
from alongside.foundation.content import codes
from alongside.foundation.forms import DayField
from alongside.people.access import may_give_restricted, may_open_to
from alongside.people.actions.handovers import CONSENT, HARM, Whom
from alongside.people.models import Consent, Handover, HandoverLine, Person, Rung
from alongside.people.models.reach import teams_of

Kind = Handover.Kind
NEEDS_IT = (
    "Whoever takes them over needs the record. Choose “The record”, or ask them to help instead."
)
RESTRICTED = (Rung.RESTRICTED.value, "The record, with what is restricted")


def partners() -> list[tuple[str, str]]:
    """Everybody who signs in for a partner agency."""
    found = Account.objects.filter(
        kind=Account.Kind.PARTNER, is_active=True, practitioner__agency__isnull=False
    ).select_related("practitioner__agency")
    return [
        (f"account {one.pk}", f"{one.practitioner.name}, {one.practitioner.agency}")
        for one in found.order_by("practitioner__agency__name", "practitioner__name")
    ]


def _choice(label: str, refusal: str, hint: str = "", **more: Any) -> Any:
    return forms.ChoiceField(
        label=label, help_text=hint, error_messages={"required": refusal}, **more
    )


def _fill(form: forms.Form, name: str, choices: Sequence[Any]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices


def everybody(person: Person | None = None) -> list[Any]:
    """Workers, teams and, where one may share outside the council, partner agencies."""
    found: list[Any] = [("People who work here", list(workers())), ("Teams", list(teams()))]
    if person is not None and may_open_to(person.pk) and (outside := partners()):
        found.append(("Partner agencies", outside))
    return [("", "Choose"), *found]


class OfferForm(forms.Form):
    """Handing somebody over, asking a colleague to help, or sharing for a time."""

    look = {
        "kind": {
            "hints": {
                Kind.TRANSFER.value: "From a day on they work with them, and you no longer do.",
                Kind.REFER.value: "They work with them beside you. A partner agency says yes or no "
                "first, and then sees only what you list for it.",
                Kind.SHARE.value: "They read along until a day that you say.",
            }
        }
    }

    kind = _choice("What do you want to do?", "Choose one of these.", widget=forms.RadioSelect)
    to = _choice("To whom?", "Choose somebody.")
    giver = _choice("Who hands over?", "Choose who hands over.", required=False)
    reason = reason("Why, and what do you ask of them?", "They read this, and so may the person.")
    basis = _choice(
        "On what ground?",
        "Choose a ground.",
        "The person reads it, unless it is to prevent serious harm: then tell them, if it is safe",
    )
    consent = _choice("If they said yes: to what?", "", required=False)
    rung = forms.TypedChoiceField(
        label="How much goes along, at most?",
        help_text="Whoever accepts says how much of it they take. A partner agency reads only "
        "what you list.",
        coerce=int,
        choices=AMOUNTS,
        initial=Rung.RECORD.value,
        widget=forms.RadioSelect,
    )
    last_day = DayField(
        label="Until which day?",
        help_text="Sharing, and asking a partner agency, needs a last day. Handing over: "
        "your own last day, if it is not at once. For example, 27 March 2027",
        required=False,
    )

    def __init__(self, *args: Any, person: Person, by: Account, **more: Any) -> None:
        super().__init__(*args, **more)
        self.givers = givers(by, person)
        kinds = [Kind.TRANSFER] if self.givers else []
        words = {one.value: str(one.label) for one in Kind}
        every = [*kinds, Kind.REFER, Kind.SHARE]
        _fill(self, "kind", [(one.value, words[one.value]) for one in every])
        _fill(self, "to", everybody(person))
        _fill(self, "giver", self.givers)
        if len(self.givers) < 2:
            del self.fields["giver"]
        grounds = [one for one in codes("handover-basis").choices() if one[0] != HARM]
        said_yes = live_consents(person, timezone.localdate())
        if said_yes:
            _fill(self, "consent", [("", "Choose"), *said_yes])
        else:
            del self.fields["consent"]
            grounds = [one for one in grounds if one[0] != CONSENT]
        _fill(self, "basis", [("", "Choose"), *grounds])
        if may_give_restricted(person.pk):
            _fill(self, "rung", [*AMOUNTS, RESTRICTED])

    def clean(self) -> dict[str, Any]:
        """The answers as the action names them."""
        given = super().clean() or self.cleaned_data
        if self.errors:
            return given
        if given["kind"] == Kind.SHARE and not given["last_day"]:
            raise ValidationError({"last_day": "Say until which day they read along."})
        if given["kind"] == Kind.TRANSFER and given["rung"] < Rung.RECORD:
            raise ValidationError({"rung": NEEDS_IT})
        consent = given.get("consent", "") if given["basis"] == CONSENT else ""
        chosen = given.get("giver") or (self.givers[0][0] if self.givers else "")
        is_transfer = given["kind"] == Kind.TRANSFER
        return {
            "kind": given["kind"],
            "to": whom(given["to"]),
            "giver": whom(chosen) if is_transfer else None,
            "reason": given["reason"],
            "basis": given["basis"],
            "consent": Consent.objects.filter(pk=consent).first() if consent else None,
            "rung": given["rung"],
            "last_day": given["last_day"],
        }


class AskOverForm(forms.Form):
    """Asking whoever works with somebody to hand them over."""

    giver = _choice("Who works with them now?", "Choose whom you ask.")
    to = _choice("Who takes them over?", "Choose who takes them over.")
    reason = reason("Why should they come to you?", "They read this, and so may the person.")

    def __init__(self, *args: Any, person: Person, by: Account, **more: Any) -> None:
        super().__init__(*args, **more)
        mine = [
            (f"team {one.team_id}", one.team.name) for one in teams_of(by).select_related("team")
        ]
        _fill(self, "giver", [("", "Choose"), *holders(person)])
        _fill(self, "to", [(f"account {by.pk}", "I do"), *mine])

    def clean(self) -> dict[str, Any]:
        """The answers as the action names them."""
        given = super().clean() or self.cleaned_data
        if self.errors:
            return given
        to, giver = whom(given["to"]), whom(given["giver"])
        fixed = {"kind": Kind.ASK, "basis": "public-task"}
        return {**fixed, "to": to, "giver": giver, "reason": given["reason"]}


class NowForm(forms.Form):
    """Somebody is at risk of harm now: only who reads along is asked."""

    to = _choice("Who has to know now?", "Choose who has to know.")

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        _fill(self, "to", everybody())

    def clean_to(self) -> Whom:
        """The worker or the team."""
        return whom(self.cleaned_data["to"])


class AnswerForm(forms.Form):
    """Taking what is offered, and how much of the record goes along; or declining it."""

    is_accepted = _choice("Your answer", "Choose yes or no.", widget=forms.RadioSelect)
    rung = forms.TypedChoiceField(
        label="If yes: how much of the record goes along?",
        coerce=int,
        widget=forms.RadioSelect,
    )
    last_day = DayField(label="If yes: whose last day is when?", required=False)
    words = reason(
        "What do you want to say to them?", "If no, say why. They read this.", required=False
    )

    def __init__(self, *args: Any, page: Page, **more: Any) -> None:
        super().__init__(*args, **more)
        handover = page.handover
        is_over = handover.kind in (Kind.TRANSFER, Kind.ASK)
        yes = "Yes, from now on" if handover.kind != Kind.SHARE else "Yes"
        _fill(self, "is_accepted", [("yes", yes), ("no", "No")])
        least = Rung.RECORD if is_over else Rung.CONTACT
        every = [(int(value), words) for value, words in (*AMOUNTS, RESTRICTED)]
        amounts = [one for one in every if least <= one[0] <= handover.rung]
        if len(amounts) > 1:
            _fill(self, "rung", amounts)
            self.fields["rung"].initial = min(handover.rung, Rung.RECORD)
        else:
            del self.fields["rung"]
        if is_over:
            self.fields["last_day"].label = (
                "If yes: when is your own last day with them?"
                if handover.kind == Kind.ASK
                else "If yes: when is the last day of whoever works with them now?"
            )
            self.fields["last_day"].help_text = "Leave it empty to change over at once"
            self.fields["last_day"].initial = handover.last_day
        else:
            del self.fields["last_day"]

    def clean(self) -> dict[str, Any]:
        """The answers as the action names them."""
        given = super().clean() or self.cleaned_data
        if self.errors:
            return given
        day = given.get("last_day")
        if day and day < timezone.localdate():
            raise ValidationError({"last_day": "Choose today or a day to come, or leave it empty."})
        return {
            "is_accepted": given["is_accepted"] == "yes",
            "rung": given.get("rung"),
            "last_day": day,
            "words": given["words"],
        }


ASKS: dict[str, tuple[str, str]] = {
    HandoverLine.What.WITHDRAWN: ("Why do you take it back?", ""),
    HandoverLine.What.DONE: ("What was done?", "They read this, and so may the person."),
    HandoverLine.What.REVOKED: ("Why does it end now?", "They read this, and so may the person."),
    HandoverLine.What.UNDONE: ("What went wrong?", "Both teams read this, and so may the person."),
    HandoverLine.What.REASON: (
        "Why could it not wait?",
        "What you knew, what you feared, and what they had to know. The person may read this.",
    ),
}


class SayForm(forms.Form):
    """A few words with whatever ends a handover, undoes it, or explains it."""

    words = reason("")

    def __init__(self, *args: Any, what: str, **more: Any) -> None:
        super().__init__(*args, **more)
        label, hint = ASKS[what]
        self.fields["words"].label, self.fields["words"].help_text = label, hint
        self.fields["words"].required = what != HandoverLine.What.WITHDRAWN


class LeaverForm(forms.Form):
    """Everybody with whom a colleague works: one receiver for all, or one for each."""

    everybody = _choice(
        "Who works with all of them from now on?",
        "",
        "Leave it empty if you choose for each below",
        required=False,
    )
    reason = reason("Why?", "Whoever takes over reads this, and so may the people.")

    def __init__(
        self, *args: Any, people: Sequence[Person], leaver: Account, by: Account, **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.people = {f"person-{one.pk}": one for one in people}
        me = f"account {leaver.pk}"
        found = [one for one in workers() if one[0] != me]
        every: list[Any] = [("People who work here", found), ("Teams", list(teams()))]
        _fill(self, "everybody", [("", "Choose"), *every])
        near = near_to(by)  # a whole council beside each name would be a page of a megabyte
        own = [one for one in found if one[0] in near]
        for name, person in self.people.items():
            first = [("", "As chosen for all"), ("stay", "Stays as it is, for now")]
            self.fields[name] = _choice(person.called, "", required=False)
            _fill(self, name, [*first, ("In your teams", own)])
        self.order_fields(["everybody", *self.people, "reason"])

    def clean(self) -> dict[str, Any]:
        """The answers as the action names them; nobody is passed over without being said."""
        given = super().clean() or self.cleaned_data
        if self.errors:
            return given
        missing = [
            name for name in self.people if not given.get(name) and not given.get("everybody")
        ]
        if missing:
            raise ValidationError(
                {name: "Choose somebody, or say that it stays as it is." for name in missing}
            )
        known: dict[str, Whom] = {}
        chosen = []
        for name, person in self.people.items():
            key = given.get(name) or given["everybody"]
            if key != "stay":
                chosen.append((person, known.setdefault(key, whom(key))))
        if not chosen:
            raise ValidationError({"everybody": "Choose who works with at least one of them."})
        return {"people": chosen, "reason": given["reason"]}


class ConsentForm(forms.Form):
    """Somebody said yes."""

    purpose = reason("What did they say yes to?", "For example: the school knows of the visits")
    explained = reason(
        "What was explained to them, and how?",
        "What is shared, with whom, what for, and that they can take it back at any time",
    )
    given_by = forms.CharField(
        label="Who said yes?",
        help_text="They themselves, or who may decide it for them and why",
        max_length=200,
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={"required": "Say who said yes."},
    )
    evidence = reason("How did they say it?", "Their words, a nod, a signature; and who was there")
    given_on = DayField(label="On which day?", help_text="For example, 27 March 2026")
    until = DayField(
        label="Until which day does it hold?",
        help_text="Leave it empty if they said no end. They can take it back at any time",
        required=False,
    )


class WithdrawForm(forms.Form):
    """Consent is taken back: what rests on it ends, or goes on and somebody says why."""

    words = reason("What did they say?", "", required=False)

    def __init__(
        self, *args: Any, shares: Sequence[Handover], names: dict[UUID, str], **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.shares = {str(one.pk): one for one in shares}
        grounds = [
            (code, f"Goes on: {words[:1].lower()}{words[1:]}")
            for code, words in codes("handover-basis").choices()
            if code not in (CONSENT, HARM)
        ]
        for key, share in self.shares.items():
            self.fields[f"then-{key}"] = _choice(
                f"Shared with {names[share.pk]}: what happens?", "Choose what happens with it."
            )
            _fill(self, f"then-{key}", [("end", "Ends at once"), *grounds])
            self.fields[f"why-{key}"] = reason(
                "If it goes on: why?", "The person may read this.", required=False
            )

    def clean(self) -> dict[str, Any]:
        """The answers as the action names them."""
        given = super().clean() or self.cleaned_data
        if self.errors:
            return given
        going_on = {}
        for key, share in self.shares.items():
            basis, why = given[f"then-{key}"], given[f"why-{key}"]
            if basis != "end" and not why.strip():
                raise ValidationError({f"why-{key}": "Say why it goes on without their yes."})
            if basis != "end":
                going_on[share.pk] = (basis, why)
        return {"words": given["words"], "going_on": going_on}
