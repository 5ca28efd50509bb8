"""Adding accounts, who they are in the directory, and the password they choose."""

from uuid import UUID

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from alongside.accounts.models import Account, Agency, Practitioner
from alongside.foundation import trail
from alongside.foundation.ids import new_id

from .roles import give_role

IN_DIRECTORY = (Account.Kind.STAFF, Account.Kind.PARTNER)
SYSTEM_ADDRESS = "system.alongside.invalid"  # RFC 2606: nobody can ever receive mail there


@transaction.atomic
def add_account(
    *,
    email: str,
    kind: str,
    by: Account,
    id: UUID | None = None,
    name: str = "",
    called: str = "",
    job_title: str = "",
    phone: str = "",
    agency: Agency | None = None,
    role: str = "",
    is_demo: bool = False,
) -> Account:
    """Add an account without a password; the one it is for gets in by a single-use link."""
    address = _new_address(email)
    if kind not in Account.Kind.values or kind == Account.Kind.SYSTEM:
        raise ValidationError({"kind": "Choose what kind of account this is."})
    if is_demo and not settings.IS_DEMO:
        raise ValidationError("Invented people belong in a demonstration only.")
    if kind in IN_DIRECTORY and not name.strip():
        raise ValidationError({"name": "Write the name that colleagues know them by."})
    account = Account.objects.create_user(address, kind=kind, is_demo=is_demo, id=id or new_id())
    if kind in IN_DIRECTORY:
        Practitioner.objects.create(
            account=account,
            name=name.strip(),
            called=(called or name.split()[0]).strip(),
            job_title=job_title.strip(),
            phone=phone.strip(),
            agency=agency,
        )
    trail.note("account added", on=account, by=by, detail={"kind": str(kind)})
    if role:
        give_role(account=account, role=role, by=by)
    return account


def _new_address(email: str) -> str:
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError as error:
        raise ValidationError(
            {"email": "Write an e-mail address such as alice@council.example."}
        ) from error
    if len(address) > 254 or address.endswith("@" + SYSTEM_ADDRESS):
        raise ValidationError({"email": "That address cannot be used. Write another one."})
    if Account.objects.filter(email=address).exists():
        raise ValidationError(
            {"email": "There is an account with this address already. Look for it in the list."}
        )
    return address


@transaction.atomic
def change_practitioner(
    *,
    account: Account,
    name: str,
    called: str,
    job_title: str = "",
    phone: str = "",
    by: Account,
) -> Practitioner:
    """Change what the directory says of a member of staff or a partner's worker."""
    practitioner = Practitioner.objects.filter(account=account).first()
    if practitioner is None:
        raise ValidationError("This account is not in the directory.")
    if not name.strip() or not called.strip():
        raise ValidationError({"name": "Write the name that colleagues know them by."})
    practitioner.name, practitioner.called = name.strip(), called.strip()
    practitioner.job_title, practitioner.phone = job_title.strip(), phone.strip()
    practitioner.save(update_fields=["name", "called", "job_title", "phone"])
    trail.note("directory changed", on=account, by=by)
    return practitioner


@transaction.atomic
def set_password(*, account: Account, password: str, by: Account) -> Account:
    """Choose a password; nobody chooses one for somebody else."""
    if account.pk != by.pk:
        raise ValidationError("Nobody sets a password for somebody else. Send them a link instead.")
    try:
        validate_password(password, account)
    except ValidationError as error:
        raise ValidationError({"password": error.messages}) from error
    account.set_password(password)
    account.save(update_fields=["password"])
    trail.note("password set", on=account, by=by)
    return account


@transaction.atomic
def system_account(name: str) -> Account:
    """The account of a named part of the system, as "importer"; made when first asked for.

    Nobody can sign in to it: it has no password, and its kind is refused at every door.
    """
    address = f"{name}@{SYSTEM_ADDRESS}"
    found = Account.objects.filter(email=address).first()
    if found is not None:
        return found
    account = Account(id=new_id(), email=address, kind=Account.Kind.SYSTEM)
    account.set_unusable_password()
    account.save(force_insert=True)
    return account
