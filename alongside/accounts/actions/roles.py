"""Giving and ending roles, and loading them from the shipped library."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from alongside.accounts.access import permissions_of
from alongside.accounts.models import FOR_EVER, Account, Role, RoleHeld, in_force
from alongside.foundation import content, trail

PARTNER_ROLES = ("partner-worker",)
KEEPS_THE_KEYS = "manage roles"


def load_roles() -> int:
    """As the owner of the tables: make the roles what content/roles.yaml says; return how many.

    Loading twice changes nothing. A role that left the library, and that nobody ever held, goes.
    """
    shipped = content.roles()
    for key, role in shipped.items():
        Role.objects.update_or_create(
            key=key,
            defaults={
                "title": role.title,
                "sentence": role.sentence,
                "permissions": list(role.permissions),
            },
        )
    gone = Role.objects.exclude(key__in=shipped)
    gone.filter(held__isnull=True).delete()
    # Whoever still holds a role that is shipped no longer can do nothing by it.
    gone.update(permissions=[])
    return len(shipped)


@transaction.atomic
def give_role(*, account: Account, role: str, by: Account) -> RoleHeld:
    """Give somebody a role from now on; never oneself."""
    if account.pk == by.pk:
        raise ValidationError("Nobody gives a role to themselves. Ask another administrator.")
    if by.kind != Account.Kind.SYSTEM and not may_give_roles(by):
        raise PermissionDenied("Your role does not include giving roles. Ask whoever gives them.")
    if not account.is_active:
        raise ValidationError("This account is closed. Open it again first.")
    found = _role_for(account, role)
    if RoleHeld.objects.filter(in_force(), account=account, role=found).exists():
        raise ValidationError({"role": f"They are {found.title.lower()} already."})
    held = RoleHeld.objects.create(
        account=account, role=found, starts=timezone.now(), until=FOR_EVER, given_by=by
    )
    trail.note("role given", on=account, by=by, detail={"role": found.key})
    return held


def roles_for(kind: str) -> list[Role]:
    """The roles that an account of this kind can be given, in the order of the library."""
    system = {key for key, role in content.roles().items() if role.is_system}
    order = {key: number for number, key in enumerate(content.roles())}
    found = [
        role for role in Role.objects.all() if role.key in order and _suits(role.key, kind, system)
    ]
    return sorted(found, key=lambda role: order[role.key])


def _suits(key: str, kind: str, system: set[str]) -> bool:
    if kind == Account.Kind.SYSTEM:
        return key in system
    if kind == Account.Kind.PARTNER:
        return key in PARTNER_ROLES
    return kind == Account.Kind.STAFF and key not in system and key not in PARTNER_ROLES


def _role_for(account: Account, key: str) -> Role:
    found = next((role for role in roles_for(account.kind) if role.key == key), None)
    if found is None:
        names = ", ".join(role.key for role in roles_for(account.kind)) or "none"
        raise ValidationError(
            {"role": f"An account of this kind cannot be “{key}”. It can be: {names}."}
        )
    return found


@transaction.atomic
def end_role(*, held: RoleHeld, by: Account) -> RoleHeld:
    """End a role today; the last who can give roles keeps theirs."""
    if held.until <= timezone.now():
        raise ValidationError("This role has ended already.")
    if KEEPS_THE_KEYS in held.role.permissions and not _others_keep_keys(held):
        raise ValidationError(
            "Nobody else can give roles. Give this role to a colleague first, then end it here."
        )
    held.until = timezone.now()
    held.save(update_fields=["until"])
    trail.note("role ended", on=held.account, by=by, detail={"role": held.role_id})
    return held


def _others_keep_keys(held: RoleHeld) -> bool:
    """Asked with all such roles locked: two who end each other's at once would leave nobody."""
    keys = RoleHeld.objects.filter(role__permissions__contains=[KEEPS_THE_KEYS])
    list(keys.select_for_update(of=("self",)).order_by("pk").values_list("pk"))
    return keys.filter(in_force(), account__is_active=True).exclude(pk=held.pk).exists()


def may_give_roles(account: Account) -> bool:
    """Whether this account decides about roles."""
    return KEEPS_THE_KEYS in permissions_of(account)
