"""Beginning and ending an import: who acts, on whose behalf, and which team gets the children."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from alongside.accounts.access import may
from alongside.accounts.actions import add_team, give_role, system_account
from alongside.accounts.demo import DOMAIN
from alongside.accounts.models import FOR_EVER, Account, RoleHeld, Team, in_force
from alongside.foundation import trail
from alongside.foundation.actor import acting
from alongside.foundation.ids import new_id
from alongside.insight.models import ImportMapping, ImportRun
from alongside.people.models import Basis, Grant, Rung

IMPORTER = "importer"
PURPOSE = "Brings in the government’s own returns, for a named member of staff"
INTAKE = "Intake"
LONGEST_NAME = 80  # characters of the name of a mapping


@transaction.atomic
def ready_importer(*, by: Account) -> Account:
    """The account that imports, with its role and its reach; made when it is first needed."""
    importer = system_account(IMPORTER)
    if not RoleHeld.objects.filter(in_force(), account=importer).exists():
        give_role(account=importer, role="importer", by=by)
    with acting(importer.pk):
        reaches = Grant.objects.filter(in_force(), account=importer, person=None).exists()
    if not reaches:
        _let_reach_everyone(importer, by)
    return importer


def _let_reach_everyone(importer: Account, by: Account) -> None:
    grant = Grant.objects.create(
        id=new_id(),
        account=importer,
        rung=Rung.RESTRICTED,
        basis=Basis.SYSTEM,
        reason=PURPOSE,
        starts=timezone.now(),
        until=FOR_EVER,
        given_by=by,
    )
    trail.note("access given", on=grant, by=by)


def choose_behalf(email: str) -> Account:
    """The member of staff for whom it is done: the one named, or the first administrator."""
    if not email.strip():
        held = RoleHeld.objects.filter(
            in_force(), role_id="administrator", account__is_active=True
        ).order_by("account__made_at")
        first = held.select_related("account").first()
        if first is None:
            raise ValidationError(
                "There is no administrator yet. Add one with: "
                "alongside account add EMAIL --role administrator"
            )
        return first.account
    found = Account.objects.filter(email=email.strip().lower(), is_active=True).first()
    if found is None:
        raise ValidationError(f"There is no account with the address {email.strip()}.")
    if found.kind != Account.Kind.STAFF or not may(found, "import"):
        raise ValidationError(
            f"{found.email} may not bring records in from a file. "
            "An administrator can, or can give the role."
        )
    return found


@transaction.atomic
def choose_team(*, name: str, by: Account) -> Team:
    """The team that new children are given to: the one named, the demo worker's, or Intake."""
    if name.strip():
        found = Team.objects.filter(name__iexact=name.strip()).first()
        if found is None:
            names = ", ".join(Team.objects.order_by("name").values_list("name", flat=True))
            raise ValidationError(
                f"There is no team called “{name.strip()}”. There are: {names or 'none yet'}."
            )
        return found
    if settings.IS_DEMO:
        theirs = Team.objects.filter(
            in_force("memberships__"), memberships__account__email=f"worker@{DOMAIN}"
        ).first()
        if theirs is not None:
            return theirs
    intake = Team.objects.filter(name__iexact=INTAKE).first()
    return intake or add_team(name=INTAKE, kind=Team.Kind.CHILDREN, by=by)


@transaction.atomic
def begin_run(
    *,
    id: UUID,
    kind: str,
    source: str,
    said: str,
    digest: str,
    behalf: Account,
    team: Team,
    by: Account,
) -> ImportRun:
    """Write down that an import began; one that is cut off has no end and can be run again."""
    run = ImportRun.objects.create(
        id=id, kind=kind, source=source, said=said, digest=digest, behalf=behalf, team=team, by=by
    )
    trail.note("import begun", on=run, by=by)
    return run


@transaction.atomic
def end_run(*, run: ImportRun, counts: dict[str, Any], checks: int, by: Account) -> ImportRun:
    """Write down how an import ended, in numbers."""
    run.counts, run.checks, run.ended_at = counts, checks, timezone.now()
    run.save(update_fields=["counts", "checks", "ended_at"])
    children: dict[str, Any] = next(
        (counts[one] for one in ("children", "header", "people") if one in counts), {}
    )
    trail.note("import ended", on=run, by=by, detail={"children": children, "checks": checks})
    return run


@transaction.atomic
def save_mapping(
    *, name: str, source: str, columns: Any, behalf: Account, by: Account
) -> ImportMapping:
    """Keep which column of a table is what, under a name; the newest of a name counts."""
    plain = " ".join(name.split())
    if not plain or len(plain) > LONGEST_NAME:
        raise ValidationError(f"Give the mapping a name of at most {LONGEST_NAME} characters.")
    kept = ImportMapping.objects.create(
        name=plain, source=source, columns=columns, behalf=behalf, by=by
    )
    trail.note("import mapping saved", on=kept, by=by)
    return kept
