"""What the pages ask that let the person, somebody who acts for them, or a partner agency in."""

from datetime import datetime, time
from typing import Any
from uuid import UUID

from django import forms

from alongside.accounts.models import NOBODYS, Account
from alongside.desk.forms import reason
from alongside.foundation.content import codes
from alongside.foundation.days import LONDON
from alongside.foundation.forms import DayField
from alongside.foundation.govuk import component
from alongside.people.actions.handovers import CONSENT, HARM
from alongside.people.actions.ways_in import MadeSure
from alongside.people.models import WayIn


class NamedForm(forms.Form):
    """A form whose words say the name of the person: `{called}` in labels, hints and refusals."""

    look: dict[str, Any] = {}

    def __init__(self, *args: Any, called: str, **more: Any) -> None:
        super().__init__(*args, **more)
        for field in self.fields.values():
            field.label = str(field.label).format(called=called)
            field.help_text = str(field.help_text).format(called=called)
            for code, words in field.error_messages.items():
                if "{called}" in str(words):
                    field.error_messages[code] = str(words).format(called=called)
        self.look = {name: _named(look, called) for name, look in self.look.items()}


def _named(look: dict[str, Any], called: str) -> dict[str, Any]:
    hints = {one: words.format(called=called) for one, words in look.get("hints", {}).items()}
    return {**look, "hints": hints}


def last_moment(day: Any) -> datetime | None:
    """The end of that day, where people live."""
    return datetime.combine(day, time.max, tzinfo=LONDON) if day else None


def _email(whose: str) -> Any:
    return forms.CharField(
        label=f"E-mail address that {whose} with",
        help_text="One that nobody else uses here. Nothing about anybody is ever sent there.",
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "off", "class": "govuk-input--width-20"}),
        error_messages={"required": "Write the address that they will sign in with."},
    )


def _choice(label: str, choices: Any, refusal: str, hint: str = "") -> Any:
    return forms.ChoiceField(
        label=label,
        choices=choices,
        help_text=hint,
        widget=forms.RadioSelect,
        error_messages={"required": refusal},
    )


SMALL = {"small": True}


class MadeSureForm(NamedForm):
    """What is made sure of before anybody from outside is given a way in."""

    MADE_SURE = ("identity", "identity_words", "inbox", "inbox_words", "is_safe")
    look = {"identity": SMALL, "inbox": SMALL, "is_safe": SMALL}

    identity = _choice(
        "How is it known that they are who they say?",
        WayIn.Identity.choices,
        "Choose how you know who they are.",
    )
    identity_words = reason(
        "Who made sure, when and how?", "For example: I met him at home on 3 March."
    )
    inbox = _choice(
        "Who reads their e-mail and uses their phone?",
        WayIn.Inbox.choices,
        "Choose who reads their e-mail and uses their phone.",
        "Ask them alone. Whoever uses the phone can read everything that they can.",
    )
    inbox_words = reason("If somebody else, who, and how do you know it is safe?", "", False)
    is_safe = forms.BooleanField(
        label="I asked {called} alone, and nobody who could hurt {called} would read this",
        error_messages={
            "required": "Talk with {called} alone first. If somebody could hurt {called} because "
            "of what is read, do not open this."
        },
    )

    def clean(self) -> dict[str, Any]:
        """The answers as the action names them."""
        given = super().clean() or self.cleaned_data
        if self.errors:
            return given
        asked = [name for name in MadeSure.__dataclass_fields__ if name in given]
        sure = MadeSure(**{name: given.pop(name) for name in asked})
        given.pop("is_safe")
        return {**given, "made_sure": sure}


class OwnAccountForm(MadeSureForm):
    """Letting the person read what is shown to them."""

    field_order = ("email", "reason")

    email = _email("{called} signs in")
    reason = reason("Why now?", "{called} reads this. For example: you asked to read along.")
    identity = _choice(
        "How is it known that this is {called}?",
        WayIn.Identity.choices,
        "Choose how you know that this is {called}.",
    )
    inbox = _choice(
        "Who reads the e-mail of {called} and uses the same phone?",
        WayIn.Inbox.choices,
        "Choose who reads the e-mail and uses the phone.",
        "Ask {called} alone. Whoever uses the phone can read everything that {called} can.",
    )


class ActingForm(MadeSureForm):
    """Letting somebody act for the person."""

    field_order = ("called", "email", "standing", "seen", "until", "reason")
    look = {
        "standing": {
            "hints": {
                WayIn.Standing.PARENT.value: "It gives no right to read here by itself. Decide "
                "for this child alone.",
                WayIn.Standing.HEALTH.value: "Only once {called} cannot decide this alone.",
            },
            **SMALL,
        },
        **MadeSureForm.look,
    }

    called = forms.CharField(
        label="Who are they?",
        help_text="As {called} knows them, such as “Pat, his sister”",
        max_length=200,
        widget=forms.TextInput({"autocomplete": "off", "class": "govuk-input--width-20"}),
        error_messages={"required": "Say who they are, such as “Pat, his sister”."},
    )
    email = _email("they sign in")
    standing = _choice(
        "Why may they act for {called}?",
        WayIn.Standing.choices,
        "Choose why they may act for {called}.",
    )
    seen = reason(
        "What have you seen, or how did {called} say so?",
        "The paper and its date; for consent, what they said and when.",
    )
    until = DayField(
        label="Until which day?",
        help_text="Leave it empty if no end is known. For example, 27 March 2027",
        required=False,
    )
    reason = reason("What for?", "{called} reads this.")
    is_safe = forms.BooleanField(
        label="I asked {called} alone, if that is possible, and nobody who could hurt {called} "
        "would read this",
        error_messages={
            "required": "Talk with {called} alone first, if that is possible. If somebody could "
            "hurt {called} because of what is read, do not open this."
        },
    )

    def clean_until(self) -> datetime | None:
        """The end of that day."""
        return last_moment(self.cleaned_data["until"])


def _ground() -> Any:
    rests = [one for one in codes("handover-basis").choices() if one[0] not in (CONSENT, HARM)]
    return forms.ChoiceField(
        label="On what ground?",
        help_text="If it rests on their yes, write that down first, then use “Hand over or share”",
        choices=[("", "Choose"), *rests],
        error_messages={"required": "Choose a ground."},
    )


class PartnerForm(NamedForm):
    """Letting a partner agency's worker read what is listed for them."""

    account = forms.ModelChoiceField(
        Account.objects.none(),
        label="Who?",
        help_text="An administrator adds workers of partner agencies who are not here yet.",
        empty_label="Choose",
        error_messages={"required": "Choose somebody."},
    )
    reason = reason("What do they need it for?", "{called} reads this, and so may the agency.")
    basis = _ground()
    until = DayField(
        label="Until which day?",
        help_text="No longer than they need it. For example, 27 March 2027",
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        who = self.fields["account"]
        assert isinstance(who, forms.ModelChoiceField)
        who.queryset = (
            Account.objects.filter(
                kind=Account.Kind.PARTNER, is_active=True, practitioner__isnull=False
            )
            .exclude(email__endswith=NOBODYS)  # somebody let in once, by a link
            .select_related("practitioner__agency")
            .order_by("practitioner__name")
        )
        who.label_from_instance = _partner  # type: ignore[assignment,method-assign]

    def clean_until(self) -> datetime | None:
        """The end of that day."""
        return last_moment(self.cleaned_data["until"])


def _partner(account: Any) -> str:
    """Sam Ridley, Equipment Partnership."""
    listed = account.practitioner
    agency = listed.agency.name if listed.agency else listed.job_title
    return f"{listed.name}, {agency}" if agency else str(listed.name)


def _agreed() -> Any:
    return reason(
        "Who agreed that they read it?",
        "What the person wants comes first. Where they cannot say, who decided it, and why.",
    )


IN_SIGHT = 8  # entries to choose from; older ones are folded away


class ListForm(forms.Form):
    """One entry to list for whoever acts for the person, or for a partner."""

    entry_id = _choice("Which entry?", (), "Choose an entry.")
    why = _agreed()

    def __init__(self, *args: Any, entries: list[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        which = self.fields["entry_id"]
        assert isinstance(which, forms.ChoiceField)
        which.choices = self.entries = entries

    @property
    def newest(self) -> str:
        """The question, with the entries that are in sight."""
        return self._radios(0, self.entries[:IN_SIGHT])

    @property
    def older(self) -> str:
        """The others, as more answers to the same question."""
        rest = self.entries[IN_SIGHT:]
        return self._radios(1, rest) if rest else ""

    @property
    def is_older(self) -> bool:
        """Whether one of the others is chosen, so that they are in sight too."""
        return self["entry_id"].value() in {pk for pk, _ in self.entries[IN_SIGHT:]}

    def _radios(self, number: int, entries: list[tuple[str, str]]) -> str:
        field, chosen = self["entry_id"], self["entry_id"].value()
        hidden = "govuk-visually-hidden" if number else ""
        options: dict[str, Any] = {
            "name": field.html_name,
            "id_prefix": f"{field.auto_id}_{number}" if number else field.auto_id,
            "classes": "govuk-radios--small",
            "fieldset": {"legend": {"text": field.label, "classes": hidden}},
            "items": [
                {"value": pk, "text": words, "checked": pk == chosen} for pk, words in entries
            ],
        }
        if field.errors and not number:
            options["error_message"] = {"text": " ".join(map(str, field.errors))}
        return component("radios", options)

    def clean_entry_id(self) -> UUID:
        """The entry as the action names it."""
        return UUID(self.cleaned_data["entry_id"])


class ListForForm(forms.Form):
    """For whom one entry is listed."""

    look = {"grant_id": SMALL}

    grant_id = _choice("For whom?", (), "Choose for whom.")
    why = _agreed()

    def __init__(self, *args: Any, grants: list[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        which = self.fields["grant_id"]
        assert isinstance(which, forms.ChoiceField)
        which.choices = grants
