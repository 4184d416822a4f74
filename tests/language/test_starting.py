"""Tests of `sim.language.starting`: the calendar instant of time 0."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from sim.errors import Place, ScenarioError
from sim.language.nodes import Scalar
from sim.language.starting import parse_start
from tests.language.slips import Slip, slips, told

YEREVAN = timezone(timedelta(hours=4))


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2020-10-31", datetime(2020, 10, 31, tzinfo=UTC)),
        ("2020-1-2", datetime(2020, 1, 2, tzinfo=UTC)),
        ("2020-10-31 06:30", datetime(2020, 10, 31, 6, 30, tzinfo=UTC)),
        ("2020-10-31 00:00+04:00", datetime(2020, 10, 31, tzinfo=YEREVAN)),
        ("2020-10-31T00:00:05+0400", datetime(2020, 10, 31, 0, 0, 5, tzinfo=YEREVAN)),
        ("2020-10-31 06:30Z", datetime(2020, 10, 31, 6, 30, tzinfo=UTC)),
        ("2020-10-31 00:00-03:30", datetime(2020, 10, 31, tzinfo=timezone(-timedelta(hours=3, minutes=30)))),
    ],
)
def test_an_instant_keeps_its_offset(text: str, instant: datetime) -> None:
    found = parse_start(Scalar(text, Place("f", 1, 1)))
    assert found == instant
    assert found.utcoffset() == instant.utcoffset()


@pytest.mark.parametrize("slip", slips("starting"))
def test_each_slip_is_told_word_for_word(slip: Slip) -> None:
    assert told(slip.text) == slip.told


@pytest.mark.parametrize("text", ["2020-10-31 25:00", "0000-01-01", "2020-10-31 00:00+99:00", "31.10.2020", ""])
def test_other_texts_are_no_date(text: str) -> None:
    with pytest.raises(ScenarioError, match="is no date"):
        parse_start(Scalar(text, Place("f", 1, 1)))
