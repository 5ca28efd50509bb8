"""What a new wording changes, question by question, and nothing that stayed."""

from alongside.questionnaires.comparing import Change, How, compared
from alongside.questionnaires.reading import read_questionnaire

from .samples import EVERYDAY

WAS = read_questionnaire(EVERYDAY)


def changed(*swaps: tuple[str, str]) -> dict[str, Change]:
    """What is different once these words are exchanged, by id."""
    text = EVERYDAY
    for old, new in swaps:
        assert old in text, old
        text = text.replace(old, new, 1)
    found = compared(WAS, read_questionnaire(text))
    return {one.id: one for one in (*found.new, *found.gone, *found.changed)}


def test_the_same_text_changes_nothing_wherever_its_lines_are() -> None:
    assert compared(WAS, WAS).is_same
    below = compared(WAS, read_questionnaire("# One\n# more\n# comment\n" + EVERYDAY))
    assert below.is_same


def test_words_are_compared_and_named() -> None:
    found = changed(("How do you manage washing?", "How is washing for you?"))
    assert list(found) == ["washing"]
    assert found["washing"].hows == (How.REWORDED,)
    (said,) = found["washing"].said
    assert (said.was, said.now) == ("How do you manage washing?", "How is washing for you?")


def test_help_easy_words_and_why_count_as_words_too() -> None:
    found = changed(
        ("Think about a bad day too.", "Think about any day."),
        ("How do you wash?", "Do you wash?"),
        ("It is one of the ten outcomes.", "The law names it."),
    )
    assert {one.what for one in found["washing"].said} == {"Help", "Easy words", "Why it is asked"}


def test_another_id_is_one_gone_and_one_new() -> None:
    found = changed(("id: washing\n", "id: bathing\n"))
    assert found["bathing"].hows == (How.NEW,)
    assert found["washing"].hows == (How.GONE,)


def test_options_are_compared_with_their_points_and_easy_words() -> None:
    found = changed(("say: It takes long, score: 2", "say: It takes long, score: 1"))
    assert found["can-wash"].hows == (How.OPTIONS,)
    assert "1 points [slow]" in found["can-wash"].said[0].now
    found = changed(("{id: rail, say: A rail}", "{id: rail, say: A rail, easy: Rail}"))
    assert found["tools"].hows == (How.OPTIONS,)


def test_a_condition_is_said_in_words_and_the_words_of_another_question_are_none() -> None:
    found = changed(
        ("when: {question: score, at_least: 3}", "when: {question: score, at_least: 4}")
    )
    assert found["since"].hows == (How.CONDITION,)
    assert found["since"].said[0].was == "Only if “Points” is at least “3”"
    found = changed(("ask: Points", "ask: Sum of points"))
    assert list(found) == ["score"]


def test_how_it_is_answered_is_compared() -> None:
    found = changed(
        ("      finish: required\n", ""),
        ("ask: Hours a week, type: decimal", "ask: Hours a week, type: integer"),
    )
    assert found["washing"].hows == (How.ANSWERED,)
    assert [one.what for one in found["washing"].said] == ["Needed to finish"]
    assert [(one.was, one.now) for one in found["hours"].said] == [("decimal", "integer")]


def test_a_proposal_and_a_rule_are_compared() -> None:
    found = changed(("at_least: 5}, because: Five", "at_least: 4}, because: Five"))
    assert found["eligible"].hows == (How.ANSWERED,)
    text = EVERYDAY.replace("say: A yes needs help with washing.", "say: Washing first.")
    (rule,) = compared(WAS, read_questionnaire(text)).whole
    assert rule.what == "Rule “needs-washing”"


def test_only_what_moved_is_named_as_moved() -> None:
    score = next(line for line in EVERYDAY.splitlines(True) if "{id: score," in line)
    since = next(line for line in EVERYDAY.splitlines(True) if "{id: since," in line)
    found = changed((score, ""), (since, since + score))
    assert {id for id, one in found.items() if How.MOVED in one.hows} == {"score"}
    said = found["score"].said[0]
    assert said.now.endswith("after “Since when?”")


def test_into_another_section_is_moved_and_names_both_places() -> None:
    tools = EVERYDAY[EVERYDAY.index("    - id: tools") : EVERYDAY.index("- id: results")]
    found = changed(
        (tools, "    - {id: talk, ask: Anything else, type: display}\n"),
        ("    - {id: score,", f"{tools}    - {{id: score,"),
    )
    assert How.MOVED in found["tools"].hows
    said = found["tools"].said[0]
    assert said.was.startswith("Mornings ›")
    assert said.now.startswith("What it comes to ›")


def test_the_head_is_compared() -> None:
    text = EVERYDAY.replace("signing: true", "signing: false").replace("Every day", "Any day", 1)
    found = compared(WAS, read_questionnaire(text))
    assert {one.what for one in found.whole} == {"Title", "The person is asked to sign"}
    assert not found.touched


def test_what_was_asked_and_is_different_is_touched() -> None:
    text = EVERYDAY.replace("id: washing\n", "id: bathing\n").replace("ask: Points", "ask: Sum")
    assert compared(WAS, read_questionnaire(text)).touched == {"washing", "score"}
