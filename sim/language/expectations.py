"""What a case expects: each line of `expect` as something that can be judged after the rollout."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.errors import nearest
from sim.language.expressions import parse_date
from sim.language.kinds import FLAG, MICROSECONDS_PER_DAY
from sim.language.nodes import Scalar
from sim.language.scenario import Expectation
from sim.language.schema import Dated
from sim.language.tree import Chain, Comparison, Expression, Not

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.errors import Place
    from sim.language.scenario import Scenario
    from sim.language.scope import Scope

AT = re.compile(r"\s+at\s+(?=\d|day\b)")
BARE_DATE = re.compile(r"\d{4}-\d{1,2}-\d{1,2}")
BETWEEN = re.compile(r"\s*\.\.\s*")
COUNTS = (("at_most", re.compile(r"at most (\d+)(?: times)?")), ("exactly", re.compile(r"(\d+) times?")))
WORDS = ("never", "fires", "rises", "lapses", "refuses", "pending")
WORDS_TOLD = "never, at most 1, 2 times, fires, rises, lapses, refuses, pending, or `{fires: DATE .. DATE}`"


@dataclass(frozen=True, slots=True)
class ExpectationReader:
    """Reads the lines of `expect` of cases about one scenario."""

    scope: Scope
    scenario: Scenario

    def read(self, key: str, value: Scalar | Dated | list[Scalar | Dated], place: Place) -> Iterator[Expectation]:
        """The expectations of one line, after complaints about it."""
        for one in value if isinstance(value, list) else [value]:
            yield from self.one(key, one, place)

    def one(self, key: str, value: Scalar | Dated, place: Place) -> Iterator[Expectation]:
        """What one value of a line expects."""
        text = f"{key}: {value}" if isinstance(value, Scalar) else key
        subject, _, date = key, "", ""
        if found := AT.search(key):
            subject, date = key[: found.start()], key[found.end() :]
        if key in ("outcome", "error", "violates", "holds") and isinstance(value, Scalar):
            yield from self.ending(key, value, place)
        elif subject == "rung" and isinstance(value, Scalar):
            window = self.instant(date, place, len(key) - len(date)) if date else None
            yield from self.rung(value, window, text, place)
        elif date and isinstance(value, Scalar):
            yield from self.state(subject, value, self.instant(date, place, len(key) - len(date)), place)
        elif self.is_trigger(key):
            yield from self.happening(key, value, "trigger", place)
        elif key in self.scenario.assertions:
            yield from self.happening(key, value, "name", place)
        else:
            known = [
                *self.scenario.triggers,
                *self.scenario.assertions,
                "outcome",
                "rung",
                "error",
                "violates",
                "holds",
            ]
            hint = nearest(key, known) or "a trigger, `outcome`, `rung`, an assertion, or `EXPRESSION at DATE`"
            self.scope.gathering.add(place, "unknown-name", f"nothing called `{key}` can be expected", hint)

    def is_trigger(self, name: str) -> bool:
        """Whether there is such a trigger."""
        return name in self.scenario.triggers or name in self.scenario.disabled

    def ending(self, kind: str, value: Scalar, place: Place) -> Iterator[Expectation]:
        """How the rollout ends, or which assertion is violated or holds."""
        known = {"outcome": [*self.scenario.outcomes, "none"], "error": [value.text]}
        names = known.get(kind, list(self.scenario.assertions))
        if value.text not in names:
            what = "outcome" if kind == "outcome" else "assertion"
            message = f"no {what} `{value}` is known"
            self.scope.gathering.add(value.place, "unknown-name", message, nearest(value.text, names))
        yield Expectation(kind=kind, name=value.text, text=f"{kind}: {value}", place=place)

    def rung(self, value: Scalar, window: tuple[int, int] | None, text: str, place: Place) -> Iterator[Expectation]:
        """The rung at a time, or at the end."""
        names = [rung.name for rung in self.scenario.ladder]
        if value.text not in names:
            message = f"no rung `{value}` is known"
            self.scope.gathering.add(value.place, "unknown-name", message, nearest(value.text, names))
        yield Expectation(kind="rung", name=value.text, window=window, text=text, place=place)

    def happening(self, name: str, value: Scalar | Dated, role: str, place: Place) -> Iterator[Expectation]:
        """What a trigger does, or whether an assertion is violated."""
        trigger, asserted = (name, "") if role == "trigger" else ("", name)
        kinds = WORDS if role == "trigger" else ("violates", "holds")
        if isinstance(value, Dated):
            for kind in value.entries.values:
                if kind not in kinds:
                    self.scope.gathering.add(place, "shape", f"`{kind}` cannot be said of `{name}`")
                    continue
                written: Scalar = getattr(value, kind)
                window = self.window(written)
                text = f"{name}: {kind} {written}"
                yield Expectation(kind=kind, trigger=trigger, name=asserted, window=window, text=text, place=place)
            return
        text = f"{name}: {value}"
        if value.text in kinds:
            yield Expectation(kind=value.text, trigger=trigger, name=asserted, text=text, place=place)
            return
        for kind, pattern in COUNTS:
            if role == "trigger" and (found := pattern.fullmatch(value.text)):
                yield Expectation(kind=kind, trigger=trigger, number=int(found.group(1)), text=text, place=place)
                return
        hint = WORDS_TOLD if role == "trigger" else "holds, violates, or `{violates: DATE}`"
        self.scope.gathering.add(value.place, "choice", f"`{value}` cannot be expected of `{name}`", hint)

    def state(self, subject: str, value: Scalar, window: tuple[int, int] | None, place: Place) -> Iterator[Expectation]:
        """What an expression comes to at an instant: a value, or a range `LOW .. HIGH` with both ends."""
        left = self.scope.expression(Scalar(subject, place.narrowed(0, len(subject))))
        if left is None:
            return
        condition = self.within(left, value) if ".." in value.text else self.equal(left, value)
        if condition is not None and window is not None:
            yield Expectation(
                kind="state", condition=condition, window=window, text=f"{subject} = {value}", place=place
            )

    def equal(self, left: Expression, value: Scalar) -> Expression | None:
        """`left` is the value; a flag is the condition itself, or its negation."""
        right = self.scope.expression(value, left.type)
        if right is None:
            return None
        if left.type == FLAG and value.text in ("true", "false"):
            return left if value.text == "true" else Not(operand=left, place=left.place)
        return Comparison(operator="==", left=left, right=right, place=left.place)

    def within(self, left: Expression, value: Scalar) -> Expression | None:
        """`left` lies in a range."""
        low, high = (self.scope.expression(part, left.type) for part in self.parts(value))
        if low is None or high is None:
            return None
        links = (
            Comparison(operator="<=", left=low, right=left, place=left.place),
            Comparison(operator="<=", left=left, right=high, place=left.place),
        )
        return Chain(links=links, place=left.place)

    # -- times ---------------------------------------------------------------------------------------------------------

    def parts(self, text: Scalar) -> tuple[Scalar, Scalar]:
        """The two sides of `A .. B`; of a single text, that text twice."""
        found = BETWEEN.search(text.text)
        if found is None:
            return text, text
        ends = (0, found.start()), (found.end(), len(text.text))
        low, high = (
            Scalar(text.text[start:end], text.place.narrowed(start, end - start), text.plain) for start, end in ends
        )
        return low, high

    def window(self, text: Scalar) -> tuple[int, int] | None:
        """The time that a text tells, both ends included; a bare date is the whole of that day."""
        low, high = self.parts(text)
        first, last = self.moment(low), self.moment(high)
        if first is None or last is None:
            return None
        if BARE_DATE.fullmatch(high.text):
            last += MICROSECONDS_PER_DAY - 1
        if first > last:
            self.scope.gathering.add(text.place, "bounds", "this time ends before it begins")
        return first, last

    def instant(self, date: str, place: Place, offset: int) -> tuple[int, int] | None:
        """The instant of `… at DATE`; a bare date is midnight."""
        at = self.moment(Scalar(date, place.narrowed(offset, len(date))))
        return None if at is None else (at, at)

    def moment(self, text: Scalar) -> int | None:
        """A moment in microseconds, inside the story."""
        at = self.scope.gathering.attempt(lambda: parse_date(text.text, text.place, self.scope.symbols))
        if at is not None and not 0 <= at <= self.scenario.horizon:
            where = "before the start" if at < 0 else "after the horizon"
            self.scope.gathering.add(text.place, "outside-horizon", f"`{text}` lies {where}")
        return at
