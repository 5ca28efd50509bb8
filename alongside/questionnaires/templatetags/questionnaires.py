"""The tag that draws one question as it is asked: {% question question %}."""

from django import template
from django.template import Context
from django.utils.safestring import SafeString

from alongside.questionnaires.drawing import drawn
from alongside.questionnaires.pieces import Question

register = template.Library()


@register.simple_tag(takes_context=True, name="question")
def draw_question(context: Context, question: Question) -> SafeString:
    """The HTML of a question; pictures stand with it where the page says so."""
    return drawn(question, has_picture=bool(context.get("picture")))
