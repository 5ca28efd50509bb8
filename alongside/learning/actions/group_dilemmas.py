"""A dilemma in a group: opening a scene, choosing unseen, and going on the way the group went."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction

from alongside.accounts.models import Account
from alongside.foundation import trail
from alongside.learning.models import Circle, Round, Turn
from alongside.learning.scenarios.scenario import Scenario, Scene

from .circles import begin_circle, close_round, open_round, say
from .circles.asked import must_host

NOT_HERE = "This is not to be chosen here. Choose again."
AT_AN_END = "The story is at an end. What did you not see coming?"


@transaction.atomic
def begin_group(
    *, scenario: Scenario, title: str, meets: str = "", link: str = "", by: Account
) -> Circle:
    """Make a circle that plays this dilemma together, as it is written today."""
    return begin_circle(
        kind=Circle.Kind.DILEMMA,
        title=title,
        about=scenario.about,
        scenario=scenario.key,
        version=str(scenario.version),
        meets=meets,
        link=link,
        by=by,
    )


@transaction.atomic
def open_scene(*, circle: Circle, scene: Scene, by: Account) -> Round:
    """Put a scene before everybody: they choose before anybody sees, or talk where it ends."""
    if scene.is_end:
        return open_round(
            circle=circle, kind=Round.Kind.TALK, prompt=AT_AN_END, scene=scene.id, by=by
        )
    return open_round(circle=circle, kind=Round.Kind.VOTE, prompt=scene.ask, scene=scene.id, by=by)


@transaction.atomic
def vote(*, round: Round, scene: Scene, choice: str, why: str, by: Account) -> Turn:
    """Choose, and say why if one likes; until it is shown one may choose again."""
    if scene.choice(choice) is None:
        raise ValidationError({"choice": NOT_HERE})
    return say(round=round, choice=choice, text=why, by=by)


@transaction.atomic
def go_on(*, round: Round, scenario: Scenario, to: str, by: Account) -> Round:
    """Close what was talked about and open where the group goes: by a choice, or back to a scene.

    Sent twice, it leads to what the first one opened.
    """
    must_host(round.circle, by)
    circle = Circle.objects.select_for_update().filter(pk=round.circle_id, ended_at=None).first()
    now = Round.objects.select_for_update().filter(pk=round.pk).first()
    if circle is None or now is None:
        raise ValidationError("This group has ended. What was said can still be read.")
    newest = Round.objects.filter(circle=circle).order_by("-number").first()
    if now.closed_at is not None and newest is not None and newest.pk != now.pk:
        return newest
    scene, chosen = _where(now, scenario, to)
    close_round(round=now, notes=now.notes, chosen=chosen, by=by)
    made = open_scene(circle=circle, scene=scene, by=by)
    trail.note("learning: group dilemma went on", on=made, by=by, detail={"circle": circle.pk})
    return made


def _where(round: Round, scenario: Scenario, to: str) -> tuple[Scene, str]:
    """The scene to open, and the choice that led there: “choice x” or “scene y”."""
    kind, _space, id = to.partition(" ")
    here = scenario.scene(round.scene)
    if kind == "choice" and here is not None:
        if round.kind == Round.Kind.VOTE and round.revealed_at is None:
            raise ValidationError({"to": "Show everybody’s choices before the group goes on."})
        choice = here.choice(id)
        scene = scenario.scene(choice.leads_to) if choice else None
        if scene is not None:
            return scene, id
    seen = Round.objects.filter(circle_id=round.circle_id, scene=id)
    if kind == "scene" and (scene := scenario.scene(id)) is not None and seen.exists():
        return scene, ""
    raise ValidationError({"to": "Say which way the group goes on."})
