"""Noting that a file and a person say different things, for somebody to compare."""

from typing import Any

from django.utils import timezone

from alongside.accounts.models import Account, Team
from alongside.foundation import trail
from alongside.foundation.following import follow
from alongside.insight.models import Disagreement, Imported, ImportRun
from alongside.record.actions import close_tasks

DISAGREES = (
    "Somebody wrote something else in the record since. Nothing was overwritten; they are asked."
)


def overtake(old: Disagreement, by: Account) -> None:
    """Nobody has to compare this any more."""
    old.state, old.decided_by, old.decided_at = Disagreement.State.OVERTAKEN, by, timezone.now()
    old.save(update_fields=["state", "decided_by", "decided_at"])
    close_tasks(source=old, by=by)


def note_disagreement(
    run: ImportRun,
    row: Imported,
    *,
    label: str,
    theirs: dict[str, Any],
    is_entry: bool,
    needs: int,
    team: Team | None = None,
    by: Account,
) -> Disagreement:
    """Keep what the file says beside what is here; an older question about it is overtaken."""
    same = {"imported__source": row.source, "imported__child": row.child, "imported__key": row.key}
    for old in Disagreement.objects.filter(state=Disagreement.State.OPEN, **same):
        overtake(old, by)
    made = Disagreement.objects.create(
        person_id=row.person_id,
        imported=row,
        label=label[:120],
        said=run.said,
        is_entry=is_entry,
        became=row.became,
        theirs=theirs,
        needs=needs,
        team=team or run.team,
    )
    trail.note("import disagrees", on=made, about=[row.person_id], by=by)
    follow("record disagrees", disagreement=made, by=by)
    return made
