"""A definition read from YAML; what is wrong is said with its line, in a sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from functools import partial
from hashlib import sha256
from pathlib import Path

from alongside.foundation.content import Block, codes, dated, read_text

from .checking import check
from .definition import (
    CHOICES,
    NO,
    PARTNER,
    PERSON,
    TYPES,
    WORDS,
    WORKER,
    YES,
    Item,
    Lead,
    Option,
    Proposal,
    Questionnaire,
    Rule,
    Several,
    Test,
    When,
)

ID = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,28}[a-z0-9])?")
UNREADABLE = ("\ue000", "\ue001")  # marks of a pattern: see drawing.py
LONGEST_FILE = 1_000_000  # characters
LONGEST_WORDS = {"text": 100_000, "string": 400, "url": 2_000, "attachment": 200}

_HEAD = (
    "id", "version", "title", "purpose", "answered_by", "kind", "valid_from", "valid_to", "source",
    "checked_on", "checked", "law", "status", "why_these", "approval", "signing", "names_others",
    "apart", "started_by", "pages", "rules",
)  # fmt: skip
_PAGE = ("id", "title", "intro", "look", "when", "sections")
_SECTION = ("id", "title", "intro", "when", "agree", "questions")
_QUESTION = (
    "id", "ask", "type", "when", "voices", "sort", "why", "used_by", "help", "examples", "guidance",
    "procedure", "law", "easy_read", "options", "options_from", "many", "longest", "unit", "min",
    "max", "finish", "questions", "repeats", "sum_scores", "calculate", "proposes", "decide",
    "prefill", "leads_to",
)  # fmt: skip
OPERATORS = {
    "is": "=",
    "is_not": "!=",
    "at_least": ">=",
    "over": ">",
    "at_most": "<=",
    "under": "<",
    "answered": "exists",
}
ANSWERED_BY = (PERSON, WORKER, "both")
SORTS = ("fact", "opinion", "reported")
FOLLOWING = ("need", "task", "ask")
STARTED_BY = (WORKER, PARTNER)
APPROVALS = ("none", "supervisor", "panel")


def read_questionnaire(text: str, name: str = "this questionnaire") -> Questionnaire:
    """The definition that a text holds; ContentError says in which line what is wrong."""
    file = Path(name)
    if len(text) > LONGEST_FILE:
        raise Block_at(file, 1).wrong("It is longer than a million characters. Divide it in two.")
    try:
        return _read(read_text(text, file), text)
    except RecursionError as error:
        raise Block_at(file, 1).wrong("Things lie in each other too deep to be read.") from error


def _read(head: Block, text: str) -> Questionnaire:
    head.only(*_HEAD)
    answered_by = _one_of(head, "answered_by", ANSWERED_BY, WORKER)
    pages = tuple(map(partial(_page, answered_by=answered_by), head.blocks("pages")))
    found = Questionnaire(
        id=_id(head),
        version=_version(head),
        title=head.text("title"),
        purpose=head.text("purpose"),
        answered_by=answered_by,
        kind=head.text("kind"),
        dated=dated(head),
        pages=pages,
        rules=tuple(map(_rule, head.blocks("rules"))) if head.get("rules") else (),
        law=head.text_or("law"),
        status=head.text_or("status"),
        why_these=head.text_or("why_these"),
        approval=_one_of(head, "approval", APPROVALS, "none"),
        is_signed=head.yes("signing"),
        names_others=head.yes("names_others"),
        is_apart=head.yes("apart"),
        started_by=_started_by(head),
        digest=sha256(text.encode()).hexdigest(),
        parents={
            one.id: parent for page in pages for parent in page.walk() for one in parent.items
        },
    )
    check(found, head.file)
    return found


def Block_at(file: Path, line: int) -> Block:  # noqa: N802
    """An empty block at a place, to say something is wrong there."""
    block = Block()
    block.file, block.line = file, line
    return block


def _id(block: Block) -> str:
    id = block.text("id")
    if not ID.fullmatch(id):
        raise block.wrong(
            f"“{id}” cannot be an id. Use small letters, figures and hyphens, at most 30."
        )
    return id


def _version(block: Block) -> str:
    version = block.text("version")
    if not re.fullmatch(r"[1-9][0-9]{0,5}(?:-own)?", version):
        raise block.wrong("“version” must be a whole number, such as 2.")
    return version


def _one_of(block: Block, key: str, known: Sequence[str], default: str) -> str:
    value = block.text_or(key, default)
    if value not in known:
        raise block.wrong(f"“{key}” is “{value}”. It may be one of {', '.join(known)}.")
    return value


def _started_by(head: Block) -> tuple[str, ...]:
    said = head.texts("started_by") or (WORKER,)
    if WORKER not in said or not set(said) <= set(STARTED_BY) or len(set(said)) < len(said):
        raise head.wrong("“started_by” may be worker, or worker and partner.")
    if PARTNER in said and (head.text("kind") != "referral" or head.yes("apart")):
        raise head.wrong(
            "Only what becomes a referral, and is not kept apart, may be started by a partner."
        )
    return said


def _number(block: Block, key: str) -> Decimal | None:
    if not block.get(key):
        return None
    try:
        found = Decimal(block.text(key))
    except InvalidOperation as error:
        raise block.wrong(f"“{key}” is no number. Write it as 12 or 4.5.") from error
    if not found.is_finite():
        raise block.wrong(f"“{key}” is no number. Write it as 12 or 4.5.")
    return found


def _whole(block: Block, key: str, default: int, most: int) -> int:
    found = _number(block, key)
    if found is None:
        return default
    if found != int(found) or not 0 < found <= most:
        raise block.wrong(f"“{key}” must be a whole number from 1 to {most:,}.")
    return int(found)


# Pages, sections, questions


def _page(block: Block, answered_by: str) -> Item:
    block.only(*_PAGE)
    sections = map(partial(_section, answered_by=answered_by), block.blocks("sections"))
    return Item(
        id=_id(block),
        line=block.line,
        role="page",
        type="group",
        ask=block.text("title"),
        intro=block.text_or("intro"),
        look=_one_of(block, "look", ("", "child"), ""),
        when=_when(block),
        items=tuple(sections),
    )


def _section(block: Block, answered_by: str) -> Item:
    block.only(*_SECTION)
    questions = map(partial(_question, answered_by=answered_by), block.blocks("questions"))
    return Item(
        id=_id(block),
        line=block.line,
        role="section",
        type="group",
        ask=block.text_or("title"),
        intro=block.text_or("intro"),
        when=_when(block),
        is_agreed=block.yes("agree"),
        items=tuple(questions),
    )


def _question(block: Block, answered_by: str) -> Item:
    block.only(*_QUESTION)
    type = _one_of(block, "type", sorted(TYPES), "")
    easy = block.block("easy_read") if block.get("easy_read") else Block_at(block.file, block.line)
    easy.only("text", "picture")
    is_group = type == "group"
    rows = _rows(block)
    return Item(
        id=_id(block),
        line=block.line,
        role="group" if is_group else "question",
        type=type,
        ask=block.text("ask"),
        when=_when(block),
        voices=_voices(block, type, answered_by),
        sort=_one_of(block, "sort", SORTS, "fact"),
        why=block.text_or("why"),
        used_by=block.text_or("used_by"),
        help=block.text_or("help"),
        guidance=block.text_or("guidance"),
        procedure=block.text_or("procedure"),
        law=block.text_or("law"),
        examples=block.texts("examples"),
        easy=easy.text_or("text"),
        picture=easy.text_or("picture"),
        options=_options(block, type),
        options_from=block.text_or("options_from"),
        is_many=block.yes("many"),
        longest=_whole(block, "longest", LONGEST_WORDS.get(type, 0), 100_000),
        unit=block.text_or("unit"),
        least=_number(block, "min"),
        most=_number(block, "max"),
        is_required=_one_of(block, "finish", ("", "required"), "") == "required",
        is_repeated=rows is not None,
        most_rows=rows[0] if rows else 1,
        add=rows[1] if rows else "",
        items=_inside(block, answered_by) if is_group else _none_inside(block),
        sum_scores=block.texts("sum_scores"),
        calculate=block.text_or("calculate"),
        proposes=tuple(map(_proposal, _some(block, "proposes"))),
        is_decided=block.yes("decide"),
        prefill=block.text_or("prefill"),
        leads_to=tuple(map(_lead, _some(block, "leads_to"))),
    )


def _some(block: Block, key: str) -> tuple[Block, ...]:
    return block.blocks(key) if block.get(key) else ()


def _inside(block: Block, answered_by: str) -> tuple[Item, ...]:
    return tuple(map(partial(_question, answered_by=answered_by), block.blocks("questions")))


def _none_inside(block: Block) -> tuple[Item, ...]:
    if block.get("questions"):
        raise block.wrong("Only a group has “questions” inside it.")
    return ()


def _voices(block: Block, type: str, answered_by: str) -> tuple[str, ...]:
    said = block.texts("voices")
    if any(one not in (PERSON, WORKER) for one in said) or len(set(said)) < len(said):
        raise block.wrong("“voices” may be person, worker, or both of them.")
    if said and type not in WORDS and len(said) > 1:
        raise block.wrong("Only words have two voices; a choice or a number has one answer.")
    is_worked_out = bool(block.get("calculate") or block.get("sum_scores"))
    if is_worked_out and len(said) > 1:
        raise block.wrong("What is worked out is in nobody's words, so it has no two voices.")
    if said:
        return tuple(said)
    if type in WORDS and answered_by == "both" and not is_worked_out:
        return (PERSON, WORKER)
    return (PERSON,) if answered_by == PERSON else (WORKER,)


def _rows(block: Block) -> tuple[int, str] | None:
    if not block.get("repeats"):
        return None
    repeats = block.block("repeats")
    repeats.only("max", "add")
    if block.text_or("type") != "group":
        raise repeats.wrong("Only a group repeats. A choice of several says “many: true”.")
    return _whole(repeats, "max", 20, 500), repeats.text_or("add", "Add another")


def _options(block: Block, type: str) -> tuple[Option, ...]:
    if type not in CHOICES:
        if block.get("options") or block.get("options_from"):
            raise block.wrong("Only a choice has options.")
        return ()
    if block.get("options_from"):
        return _code_set(block)
    found = tuple(map(_option, block.blocks("options")))
    if len({one.id for one in found}) < len(found):
        raise block.wrong("Two options have the same id.")
    return found


def _option(block: Block) -> Option:
    block.only("id", "say", "score", "easy", "help")
    say = block.text("say")
    if say in (YES, NO):
        raise block.wrong("Write the words of an option in quotes: “Yes”, not yes.")
    return Option(
        _id(block), say, _number(block, "score"), block.text_or("easy"), block.text_or("help")
    )


def _code_set(block: Block) -> tuple[Option, ...]:
    try:
        return tuple(Option(*one) for one in codes(block.text("options_from")).choices())
    except LookupError as error:
        name = block.text("options_from")
        raise block.wrong(f"There is no code set called “{name}” in content/codes.") from error


# Conditions, and what follows


def _when(block: Block, key: str = "when") -> When | None:
    return _condition(block.block(key)) if block.get(key) else None


def _condition(block: Block) -> When:
    for key in ("any", "all"):
        if key in block:
            block.only(key)
            return Several(key == "all", tuple(map(_condition, block.blocks(key))))
    block.only("question", *OPERATORS)
    given = [key for key in OPERATORS if key in block]
    if len(given) != 1:
        raise block.wrong(f"A condition says one of {', '.join(OPERATORS)}.")
    value = block.text(given[0])
    if given[0] == "answered" and value not in (YES, NO):
        raise block.wrong("“answered” must be true or false.")
    return Test(block.text("question"), OPERATORS[given[0]], value)


def _must(block: Block, key: str) -> When:
    found = _when(block, key)
    if found is None:
        raise block.wrong(f"“{key}” is missing: say under which condition.")
    return found


def _proposal(block: Block) -> Proposal:
    block.only("option", "when", "because")
    return Proposal(block.text("option"), _must(block, "when"), block.text("because"))


def _lead(block: Block) -> Lead:
    block.only("do", "is", "words", "questionnaire", "within", "awaits")
    does = _one_of(block, "do", FOLLOWING, "")
    answers = block.get("is") or ()
    if isinstance(answers, str):
        answers = (answers,)
    elif answers:
        answers = block.texts("is")
    if does == "ask":
        block.text("questionnaire")
    else:
        block.text("words")
    return Lead(
        does,
        tuple(map(str, answers)) if isinstance(answers, (list, tuple)) else (),
        block.text_or("words"),
        block.text_or("questionnaire"),
        _whole(block, "within", 10, 1_000),
        block.text_or("awaits"),
    )


def _rule(block: Block) -> Rule:
    block.only("id", "when", "must", "say", "strict")
    return Rule(
        _id(block),
        _must(block, "when"),
        _must(block, "must"),
        block.text("say"),
        block.yes("strict"),
    )
