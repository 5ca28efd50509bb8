"""What the pages of accounts ask."""

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as passkeys
from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts

from .models import Account, Agency, Team

SHORT = "govuk-input--width-20"
CODE = "govuk-input--width-10"


def _plain(form: forms.BaseForm, **words: str) -> None:
    """Labels instead of placeholders, and boxes as wide as what goes in."""
    for name, field in form.fields.items():
        field.widget.attrs.pop("placeholder", None)
        if not field.widget.is_hidden:
            field.widget.attrs.setdefault("class", SHORT)
        if name in words:
            field.label = words[name]


# Signing in: django-allauth asks, the words and the look are ours ---------------------------------


class SignInForm(account.LoginForm):  # type: ignore[misc]
    """Address and password."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        _plain(self, login="E-mail address", password="Password")  # noqa: S106 a label
        self.fields["login"].widget.attrs["autocomplete"] = "username"
        self.fields["password"].help_text = ""
        self.fields["login"].error_messages = {
            "required": "Write your e-mail address.",
            "invalid": "Write an e-mail address such as alice@council.example.",
        }
        self.fields["password"].error_messages = {"required": "Write your password."}


class ForgottenForm(account.ResetPasswordForm):  # type: ignore[misc]
    """The address to send a new way in to."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        _plain(self, email="E-mail address")
        self.fields["email"].widget.attrs["autocomplete"] = "username"


class NewPasswordForm(account.ResetPasswordKeyForm):  # type: ignore[misc]
    """A new password, after a link in an e-mail."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        _plain(self, password1="New password", password2="The same again")


class AgainForm(account.ReauthenticateForm):  # type: ignore[misc]
    """The password once more, before something important."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        _plain(self, password="Your password")  # noqa: S106 a label


class CodeForm(mfa.AuthenticateForm):  # type: ignore[misc]
    """The code of an authenticator app, or a recovery code."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        _plain(self, code="Code from your app, or a recovery code")
        self.fields["code"].widget.attrs |= {"class": CODE, "inputmode": "numeric"}


class AgainCodeForm(mfa.ReauthenticateForm):  # type: ignore[misc]
    """The same, before something important."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        _plain(self, code="Code from your app, or a recovery code")
        self.fields["code"].widget.attrs |= {"class": CODE, "inputmode": "numeric"}


class AddAppForm(totp.ActivateTOTPForm):  # type: ignore[misc]
    """The first code of a new authenticator app proves that it works."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        _plain(self, code="The code that your app shows now")
        self.fields["code"].widget.attrs |= {"class": CODE, "inputmode": "numeric"}
        self.fields["code"].widget.attrs["autocomplete"] = "one-time-code"


class AddPasskeyForm(passkeys.AddWebAuthnForm):  # type: ignore[misc]
    """A passkey always asks for a face, a finger or a PIN, and so stands for a password too."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        del self.fields["passwordless"]
        _plain(self, name="A name for it, such as “work laptop”")
        self.fields["name"].widget.attrs["autocomplete"] = "off"
        self.fields["name"].max_length = 100

    def clean(self) -> dict[str, Any]:
        self.cleaned_data["passwordless"] = True
        return dict(super().clean())


class RenamePasskeyForm(passkeys.EditWebAuthnForm):  # type: ignore[misc]
    """Another name for a passkey."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        _plain(self, name="Its name")
        self.fields["name"].widget.attrs["autocomplete"] = "off"
        self.fields["name"].max_length = 100


# Our own ------------------------------------------------------------------------------------------


def _secret(autocomplete: str) -> forms.PasswordInput:
    return forms.PasswordInput({"autocomplete": autocomplete, "class": SHORT})


class UnlockForm(forms.Form):
    """The password of whoever locked it."""

    password = forms.CharField(
        label="Your password",
        strip=False,
        widget=_secret("current-password"),
        error_messages={"required": "Write your password, or use your passkey."},
    )


class PasswordForm(forms.Form):
    """A new password; the old one too, unless there is none or a link let them in just now."""

    current = forms.CharField(
        label="The password you have now",
        strip=False,
        widget=_secret("current-password"),
        error_messages={"required": "Write the password you have now."},
    )
    password = forms.CharField(
        label="New password",
        strip=False,
        widget=_secret("new-password"),
        error_messages={"required": "Write a new password."},
        help_text=" ".join(password_validators_help_texts()[1:2])
        + " Three or four words that only you would put together are good.",
    )
    again = forms.CharField(
        label="The new password again",
        strip=False,
        widget=_secret("new-password"),
        error_messages={"required": "Write the new password a second time."},
    )

    def __init__(self, *args: Any, knows_current: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        if not knows_current:
            del self.fields["current"]

    def clean_again(self) -> str:
        again = str(self.cleaned_data["again"])
        if again != self.cleaned_data.get("password", again):
            raise forms.ValidationError("The two new passwords are not the same. Write both again.")
        return again


def _text(label: str, longest: int = 200, help_text: str = "", needed: bool = True) -> Any:
    return forms.CharField(
        label=label,
        max_length=longest,
        required=needed,
        help_text=help_text,
        error_messages={"required": f"Write this: {label[0].lower()}{label[1:]}."},
        widget=forms.TextInput({"autocomplete": "off", "class": SHORT}),
    )


class AccountForm(forms.Form):
    """A new account."""

    email = forms.CharField(
        label="E-mail address",
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "off", "class": SHORT}),
        error_messages={"required": "Write the address that they will sign in with."},
        help_text="They sign in with it. Nothing about anybody is ever sent there.",
    )
    kind = forms.ChoiceField(
        label="What kind of account is it?",
        choices=[(k.value, k.label) for k in Account.Kind if k != Account.Kind.SYSTEM],
        widget=forms.RadioSelect,
        initial=Account.Kind.STAFF,
    )
    name = _text("Their name", needed=False, help_text="For staff and partners only.")
    called = _text("What colleagues call them", 80, needed=False)
    job_title = _text("Job title", 120, needed=False)
    phone = _text("Work phone", 40, needed=False)
    agency = forms.ModelChoiceField(
        Agency.objects.order_by("name"),
        label="Partner agency",
        required=False,
        empty_label="None: they work for the council",
    )


class DirectoryForm(forms.Form):
    """What the directory says of somebody."""

    name = _text("Their name")
    called = _text("What colleagues call them", 80)
    job_title = _text("Job title", 120, needed=False)
    phone = _text("Work phone", 40, needed=False)


class RoleForm(forms.Form):
    """One role to give; each explains itself."""

    role = forms.ChoiceField(
        label="Which role?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a role."},
    )

    def __init__(self, *args: Any, roles: list[Any], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["role"].choices = [(role.key, role.title) for role in roles]  # type: ignore[attr-defined]
        self.look = {"role": {"hints": {role.key: role.sentence for role in roles}}}


class JoinForm(forms.Form):
    """A team to join."""

    team = forms.ModelChoiceField(
        Team.objects.order_by("name"),
        label="Which team?",
        empty_label="Choose a team",
        error_messages={"required": "Choose a team."},
    )
    is_manager = forms.BooleanField(label="They manage this team", required=False)


class TeamForm(forms.Form):
    """A new team."""

    name = _text("Name of the team", 120)
    kind = forms.ChoiceField(
        label="What kind of team is it?",
        choices=Team.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what kind of team it is."},
    )
    phone = _text("Phone", 40, needed=False)
