"""Tests of `sim.language.shapes_of_entries`: what stands where, and that every key says what it is for."""

from __future__ import annotations

import pytest

from sim.language import schema, shapes_of_entries
from sim.language.shapes import Shape

MODELS = [
    model
    for module in (shapes_of_entries, schema)
    for model in vars(module).values()
    if isinstance(model, type) and issubclass(model, Shape) and model is not Shape
]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_key_says_what_it_is_for(model: type[Shape]) -> None:
    assert model.__doc__
    silent = [name for name, field in model.model_fields.items() if not field.description]
    assert silent == []


def test_keys_that_are_words_of_python_have_their_own_names() -> None:
    keys = {field.alias for field in shapes_of_entries.TriggerEntry.model_fields.values() if field.alias}
    assert keys == {"for"}


def test_whatever_a_trigger_can_say_has_a_default() -> None:
    fields = shapes_of_entries.TriggerEntry.model_fields
    assert [name for name, field in fields.items() if field.is_required()] == []
