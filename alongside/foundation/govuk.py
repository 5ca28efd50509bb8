"""Draws the components of govuk-frontend from our own templates, with its own macros' options.

Options have govuk-frontend's names in Python's spelling (`error_message`, `form_group`). Where the
macros take `text` or `html`, these take `text`: it is escaped unless it is a SafeString.
"""

from collections.abc import Mapping
from typing import Any

from django.template.loader import render_to_string
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

Options = dict[str, Any]


def attributes(given: Mapping[str, Any] | None) -> SafeString:
    """HTML attributes, a space before each: True is the name alone, False and None nothing."""
    shown = [(name, value) for name, value in (given or {}).items() if value not in (None, False)]
    return format_html_join("", "{}", ((_attribute(name, value),) for name, value in shown))


def _attribute(name: str, value: Any) -> SafeString:
    if value is True:
        return format_html(" {}", name)
    return format_html(' {}="{}"', name, conditional_escape(value))


def component(name: str, options: Mapping[str, Any]) -> SafeString:
    """The HTML of one component, as "textarea" or "error-summary"."""
    ready = PREPARED.get(name, dict)(_with_error(dict(options), name))
    return render_to_string(f"foundation/govuk/{name.replace('-', '_')}.html", ready)


def _with_error(options: Options, name: str) -> Options:
    """Say "Error" to those who cannot see the red, unless told otherwise."""
    if name == "error-message":
        return {"visually_hidden_text": gettext("Error"), **options}
    if message := options.get("error_message"):
        options["error_message"] = {"visually_hidden_text": gettext("Error"), **message}
    return options


def _described_by(options: Options, own_id: str, start: str = "") -> str:
    """The ids of what describes a control: as given, then its hint, then its error."""
    ids = [start]
    ids += [f"{own_id}-hint"] if options.get("hint") else []
    ids += [f"{own_id}-error"] if options.get("error_message") else []
    return " ".join(one for one in ids if one)


def _control(options: Options) -> Options:
    """A single control: its id, and what describes it."""
    own_id = options.get("id") or options.get("name", "")
    start = options.get("described_by") or ""
    return {**options, "id": own_id, "described_by": _described_by(options, own_id, start)}


def _input(options: Options) -> Options:
    group = options.get("form_group") or {}
    around = ("prefix", "suffix")
    wrapped = any((options.get(part) or {}).get("text") for part in around)
    wrapped = wrapped or any(group.get(part) for part in ("before_input", "after_input"))
    return {**_control(options), "wrapped": wrapped, "type": options.get("type") or "text"}


def _textarea(options: Options) -> Options:
    return {**_control(options), "rows": options.get("rows") or 5}


def _select(options: Options) -> Options:
    value = options.get("value")

    def ready(item: Options) -> Options:
        chosen = item.get("selected")
        own = item.get("value", item.get("text"))
        if chosen is None:
            chosen = bool(value) and own == value
        return {**item, "selected": chosen, "has_value": "value" in item}

    items = [ready(item) for item in options.get("items") or () if item]
    return {**_control(options), "items": items}


def _choices(kind: str) -> Any:
    """Radios or checkboxes: an id for each, so that the first can be linked to from the summary."""

    def prepare(options: Options) -> Options:
        prefix = options.get("id_prefix") or options.get("name", "")
        fieldset = options.get("fieldset") or {}
        start = fieldset.get("described_by") or options.get("described_by") or ""
        described_by = _described_by(options, prefix, start)
        inherited = "" if fieldset or kind == "radios" else described_by
        items = [
            _choice(options, item, prefix if n == 1 else f"{prefix}-{n}", inherited)
            for n, item in enumerate(options.get("items") or (), 1)
            if item
        ]
        return {
            **options,
            "kind": kind,
            "type": "radio" if kind == "radios" else "checkbox",
            "id": prefix,
            "items": items,
            "described_by": described_by,
        }

    return prepare


def _choice(options: Options, item: Options, own_id: str, inherited: str) -> Options:
    own_id = item.get("id") or own_id
    hint_id = f"{own_id}-item-hint" if (item.get("hint") or {}).get("text") else ""
    chosen = item.get("checked")
    if chosen is None:
        values = options.get("values") or [options.get("value")]
        chosen = bool(item.get("value")) and item.get("value") in values
    return {
        **item,
        "id": own_id,
        "name": item.get("name") or options.get("name"),
        "checked": chosen,
        "hint_id": hint_id,
        "described_by": f"{inherited} {hint_id}".strip(),
    }


def _date_input(options: Options) -> Options:
    """Three boxes for a day that somebody knows by heart, or such boxes as are given."""
    parts = _date_parts(options)
    given = [item for item in options.get("items") or parts.values() if item]
    marked = any(item.get("error") or _is_marked(item) for item in given)
    all_wrong = bool(options.get("error_message")) and not marked
    own_id = options.get("id", "")
    start = (options.get("fieldset") or {}).get("described_by") or ""
    return {
        **options,
        "items": [_date_box(options, parts, item, all_wrong) for item in given],
        "described_by": _described_by(options, own_id, start),
        "role": "group",
    }


def _date_parts(options: Options) -> dict[str, Options]:
    """Day, month and year as given or as usual; False leaves one out."""
    values = options.get("values") or {}
    parts: dict[str, Options] = {}
    for key in ("day", "month", "year"):
        given = options.get(key)
        part = {"value": values.get(key)} if given is None else given
        parts[key] = {"name": key, **part} if part is not False else {}
    return parts


def _is_marked(item: Options) -> bool:
    return "govuk-input--error" in (item.get("classes") or "")


def _date_box(
    options: Options, parts: dict[str, Options], item: Options, all_wrong: bool
) -> Options:
    name = item.get("name") or ""
    key = next((k for k, part in parts.items() if name in {k, part.get("name")}), "")
    classes = item.get("classes") or ""
    wrong = item.get("error") or (all_wrong and item.get("error") is not False)
    error = "govuk-input--error" if wrong and not _is_marked(item) else ""
    usual = f"govuk-input--width-{4 if key == 'year' else 2}"
    width = "" if "govuk-input--width-" in classes else usual
    full = f"{options['name_prefix']}-{name}" if options.get("name_prefix") else name
    values = options.get("values") or {}
    known = [item.get("value"), parts.get(key, {}).get("value"), values.get(full)]
    label = {"text": item.get("label") or str(name).capitalize()}
    return _control(
        {
            **item,
            "label": {**label, "classes": "govuk-date-input__label"},
            "id": item.get("id") or f"{options.get('id')}-{name}",
            "name": full,
            "classes": " ".join(f"govuk-date-input__input {error} {width} {classes}".split()),
            "value": next((value for value in known if value is not None), None),
            "inputmode": item.get("inputmode") or "numeric",
        }
    )


PREPARED = {
    "input": _input,
    "textarea": _textarea,
    "select": _select,
    "file-upload": _control,
    "radios": _choices("radios"),
    "checkboxes": _choices("checkboxes"),
    "date-input": _date_input,
}
