"""While somebody is away: a colleague does their work, and the people concerned can read so."""

from datetime import date, datetime, time, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.utils import timezone

from alongside.accounts.access import permissions_now
from alongside.accounts.models import Account, in_force
from alongside.foundation import trail
from alongside.foundation.days import LONDON
from alongside.people.access import only_visits
from alongside.people.actions import grants
from alongside.people.models import Bar, Basis, Grant
from alongside.people.models.grants import COVERS
from alongside.people.models.reach import teams_of
from alongside.record.models import Cover
from alongside.record.readership import name_of

LONGEST = timedelta(days=190)


def leads(by: Account, who: Account) -> bool:
    """Whether this account, which acts now, leads a team that the other is in."""
    with connection.cursor() as cursor:
        cursor.execute("select gate.leads(%s)", [who.pk])
        return bool(cursor.fetchone()[0]) and by.pk != who.pk


@transaction.atomic
def arrange_cover(
    *, away: Account, cover: Account, from_day: date, until_day: date, by: Account
) -> Cover:
    """Say who covers for whom, from the first day to the last. People are told with the grants."""
    if away != by and not leads(by, away):
        raise PermissionDenied(
            "You arrange cover for yourself, or for those whose manager you are."
        )
    _check_days(from_day, until_day)
    if cover == away:
        raise ValidationError({"cover": "Nobody covers for themselves. Choose a colleague."})
    if cover.kind != Account.Kind.STAFF or "write record" not in permissions_now(cover):
        raise ValidationError({"cover": "Choose somebody whose role is to write in records."})
    with connection.cursor() as cursor:  # of two who say it at once, the second reads the first
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 7))", [str(away.pk)])
    starts = max(_at(from_day), timezone.now()) if from_day == timezone.localdate() else None
    starts, until = starts or _at(from_day), _at(until_day + timedelta(days=1))
    _check_others(away, cover, starts, until)
    given = _let_in(away, cover, starts, until, by)
    made = Cover.objects.create(
        away=away,
        cover=cover,
        starts=starts,
        until=until,
        grants=[one.pk for one in given],
        said_by=by,
    )
    trail.note("cover arranged", on=made, by=by, detail={"away": away.pk, "cover": cover.pk})
    return made


def _at(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=LONDON)


def _check_days(from_day: date, until_day: date) -> None:
    today = timezone.localdate()
    if from_day < today:
        raise ValidationError({"from_day": "That day is over. Choose today or a day to come."})
    if until_day < from_day:
        raise ValidationError(
            {"until_day": "The last day is before the first. Change one of them."}
        )
    if until_day - from_day > LONGEST or from_day - today > LONGEST:
        raise ValidationError(
            {"until_day": "That is more than half a year. Ask a manager who works with them now."}
        )


def _check_others(away: Account, cover: Account, starts: datetime, until: datetime) -> None:
    if _is_away(away, starts, until):
        raise ValidationError("Somebody covers on some of these days already. End that first.")
    if _is_away(cover, starts, until):
        raise ValidationError({"cover": "They are away on some of these days themselves."})


def _is_away(who: Account, starts: datetime, until: datetime) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("select gate.is_away(%s, %s, %s)", [who.pk, starts, until])
        return bool(cursor.fetchone()[0])


def _let_in(
    away: Account, cover: Account, starts: datetime, until: datetime, by: Account
) -> list[Grant]:
    """The people somebody works with, each by a grant for that time, save who is barred."""
    held = Grant.objects.filter(
        in_force(), account=away, basis=Basis.ALLOCATED, person__isnull=False, rung__gte=2
    ).select_related("person")
    found = {one.person.pk: one.person for one in held if one.person}
    barred = Bar.objects.filter(in_force(), person_id__in=list(found))
    teams = set(teams_of(cover).values_list("team_id", flat=True))
    out = {one.person_id for one in barred if one.account_id == cover.pk or one.team_id in teams}
    reason = f"{COVERS}{name_of(away)}, who is away"[:400]
    return [
        grants.let_cover(
            person=person, account=cover, starts=starts, until=until, reason=reason, by=by
        )
        for key, person in found.items()
        if key not in out and not only_visits(key)
    ]


@transaction.atomic
def end_cover(*, cover: Cover, by: Account) -> Cover:
    """End it early; what it opened is closed again. Twice does no harm."""
    if cover.ended_at or cover.until <= timezone.now():
        return cover
    if by.pk not in (cover.away_id, cover.said_by_id) and not leads(by, cover.away):
        raise PermissionDenied("Whoever is away ends this, or their manager.")
    with connection.cursor() as cursor:
        cursor.execute("select id, person_id from gate.close_cover(%s)", [cover.pk])
        closed = cursor.fetchall()
    for grant, person in closed:
        trail.note("access ended", on=Grant(pk=grant), about=[person], by=by)
    there = Cover.objects.filter(pk=cover.pk, ended_at=None)
    if there.update(ended_at=timezone.now(), ended_by=by):  # nobody was quicker
        trail.note("cover ended", on=cover, by=by)
    return cover
