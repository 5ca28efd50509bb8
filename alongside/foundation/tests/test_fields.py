"""Components and fields agree with govuk-frontend's own examples, and read what people write."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from django.utils.safestring import mark_safe

from alongside.foundation.days import When
from alongside.foundation.forms import (
    ApproximateDayField,
    DayField,
    KnownDayField,
    MomentField,
    WordsField,
)
from alongside.foundation.govuk import component

FIXTURES = Path(__file__).parent / "govuk_fixtures"

# What we cannot say, on purpose. Everything else has to agree.
START = "a button of gov.uk's start pages, with a picture that is not ours"
DROP_ZONE = "the drop zone needs a script and sentences that we do not ship"
NOT_SAID = {
    ("button", "start"): START,
    ("button", "start link"): START,
    ("button", "start link with html"): START,
    ("file-upload", "enhanced"): DROP_ZONE,
    ("file-upload", "enhanced, custom wrapper classes and attributes"): DROP_ZONE,
    ("file-upload", "enhanced, multiple files"): DROP_ZONE,
    ("file-upload", "enhanced, with error message and hint"): DROP_ZONE,
    ("file-upload", "translated"): DROP_ZONE,
}


def examples() -> Iterator[tuple[str, dict[str, Any]]]:
    for file in sorted(FIXTURES.glob("*.json")):
        for example in json.loads(file.read_text()):
            yield file.stem, example


def in_python(given: Any) -> Any:
    """govuk-frontend's options as ours: snake case, and `html` as `text` that is safe."""
    if isinstance(given, list):
        return [in_python(one) for one in given]
    if not isinstance(given, dict):
        return given
    ours: dict[str, Any] = {}
    for key, value in given.items():
        name = re.sub(r"[A-Z]", lambda letter: "_" + letter[0].lower(), key)
        if name == "html" or name.endswith("_html"):
            ours[name.removesuffix("html") + "text"] = mark_safe(value or "")
        elif name not in ours:
            spelt = "false" if name == "value" and value is False else value
            ours[name] = value if name == "attributes" else in_python(spelt)
    return ours


def shape(node: Any) -> Any:
    """A piece of HTML without what does not matter: white space, the order of attributes."""
    if isinstance(node, NavigableString):
        return " ".join(node.split())
    attrs = {
        key: " ".join(sorted(value)) if isinstance(value, list) else value.strip()
        for key, value in node.attrs.items()
    }
    if node.name == "textarea":
        return node.name, attrs, node.text.removeprefix("\n")
    inside = [shape(child) for child in node.children]
    return node.name, attrs, [part for part in inside if part]


def same(ours: str, theirs: str) -> bool:
    return bool(
        shape(BeautifulSoup(ours, "html.parser")) == shape(BeautifulSoup(theirs, "html.parser"))
    )


def test_components_agree_with_the_examples() -> None:
    total: Counter[str] = Counter()
    wrong: list[tuple[str, str]] = []
    for kind, example in examples():
        total[kind] += 1
        if not same(component(kind, in_python(example["options"])), example["html"]):
            wrong.append((kind, example["name"]))
    passed = total - Counter(kind for kind, _ in wrong)
    print(", ".join(f"{kind} {passed[kind]}/{total[kind]}" for kind in total))
    assert set(wrong) == set(NOT_SAID)


# What a Django form can say of the examples: its fields' own words, values and errors.
SAYABLE = {
    *("name", "id", "id_prefix", "label", "hint", "error_message", "value", "values", "rows"),
    *("autocomplete", "items", "fieldset", "classes", "type", "inputmode"),
}


def is_plain(options: dict[str, Any]) -> bool:
    """Whether every word is text alone, without classes, pictures or switched-off choices."""
    words = [options.get(key) or {} for key in ("label", "hint", "error_message")]
    fieldset = options.get("fieldset") or {}
    words.append(fieldset.get("legend") or {})
    return (
        set(options) <= SAYABLE
        and set(fieldset) <= {"legend"}
        and all(set(one) <= {"text"} for one in words)
        and all(item and set(item) <= {"value", "text"} for item in options.get("items", ()))
        and all(isinstance(item.get("value"), str) for item in options.get("items", ()))
    )


def field_for(kind: str, options: dict[str, Any]) -> forms.Field | None:
    """The Django field that asks what an example asks, if there is one."""
    said_by_widget = ("autocomplete", "rows", "inputmode")
    attrs: dict[str, Any] = {key: options[key] for key in options if key in said_by_widget}
    if options.get("classes"):
        attrs["class"] = options["classes"]
    question = options.get("label") or (options.get("fieldset") or {}).get("legend") or {}
    hint = (options.get("hint") or {}).get("text", "")
    said: dict[str, Any] = {"label": question.get("text"), "help_text": hint, "required": False}
    choices = [(item["value"], item["text"]) for item in options.get("items", ())]
    several = kind in {"radios", "checkboxes"}
    if not said["label"] or (several and ("fieldset" not in options or "classes" in options)):
        return None
    if kind == "input":
        if options.get("type", "text") != "text":  # number is text with figures, on purpose
            return None
        return forms.CharField(widget=forms.TextInput(attrs), **said)
    if kind == "textarea":
        attrs.setdefault("rows", 5)
        return forms.CharField(widget=forms.Textarea(attrs), **said)
    if kind == "select":
        return forms.ChoiceField(choices=choices, widget=forms.Select(attrs), **said)
    if kind == "file-upload":
        return forms.FileField(widget=forms.FileInput(attrs), **said)
    widgets = {"radios": forms.RadioSelect, "checkboxes": forms.CheckboxSelectMultiple}
    if kind not in widgets or not choices:
        return None
    ask = forms.MultipleChoiceField if kind == "checkboxes" else forms.ChoiceField
    return ask(choices=choices, widget=widgets[kind], **said)


def drawn(kind: str, options: dict[str, Any], field: forms.Field) -> str:
    name = options.get("id") or options.get("id_prefix") or options["name"]
    given = options.get("values" if kind == "checkboxes" else "value")
    form_class: type[forms.Form] = type("Example", (forms.Form,), {name: field})
    refusal = options.get("error_message")
    form = form_class({name: given} if refusal else None, initial={name: given}, auto_id="%s")
    if refusal:
        form.is_valid()
        form.errors.clear()
        form.add_error(name, refusal["text"])
    html = str(form[name].as_field_group())
    return html if "autocomplete" in options else html.replace(' autocomplete="off"', "")


def test_django_fields_agree_with_the_examples() -> None:
    """The way from a form's field to the component loses and adds nothing but autocomplete=off."""
    tried: Counter[str] = Counter()
    for kind, example in examples():
        options = in_python(example["options"])
        field = field_for(kind, options) if is_plain(options) else None
        if field is None:
            continue
        name = options.get("id") or options.get("id_prefix") or options["name"]
        theirs = example["html"].replace(f'name="{options["name"]}"', f'name="{name}"')
        assert same(drawn(kind, options, field), theirs), f"{kind}: {example['name']}"
        tried[kind] += 1
    print(dict(tried))
    boxes = {"input": 18, "textarea": 9, "file-upload": 7}
    choices = {"checkboxes": 5, "radios": 5, "select": 2}
    assert all(tried[kind] >= least for kind, least in (boxes | choices).items())


# What people write


class Asked(forms.Form):
    """One of each."""

    words = WordsField(label="What happened", help_text="What you saw", required=False)
    on = DayField(label="When", not_after_today=True, required=False)
    met = MomentField(label="When you met", required=False)
    moved = ApproximateDayField(label="When they moved", required=False)
    born = KnownDayField(label="Date of birth", not_after_today=True, required=False)


def answered(**answers: str) -> Asked:
    form = Asked({name.replace("_", "-"): answer for name, answer in answers.items()})
    form.is_valid()
    return form


def refused(**answers: str) -> list[str]:
    (refusals,) = answered(**answers).errors.values()
    return [str(refusal) for refusal in refusals]


def test_words_are_kept_as_they_are_spelt() -> None:
    said = "  Dont finish my sentances\r\n\r\n\U0001f642 O’Brien & <b>\x00"
    assert answered(words=said).cleaned_data["words"] == said.replace("\r", "").replace("\x00", "")
    assert answered(words=" \n ").cleaned_data["words"] == ""


def test_words_come_back_onto_the_page_letter_for_letter() -> None:
    said = "\n\nFirst an empty line, then </textarea><script>"
    page = BeautifulSoup(str(answered(words=said, on="x")["words"].as_field_group()), "lxml")
    assert page.textarea is not None
    assert page.textarea.text.removeprefix("\n") == said
    assert page.script is None


def test_too_many_words_are_refused_with_what_to_do_and_not_cut() -> None:
    assert refused(words="a" * 5_000_000) == [
        "This has 5,000,000 characters, and 1,000,000 fit. Divide it in two."
    ]
    assert "maxlength" not in str(answered()["words"].as_field_group())


def test_a_words_field_is_a_piece_of_a_draft_and_is_not_remembered_by_the_browser() -> None:
    page = BeautifulSoup(str(Asked()), "html.parser")
    assert isinstance(page.textarea, Tag)
    assert page.textarea["data-piece"] == "words"
    assert {one.get("autocomplete") for one in page.select("input, textarea")} == {"off"}


@pytest.mark.parametrize("text", ["27 March 2026", "27/3/26", "27.03.2026", "2026-03-27"])
def test_a_day_may_be_written_in_many_ways(text: str) -> None:
    assert answered(on=text).cleaned_data["on"] == date(2026, 3, 27)


def test_days_near_today() -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    assert answered(on="yesterday").cleaned_data["on"] == yesterday
    (sentence,) = refused(on="tomorrow")
    assert "has not come yet" in sentence


def test_a_day_that_does_not_exist() -> None:
    assert refused(on="31 November 2025") == [
        "31 November does not exist. Did you mean 30 November?"
    ]


def test_a_moment_needs_its_day_and_takes_its_time() -> None:
    met = answered(met="24 November 2025, 2pm").cleaned_data["met"]
    assert isinstance(met, When)
    assert (met.precision, met.words()) == ("time", "24 November 2025, 2pm")
    assert refused(met="March 2026") == ["Say which day it was, such as 27 March 2026, 2pm."]


def test_about_is_enough_where_no_more_is_known() -> None:
    moved = answered(moved="about 2019").cleaned_data["moved"]
    assert (moved.precision, moved.words()) == ("about", "about 2019")
    again = Asked(initial={"moved": moved, "on": date(2026, 3, 2)})
    assert 'value="about 2019"' in str(again["moved"].as_field_group())
    assert 'value="2 March 2026"' in str(again["on"].as_field_group())


def test_three_boxes() -> None:
    born = answered(born_day="3", born_month="May", born_year="1958")
    assert born.cleaned_data["born"] == date(1958, 5, 3)
    assert answered().cleaned_data["born"] is None
    assert refused(born_day="3") == ["Write the month and the year too."]
    assert refused(born_day="31", born_month="11", born_year="1958") == [
        "31 November does not exist. Did you mean 30 November?"
    ]


def test_empty_answers_are_named() -> None:
    class Needed(forms.Form):
        who = forms.CharField(label="Who will do it")

    form = Needed({})
    assert form["who"].errors == ["“Who will do it” still needs an answer"]


class Looks(forms.Form):
    """What a form may say about how its fields look."""

    how = forms.ChoiceField(choices=[("a", "At home"), ("b", "By phone")], widget=forms.RadioSelect)
    much = forms.IntegerField(label="How much")
    team = forms.ChoiceField(choices=[("", "Choose"), ("Adults", [("n", "North"), ("s", "South")])])
    seen = forms.BooleanField(label="Ade saw this", help_text="On the screen")
    letter = forms.FileField()
    key = forms.CharField(widget=forms.HiddenInput)

    look = {
        "how": {"hints": {"a": "Or wherever they live"}, "inline": True, "heading": True},
        "much": {"prefix": {"text": "£"}},
    }


def test_looks() -> None:
    page = BeautifulSoup(str(Looks(initial={"team": "s", "key": "k"})), "html.parser")
    assert page.select_one("legend h1") is not None
    assert page.select_one(".govuk-radios--inline #id_how-item-hint") is not None
    assert page.select_one(".govuk-input__prefix + #id_much[type=text][inputmode=numeric]")
    assert page.select_one("optgroup[label=Adults] option[value=s][selected]")
    assert page.select_one("#id_seen[aria-describedby=id_seen-item-hint]")
    assert page.select_one("input[type=hidden][name=key][value=k]")


def test_a_ticked_box_stays_ticked() -> None:
    answers = {"how": "a", "much": "3", "team": "n", "seen": "on", "key": "k"}
    files: Any = {"letter": SimpleUploadedFile("a.txt", b"a")}
    form = Looks(answers, files)
    assert form.is_valid(), form.errors
    assert "checked" in str(form["seen"].as_field_group())
