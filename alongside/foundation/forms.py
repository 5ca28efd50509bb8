"""How forms are drawn (by govuk-frontend's patterns), and the fields that many pages ask with."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.forms.utils import ErrorList
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .days import When, in_words, must_not_be_after, parse_day, parse_when
from .govuk import Options, component

LONGEST_WORDS = 1_000_000
# The browser's own refusals are terse and cut off what is too long: the server says it in words.
LEFT_TO_THE_SERVER = ("required", "maxlength", "minlength", "min", "max", "step", "aria-invalid")
OWN_PLACE = (
    *("id", "class", "rows", "cols", "autocomplete", "spellcheck", "inputmode", "pattern"),
    "aria-describedby",
)


class GovukBoundField(BoundField):
    """A field on a form, drawn as one of govuk-frontend's components.

    A form may say more about how its fields look: `look = {"amount": {"prefix": {"text": "£"}}}`
    adds options of the component; `heading=True` makes the label the page's h1;
    `hints={value: "…"}` explains single choices; `inline=True` and `small=True` are for radios
    and checkboxes.
    """

    def build_widget_attrs(
        self, attrs: dict[str, Any], widget: forms.Widget | None = None
    ) -> dict[str, Any]:
        built = super().build_widget_attrs(attrs, widget)
        widget = widget or self.field.widget
        if not widget.is_hidden and isinstance(widget, forms.Textarea | forms.TextInput):
            # Otherwise the browser keeps what is typed, in clear, beyond the end of the session.
            built.setdefault("autocomplete", widget.attrs.get("autocomplete", "off"))
        if isinstance(self.field, WordsField):
            built.setdefault("data-piece", self.html_name)
        return {key: value for key, value in built.items() if key not in LEFT_TO_THE_SERVER}

    @property
    def aria_describedby(self) -> str | None:
        """The ids of hint and error, for a control that is drawn on its own."""
        ids = [f"{self.auto_id}-hint"] if self.help_text else []
        ids += [f"{self.auto_id}-error"] if self.errors else []
        return self.field.widget.attrs.get("aria-describedby") or " ".join(ids) or None

    @property
    def errors(self) -> ErrorList:
        """What is wrong, with words for an empty answer that can stand alone in the summary."""
        found = super().errors
        plain = gettext("This field is required.")
        if plain not in found:
            return found
        better = gettext("“%(question)s” still needs an answer") % {"question": self.label}
        return ErrorList([better if refusal == plain else str(refusal) for refusal in found])

    @property
    def first_control(self) -> str:
        """The id that a line of the error summary leads to."""
        return f"{self.auto_id}-day" if self._kind() == "date-input" else self.auto_id

    @cached_property
    def look(self) -> Options:
        """What the form says about how this field looks."""
        said: Mapping[str, Options] = getattr(self.form, "look", {})
        return dict(said.get(self.name, {}))

    def group(self) -> SafeString:
        """Label, hint, error and control."""
        kind = self._kind()
        look = {**self.look}
        heading, hints = look.pop("heading", False), look.pop("hints", {})
        sizes = [size for size in ("inline", "small") if look.pop(size, False)]
        shape = FIELD_SHAPES.get(kind, single)
        options = {**self._said(), **shape(self, self._context()), **look}
        for question in (options.get("label"), (options.get("fieldset") or {}).get("legend")):
            if question and heading:
                question["is_page_heading"] = True
        for item in options.get("items", ()) if hints else ():
            if hint := hints.get(item.get("value")):
                item["hint"] = {"text": hint}
        if sizes:
            inline = "al-inline" if kind == "checkboxes" else f"govuk-{kind}--inline"
            options["classes"] = " ".join(
                inline if size == "inline" else f"govuk-{kind}--{size}" for size in sizes
            )
        return component(kind, options)

    def _kind(self) -> str:
        widget = self.field.widget
        return next((name for name, widgets in KINDS if isinstance(widget, widgets)), "input")

    def _context(self) -> Options:
        """What Django would give to the widget's own template."""
        widget = self.field.widget
        attrs = self.build_widget_attrs({}, widget)
        if self.auto_id and "id" not in widget.attrs:
            attrs.setdefault("id", self.auto_id)
        context: Options = widget.get_context(self.html_name, self.value(), attrs)["widget"]
        return context

    def _said(self) -> Options:
        """The words around every control: label, hint and error."""
        said: Options = {"name": self.html_name, "id": self.auto_id, "label": {"text": self.label}}
        if self.help_text:
            said["hint"] = {"text": self.help_text}
        if self.errors:
            said["error_message"] = {"text": " ".join(str(refusal) for refusal in self.errors)}
        return said


def single(field: GovukBoundField, context: Options) -> Options:
    """One box, small or large, or a file."""
    attrs = dict(context["attrs"])
    options: Options = {
        "type": context.get("type"),
        "value": context["value"],
        "classes": attrs.get("class", ""),
        "described_by": field.field.widget.attrs.get("aria-describedby", ""),
        "disabled": attrs.pop("disabled", False),
        "multiple": attrs.pop("multiple", False),
        "attributes": {key: value for key, value in attrs.items() if key not in OWN_PLACE},
    }
    if options["type"] == "number":
        # Arrows and the mouse wheel change numbers unseen in a box of type number.
        options |= {"type": "text", "inputmode": "numeric"}
    for key in ("rows", "autocomplete", "inputmode", "pattern"):
        if attrs.get(key):
            options[key] = attrs[key]
    if "spellcheck" in attrs:
        options["spellcheck"] = str(attrs["spellcheck"]).lower() == "true"
    return options


def _listed(context: Options) -> Iterator[tuple[str | None, Options]]:
    for group, choices, _index in context["optgroups"]:
        for choice in choices:
            yield group, choice


def _item(choice: Options) -> Options:
    return {
        "value": choice["value"],
        "text": choice["label"],
        "disabled": choice["attrs"].get("disabled", False),
    }


def chosen_from_menu(field: GovukBoundField, context: Options) -> Options:
    """A select, with its groups if there are any."""
    items: list[Options] = []
    last: str | None = None
    for group, choice in _listed(context):
        item = {**_item(choice), "selected": choice["selected"]}
        if group != last:
            if last and items:
                items[-1]["group_after"] = True
            item["group_before"] = group
            last = group
        items.append(item)
    if last and items:
        items[-1]["group_after"] = True
    return {**single(field, {**context, "value": None}), "items": items}


def chosen_from_list(field: GovukBoundField, context: Options) -> Options:
    """Radios or checkboxes, and the question that they answer."""
    items = [{**_item(choice), "checked": choice["selected"]} for _, choice in _listed(context)]
    question = {"legend": {"text": field.label}}
    return {"id_prefix": field.auto_id, "items": items, "fieldset": question}


def ticked(field: GovukBoundField, context: Options) -> Options:
    """One checkbox that says its own question, so that it needs no other."""
    item = {
        "value": context["value"] or "on",
        "text": field.label,
        "checked": bool(field.value()),
        "disabled": context["attrs"].get("disabled", False),
    }
    if field.help_text:
        item["hint"] = {"text": field.help_text}
    return {"id_prefix": field.auto_id, "items": [item], "hint": None}


def three_boxes(field: GovukBoundField, context: Options) -> Options:
    """Day, month and year of a day known by heart."""
    values = [part["value"] for part in context["subwidgets"]]
    items = [
        {"name": part, "label": str(words), "value": value or "", "autocomplete": "off"}
        for (part, words), value in zip(THREE_BOXES, values, strict=True)
    ]
    return {
        "items": items,
        "name_prefix": field.html_name,
        "fieldset": {"legend": {"text": field.label}},
    }


class GovukRenderer(TemplatesSetting):
    """Draws every form of every page by govuk-frontend's patterns."""

    form_template_name = "foundation/fields/form.html"
    field_template_name = "foundation/fields/field.html"
    bound_field_class = GovukBoundField


# Fields


class WordsField(forms.CharField):
    """Something that somebody writes: kept as they spelt it, saved as a draft while they type."""

    def __init__(self, *, rows: int = 5, longest: int = LONGEST_WORDS, **more: Any) -> None:
        self.longest = longest
        attrs = {"rows": rows, "spellcheck": "true", "autocomplete": "off"}
        more.setdefault("widget", forms.Textarea(attrs))
        super().__init__(strip=False, **more)

    def to_python(self, value: Any) -> str:
        """Lines end in one way, and what no one can see (a null character) is left out."""
        words = super().to_python(value) or ""
        words = words.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
        return words if words.strip() else ""

    def validate(self, value: str) -> None:
        """Refuse what is too long in words; the browser would cut it off without a sound."""
        super().validate(value)
        if len(value) > self.longest:
            raise ValidationError(
                _("This has %(there)s characters, and %(most)s fit. Divide it in two.")
                % {"there": f"{len(value):,}", "most": f"{self.longest:,}"},
                code="too-long",
            )


class _DayBox(forms.CharField):
    """One box in which somebody writes when something was."""

    def __init__(self, *, not_after_today: bool = False, **more: Any) -> None:
        self.not_after_today = not_after_today
        attrs = {"class": "govuk-input--width-20", "autocomplete": "off", "spellcheck": "false"}
        more.setdefault("widget", forms.TextInput(attrs))
        super().__init__(**more)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, When):
            return value.words()
        return in_words(value) if isinstance(value, date) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(self.to_python(data) != (initial or None))
        except ValidationError:
            return True


class DayField(_DayBox):
    """A day, however it is written: "27 March 2026", "27/3/26", "yesterday". A date or None."""

    default_error_messages = {"required": _("Write a day, such as 27 March 2026.")}

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values or isinstance(value, date):
            return value or None
        today = timezone.localdate()
        day = parse_day(str(value), today=today)
        return must_not_be_after(day, today) if self.not_after_today else day


class ApproximateDayField(_DayBox):
    """As exactly as it is known: a day, "March 2026", "2019", "about 2019". A When or None."""

    default_error_messages = {
        "required": _("Write a day, a month or a year, such as 27 March 2026, or about 2019.")
    }
    precisions: Sequence[str] = ("time", "day", "month", "year", "about")
    not_exact_enough: Any = ""

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values or isinstance(value, When):
            return value or None
        today = timezone.localdate()
        when = parse_when(str(value), today=today)
        if when.precision not in self.precisions:
            raise ValidationError(self.not_exact_enough, code="not-exact")
        if self.not_after_today:
            must_not_be_after(when.day, today)
        return when


class MomentField(ApproximateDayField):
    """A day, with the time if known: "24 November, 2pm", "yesterday 10am". A When or None."""

    default_error_messages = {"required": _("Write a day, such as 27 March 2026, 2pm.")}
    precisions = ("time", "day")
    not_exact_enough = _("Say which day it was, such as 27 March 2026, 2pm.")


THREE_BOXES = (("day", _("Day")), ("month", _("Month")), ("year", _("Year")))


class ThreeBoxes(forms.MultiWidget):
    """Day, month and year in a box each."""

    def __init__(self) -> None:
        super().__init__({f"-{part}": forms.TextInput() for part, _words in THREE_BOXES})
        self.widgets_names = [f"-{part}" for part, _words in THREE_BOXES]

    def decompress(self, value: Any) -> list[Any]:
        return [value.day, value.month, value.year] if value else [None, None, None]


class KnownDayField(forms.MultiValueField):
    """A day that somebody knows by heart, as a date of birth: three boxes. Gives a date or None."""

    default_error_messages = {"required": _("Write the day, month and year.")}

    def __init__(self, *, not_after_today: bool = False, **more: Any) -> None:
        self.not_after_today = not_after_today
        boxes = [forms.CharField(required=False) for _part in THREE_BOXES]
        more.setdefault("widget", ThreeBoxes())
        super().__init__(boxes, require_all_fields=False, **more)

    def compress(self, data_list: Any) -> date | None:
        if not any(data_list or ()):
            return None
        if not all(data_list):
            missing = [
                str(w).lower() for (_p, w), v in zip(THREE_BOXES, data_list, strict=True) if not v
            ]
            raise ValidationError(_("Write the %s too.") % " and the ".join(missing))
        today = timezone.localdate()
        day = parse_day(" ".join(data_list), today=today)
        return must_not_be_after(day, today) if self.not_after_today else day


KINDS: tuple[tuple[str, Any], ...] = (
    ("date-input", ThreeBoxes),
    ("checkboxes", (forms.CheckboxSelectMultiple, forms.CheckboxInput)),
    ("radios", forms.RadioSelect),
    ("select", forms.Select),
    ("textarea", forms.Textarea),
    ("file-upload", forms.FileInput),
)


def _checkboxes(field: GovukBoundField, context: Options) -> Options:
    several = isinstance(field.field.widget, forms.CheckboxSelectMultiple)
    return chosen_from_list(field, context) if several else ticked(field, context)


FIELD_SHAPES = {
    "date-input": three_boxes,
    "checkboxes": _checkboxes,
    "radios": chosen_from_list,
    "select": chosen_from_menu,
}
