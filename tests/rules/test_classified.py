"""Every field of ours is classified: who may see it, how long kept, how anonymised."""

from collections.abc import Iterator

from django.apps import apps
from django.db import models

from alongside.foundation.content import Block, folder, read


def own_models() -> list[type[models.Model]]:
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model.__module__.startswith("alongside.")
    ]


def table() -> Block:
    return read(folder() / "personal-data.yaml")


def unclassified(model: type[models.Model], classified: Block) -> Iterator[str]:
    """What the table leaves out about a model, and what it says about fields that are gone."""
    name = model._meta.label
    if name not in classified:
        yield f"{name} is not in content/personal-data.yaml: say who sees it and how long"
        return
    said = classified.block(name)
    fields = set(said.block("fields"))
    there = {field.name for field in model._meta.concrete_fields}
    yield from (f"{name}.{field} is not classified" for field in sorted(there - fields))
    yield from (
        f"{name}.{field} is classified and does not exist" for field in sorted(fields - there)
    )


def test_every_field_is_classified() -> None:
    classified = table().block("tables")
    wrong = [one for model in own_models() for one in unclassified(model, classified)]
    assert wrong == []


def test_every_table_says_who_sees_it_how_long_and_in_known_ways() -> None:
    whole = table()
    tables, ways, kept = whole.block("tables"), whole.block("ways"), whole.block("kept")
    for name in tables:
        one = tables.block(name)
        one.only("seen_by", "kept", "fields")
        assert len(one.text("seen_by")) > 10
        assert one.text("kept") in kept, name
        fields = one.block("fields")
        for field in fields:
            assert fields.text(field) in ways, f"{name}.{field}"


def test_no_table_is_classified_that_is_not_there() -> None:
    assert set(table().block("tables")) == {model._meta.label for model in own_models()}


def test_words_and_names_are_never_kept_in_a_copy_without_names() -> None:
    """Free text and addresses of a person's own tables may not stay as they are."""
    tables = table().block("tables")
    telling = (models.TextField, models.JSONField, models.EmailField)
    for model in own_models():
        if model._meta.app_label not in ("people", "record"):
            continue
        fields = tables.block(model._meta.label).block("fields")
        for field in model._meta.concrete_fields:
            if isinstance(field, telling):
                assert fields.text(field.name) in ("words", "drop"), f"{model._meta.label}.{field}"


def test_a_new_field_is_noticed() -> None:
    class Planted:
        class _meta:  # noqa: N801 - Django's name
            label = "people.Person"
            concrete_fields = [models.CharField(name="shoe_size")]

    found = list(unclassified(Planted, table().block("tables")))  # type: ignore[arg-type]
    assert "people.Person.shoe_size is not classified" in found
