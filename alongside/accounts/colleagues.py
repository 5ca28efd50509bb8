"""Choosing a colleague by name, in any form: a list of everybody who works here would be long."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from .models import Account, Practitioner


class ColleagueField(forms.CharField):
    """Somebody who works here, by name or work e-mail. Gives an account."""

    def __init__(self, **more: Any) -> None:
        attrs = {"autocomplete": "off", "spellcheck": "false", "class": "govuk-input--width-20"}
        more.setdefault("widget", forms.TextInput(attrs))
        super().__init__(max_length=200, **more)

    def clean(self, value: Any) -> Any:
        words = " ".join(str(super().clean(value)).replace("\x00", "").split())
        if not words:
            return None
        staff = Practitioner.objects.filter(
            account__kind=Account.Kind.STAFF, account__is_active=True
        ).select_related("account")
        found = list(staff.filter(account__email__iexact=words)[:2])
        found = found or list(staff.filter(name__iexact=words)[:6])
        found = found or list(staff.filter(name__icontains=words).order_by("name")[:6])
        if len(found) == 1:
            return found[0].account
        raise ValidationError(self._which(words, found))

    @staticmethod
    def _which(words: str, found: list[Practitioner]) -> str:
        if not found:
            return f"Nobody who works here is called “{words}”. Write their whole name or e-mail."
        who = "; ".join(f"{one.name}, {one.job_title}, {one.account.email}" for one in found[:5])
        return f"More than one person fits “{words}”. Write the e-mail of the one you mean: {who}."
