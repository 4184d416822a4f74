"""Literals: numbers, percentages, durations and dates, as their texts write them."""

from __future__ import annotations

import math
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from sim.errors import nearest
from sim.language.grammar import words_of
from sim.language.kinds import DAYS_IN, DURATION, INSTANT, MICROSECONDS_PER_DAY, Type
from sim.language.reader import Reader, both
from sim.language.tree import Expression, Literal

if TYPE_CHECKING:
    from sim.language.grammar import Node, Word


def number_of_token(reader: Reader, digits: Word) -> Decimal:
    """The number that a token writes.

    Raises:
        ScenarioError: it is too large for a number, or begins with a 0 that does not belong there (`5,000`).
    """
    plain = str(digits).replace("_", "")
    if plain[0] == "0" and plain[1:2].isdigit():
        hint = "thousands are written `5_000`"
        raise reader.passage.wrong(digits, "number", f"`{digits}`: a number does not begin with 0", hint)
    value = float(plain)
    if not math.isfinite(value):
        raise reader.passage.wrong(digits, "number", f"`{digits}` is larger than any number here (1.8e308)")
    # What is too small for a float may be too small for a Decimal as well.
    return Decimal(plain) if value else Decimal(0)


def unit_of_token(reader: Reader, word: Word, *, plural: bool) -> str:
    """The unit of time that a token names, in the singular."""
    unit = str(word).removesuffix("s") if plural else str(word)
    if unit in DAYS_IN:
        return unit
    known = [f"{name}s" if plural else name for name in DAYS_IN]
    hint = nearest(str(word), known) or f"units are {', '.join(known)}"
    raise reader.passage.wrong(word, "unknown-unit", f"no unit of time `{word}` is known", hint)


def duration_in_days(amount: Decimal, unit: str) -> float:
    """So many minutes, hours, … in days; a whole number of hours comes out as near as a float can."""
    days = DAYS_IN[unit]
    return float(amount) * days if days >= 1 else float(amount) / round(1 / days)


def read_number(reader: Reader, node: Node, _: Type | None) -> Expression:
    """A plain number."""
    digits = words_of(node)[0]
    value = float(number_of_token(reader, digits))
    return Literal(place=reader.passage.place_of(node), value=value, text=str(digits))


def read_percent(reader: Reader, node: Node, _: Type | None) -> Expression:
    """A percentage: an ordinary number, a hundredth of what is written."""
    digits = words_of(node)[0]
    value = float(number_of_token(reader, digits) / 100)
    return Literal(place=reader.passage.place_of(node), value=value, text=f"{digits}%")


def read_duration(reader: Reader, node: Node, _: Type | None) -> Expression:
    """A number with a unit of time, in days."""
    digits, word = words_of(node)[0], words_of(node)[1]
    amount, unit = both(lambda: number_of_token(reader, digits), lambda: unit_of_token(reader, word, plural=True))
    value = duration_in_days(amount, unit)
    if not math.isfinite(value):
        raise reader.passage.wrong(digits, "number", f"`{digits} {word}` is longer than any duration here")
    return Literal(place=reader.passage.place_of(node), type=DURATION, value=value, text=f"{digits} {word}")


def microseconds_of_date(reader: Reader, node: Node) -> int:
    """A date, as microseconds since the start, in the offset of `starts`."""
    words = str(words_of(node)[0])
    date, _, clock = words.replace("T", " ").partition(" ")
    if len(clock) > 8 or clock.endswith("Z") or "-" in clock or "+" in clock:
        hint = f"leave the offset out: that of `starts` ({reader.symbols.starts.strftime('%z') or 'none'}) holds"
        raise reader.passage.wrong(node, "date", f"`{words}`: dates carry no offset of their own", hint)
    try:
        moment = datetime.fromisoformat(f"{date} {clock}".strip()).replace(tzinfo=reader.symbols.starts.tzinfo)
    except ValueError:
        hint = "dates are written `2020-11-09` or `2020-11-09 18:30`"
        raise reader.passage.wrong(node, "date", f"there is no date `{words}`", hint) from None
    since = moment - reader.symbols.starts
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def read_date(reader: Reader, node: Node, _: Type | None) -> Expression:
    """A date, as a moment in days since the start."""
    value = microseconds_of_date(reader, node) / MICROSECONDS_PER_DAY
    text = str(words_of(node)[0]).replace("T", " ")
    return Literal(place=reader.passage.place_of(node), type=INSTANT, value=value, text=text)
