"""The tag that draws questions as they are asked, one below the other: {% questions some %}."""

from collections.abc import Iterable

from django import template
from django.template import Context
from django.utils.safestring import SafeString

from alongside.questionnaires.drawing import all_drawn
from alongside.questionnaires.pieces import Question

register = template.Library()


@register.simple_tag(takes_context=True, name="questions")
def draw_questions(context: Context, questions: Iterable[Question]) -> SafeString:
    """The HTML of questions; pictures stand with them where the page says so."""
    return all_drawn(questions, has_picture=bool(context.get("picture")))
