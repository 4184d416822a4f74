"""A rollout told day by day, in plain English, the same word for word wherever it is told."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from itertools import groupby
from textwrap import fill
from typing import TYPE_CHECKING

from sim.engine.clock import days
from sim.engine.replay import replay_command
from sim.engine.rollouts import What
from sim.language.inspection import is_fixed
from sim.language.kinds import Kind
from sim.language.phrases import MIRRORED, Phrases
from sim.language.scenario import Cancel
from sim.language.sentences import Sentences, is_share, sentences_of, unit_of_rate
from sim.language.tree import Comparison, Day, Expression, VariableRead
from sim.language.words import (
    clock_in_words,
    duration_in_words,
    listed,
    moment_in_words,
    number_in_words,
    offset_in_words,
    quoted,
    rate_in_words,
    sentence,
    share_in_words,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sim.engine.rollouts import Change, Happening, NearMiss, Trace, Value
    from sim.language.scenario import Parameter, Scenario

WIDTH = 100
CLOCK = 8
"""Columns that the time of day takes."""
GIVEN = "given"
"""What a cause names where the fact of a case turned a condition."""
ONE_BY_ONE = 10
"""What comes more often than this in a rollout is told together."""
MOST_AT_ONCE = 40
"""More happenings than this within one instant are a loop without end (R17), of which the beginning is told."""

MODESTY = (
    "One way in which the assumptions of the file can play out, under the luck of this rollout. It is not a forecast,"
    " and says nothing about what leaders will do."
)


def tell(trace: Trace, scenario: Scenario, *, command: str = "", worlds: int | None = None) -> str:
    """A rollout as a story, wrapped at 100 columns.

    Args:
        trace: the rollout, told by the engine.
        scenario: what it is a rollout of.
        command: what to type to read it again; the command `flashpoint narrate …` unless another one is given.
        worlds: the number of worlds that the rollout was made with (R23), which that command must name.
    """
    story = Story(trace, scenario, sentences_of(scenario))
    again = command or replay_command(scenario, trace.seed, trace.rollout.index, worlds)
    return "\n".join([*story.lines(), f"To read it again: {again}", ""])


@dataclass(slots=True)
class Before:
    """What has happened before a happening, as far as its telling needs it."""

    decided: str = ""
    """the decision (or fact) told just before"""
    rung: str = ""
    rises: dict[str, Happening] = field(default_factory=dict)
    """the last rise of each trigger"""
    under_way: set[str] = field(default_factory=set)
    """triggers that have risen and not decided since"""

    def note(self, happening: Happening) -> None:
        """Take a happening in, after it has been told."""
        if happening.what is What.RUNG:
            self.rung = happening.name
        if happening.what is What.ROSE:
            self.rises[happening.name] = happening
            self.under_way.add(happening.name)
        if happening.what in (What.FIRED, What.REFUSED, What.LAPSED, What.CANCELLED):
            self.under_way.discard(happening.name)
        if happening.what in (What.FIRED, What.REFUSED, What.FACT):
            self.decided = GIVEN if happening.what is What.FACT else happening.name


@dataclass(frozen=True, slots=True)
class Story:
    """The telling of one trace."""

    trace: Trace
    scenario: Scenario
    told: Sentences

    @property
    def phrases(self) -> Phrases:
        """The phrases of the scenario."""
        return self.told.phrases

    def lines(self) -> Iterator[str]:
        """The story, line by line, without the command at its end."""
        yield from self._opening()
        yield from self._world()
        for day in self._days():
            yield from day
            yield ""
        yield from self._nearly()
        yield from self._end()

    # -- how it begins -------------------------------------------------------------------------------------------------

    def _opening(self) -> Iterator[str]:
        title = self.scenario.title or self.scenario.name
        yield from (title, "=" * min(len(title), WIDTH), "")
        offset = offset_in_words(self.scenario.starts)
        yield _wrapped(
            f"Seed {self.trace.seed}, rollout {self.trace.rollout.index}. From {self._date(0)} to"
            f" {self._date(self.scenario.horizon)} at the latest{f'; all times are {offset}' if offset else ''}."
        )
        yield _wrapped(MODESTY)
        yield ""

    def _world(self) -> Iterator[str]:
        """The uncertain numbers as this world drew them."""
        drawn = [self.scenario.parameters[name] for name in self.scenario.uncertain]
        if drawn:
            yield "The uncertain numbers, as they are in this world"
        values = [self.drawn(parameter, self.trace.rollout.parameters[parameter.name]) for parameter in drawn]
        width = max(map(len, values), default=0)
        for parameter, value in zip(drawn, values, strict=True):
            title = self.phrases.lexicon.titled(parameter.name, parameter.title)
            yield _wrapped(title, f"  {value.rjust(width)}  ")
        if drawn:
            yield ""

    def drawn(self, parameter: Parameter, value: Value) -> str:
        """The value of an uncertain parameter, to two digits."""
        law = self.told.start.law(parameter.law)
        if parameter.type.dimension == -1:
            return rate_in_words(float(value), unit_of_rate(law.arguments))
        if is_share(law) and parameter.type.kind is Kind.NUMBER:
            return share_in_words(float(value), 2)
        return self.phrases.known(float(value), parameter.type, parameter.unit, digits=2)

    def _date(self, microseconds: int, *, seen: int | None = None) -> str:
        """A date; the year is left out where the instant from which it is `seen` lies in the same one."""
        told = moment_in_words(self.scenario.starts, microseconds)
        if seen is None:
            return told
        years = [(self.scenario.starts + timedelta(microseconds=each)).year for each in (microseconds, seen)]
        return told.replace(f" {years[0]}", "", 1) if years[0] == years[1] else told

    def _on(self, microseconds: int, seen: int) -> str:
        """When something is due, from the instant at which that is known."""
        if self._calendar_day(microseconds) == self._calendar_day(seen):
            return f"today at {clock_in_words(self.scenario.starts, microseconds)}"
        return f"on {self._date(microseconds, seen=seen)}"

    # -- day by day ----------------------------------------------------------------------------------------------------

    def _days(self) -> Iterator[list[str]]:
        """A block of lines for each day on which something is told."""
        for _, group in groupby(self._entries(), key=lambda entry: self._calendar_day(entry[0])):
            entries = list(_shortened(group))
            lines = [f"{self._calendar_day(entries[0][0])}, day {int(days(entries[0][0]))}"]
            for place, (time, text) in enumerate(entries):
                again = place and entries[place - 1][0] == time
                clock = "" if again else f"  {clock_in_words(self.scenario.starts, time)}"
                lines.append(_wrapped(text, clock.ljust(CLOCK), CLOCK))
            yield lines

    def _calendar_day(self, microseconds: int) -> str:
        return moment_in_words(self.scenario.starts, microseconds, weekday=True, clock=False)

    def _entries(self) -> Iterator[tuple[int, str]]:
        """Everything that is told, with its time; the usual is gathered until the ladder moves or the story ends."""
        usual = self._usual()
        gathered: list[Happening] = []
        before = Before()
        for happening in _in_telling_order(self.trace.happenings):
            if happening.what is What.FIRED and happening.name in usual:
                gathered.append(happening)
            if happening.what is What.RUNG:
                yield from ((happening.time, text) for text in self._meanwhile(gathered))
                gathered = []
            if not self._goes_without_saying(happening, usual):
                yield happening.time, self.happening(happening, before)
            before.note(happening)
        yield from ((self.trace.rollout.end, text) for text in self._meanwhile(gathered))

    def _usual(self) -> frozenset[str]:
        """Events that come round by themselves so often that they are not told one by one."""
        triggers = self.scenario.triggers.values()
        rounds = {each.name for each in triggers if each.periodic and not each.owner and each.chance is None}
        return frozenset(name for name in rounds if self.trace.rollout.fired.get(name, 0) > ONE_BY_ONE)

    def _meanwhile(self, gathered: Sequence[Happening]) -> Iterator[str]:
        """The usual events of a stretch of time, each in one line."""
        for name in dict.fromkeys(each.name for each in gathered):
            own = [each for each in gathered if each.name == name]
            times = f"{len(own)} times" if len(own) > 1 else "once"
            since = self._date(own[0].time, seen=self.trace.rollout.end)
            changes = self._changes(_spanned([change for each in own for change in each.changes]))
            yield f"Meanwhile, {times} since {since}: {sentence(self.phrases.lexicon.trigger(name))} {changes}".strip()

    def _goes_without_saying(self, happening: Happening, usual: frozenset[str]) -> bool:
        """Whether a happening is told elsewhere: the end at the end, the usual together, a rise that decides at once
        with its decision; what comes round by itself rises again after each decision.
        """
        if happening.what is What.OUTCOME or (happening.what is What.FIRED and happening.name in usual):
            return True
        if happening.what is not What.ROSE:
            return False
        trigger = self.scenario.triggers[happening.name]
        return happening.due == happening.time or (trigger.periodic and happening.cause.by == happening.name)

    # -- one happening -------------------------------------------------------------------------------------------------

    def happening(self, happening: Happening, before: Before) -> str:
        """One happening, in a sentence or two; the decision told just before it need not be named."""
        title = self._title(happening)
        match happening.what:
            case What.ROSE:
                return self._rose(happening, before)
            case What.FIRED:
                return self._fired(happening, before)
            case What.LAPSED:
                return sentence(f"Called off: {quoted(title)}{self._since(happening, before, so=False)}")
            case What.REFUSED:
                at_once = self._at_once(happening, before)
                return f"Decided against: {quoted(title)}{at_once}. {self._refusal(happening)}".strip()
            case What.LOST:
                busy = "an earlier occasion is still under way" if happening.name in before.under_way else "it rests"
                return f"Passed over: {quoted(title)}, since {busy}."
            case What.CANCELLED:
                by = self._by(happening, before)
                return sentence(f"Called off{f' {by}' if by else ''}: {quoted(title)}")
            case What.FACT:
                return f"Given: {sentence(title) if title else ''} {self._changes(happening.changes)}".strip()
            case What.RUNG:
                return self._rung(happening, before)
            case What.VIOLATED:
                return f"VIOLATED: {quoted(title)}. This must hold in every rollout, and here it does not."
            case _:
                return sentence(title)

    def _title(self, happening: Happening) -> str:
        lexicon, name = self.phrases.lexicon, happening.name
        if happening.what is What.FACT:
            return name
        if happening.what is What.VIOLATED:
            return lexicon.titled(name, self.scenario.assertions[name].title)
        if happening.what is What.RUNG:
            return lexicon.titled(name, next((rung.title for rung in self.scenario.ladder if rung.name == name), ""))
        return lexicon.trigger(name)

    def _rose(self, happening: Happening, before: Before) -> str:
        trigger = self.scenario.triggers[happening.name]
        again = bool(happening.turn) and not happening.cause.clauses and not trigger.on
        waits = []
        if trigger.hold is not None and happening.holds_until is not None:
            waits.append(f"must hold without a break until {self._date(happening.holds_until, seen=happening.time)}")
        if happening.due is not None and happening.due != happening.holds_until:
            late = ", after the end" if happening.due > self.scenario.horizon else ""
            waits.append(f"is to be decided {self._on(happening.due, happening.time)}{late}")
        elif waits:
            waits.append("is decided then")
        since = "" if again else self._since(happening, before, so=True)
        lead = f"{'Weighed again' if again else 'Under way'}: {quoted(self._title(happening))}{since}"
        return sentence(lead) + (f" It {listed(waits)}." if waits else "")

    def _fired(self, happening: Happening, before: Before) -> str:
        title = self._title(happening).rstrip(".")
        option = ""
        if happening.option is not None:
            option = f" {sentence(self.phrases.lexicon.option(happening.name, happening.option))}"
        changes = self._changes(happening.changes)
        effects = self.scenario.triggers[happening.name].then
        if not changes and not option and effects and not any(isinstance(effect, Cancel) for effect in effects):
            changes = "This changes nothing."
        return f"{title}{self._at_once(happening, before)}.{option} {changes}".strip()

    def _refusal(self, happening: Happening) -> str:
        trigger = self.scenario.triggers[happening.name]
        changes = self._changes(happening.changes)
        if trigger.reconsider is None:
            return changes
        again = f"It may be weighed again {self.phrases.value(trigger.reconsider)} later."
        return f"{changes} {again}".strip()

    def _at_once(self, happening: Happening, before: Before) -> str:
        """Why a trigger rose that decides in the very instant in which it rises."""
        rise = before.rises.get(happening.name)
        if rise is None or not rise.time == rise.due == happening.time or rise.turn != happening.turn:
            return ""
        return self._since(rise, before, so=True)

    def _since(self, happening: Happening, before: Before, *, so: bool) -> str:
        """The clauses that turned, and what turned them unless it has just been told."""
        clauses = [self.phrases.condition(clause, so=so) for clause in happening.cause.clauses]
        by = self._by(happening, before)
        if not clauses:
            return f", set off {by}" if by.startswith("by ") else f", {by}" if by else ""
        return f", since {listed(clauses)}{f' ({by})' if by else ''}"

    def _by(self, happening: Happening, before: Before) -> str:
        """What turned a condition: a decision, the passing of time, or the start."""
        by, decided = happening.cause.by, before.decided
        if by in ("", happening.name) or (by == decided and happening.cause.clauses):
            return ""
        if by in ("time", "start"):
            return {"time": "with the passing of time", "start": "from the start"}[by]
        if by == decided:
            return "by this"
        return f"by {quoted(self.phrases.lexicon.trigger(by)) if by in self.scenario.triggers else 'what is given'}"

    def _rung(self, happening: Happening, before: Before) -> str:
        names = [rung.name for rung in self.scenario.ladder]
        title = quoted(self._title(happening))
        if not before.rung:
            return f"The rung is {title}."
        up = names.index(happening.name) > names.index(before.rung)
        return f"The ladder: {'up' if up else 'down'} to {title}."

    def _changes(self, changes: Sequence[Change]) -> str:
        return " ".join(sentence(self._change(change)) for change in changes)

    def _change(self, change: Change) -> str:
        variable = self.scenario.variables[change.variable]
        if variable.type.kind is Kind.FLAG:
            return self.phrases.lexicon.becomes(variable.name, variable.title, so=bool(change.after))
        subject = self.phrases.lexicon.subject(change.variable)
        before, after = (self._value(variable.name, value) for value in (change.before, change.after))
        return f"{subject.phrase} {subject.verb('go')} from {before} to {after}"

    def _value(self, variable: str, value: Value) -> str:
        kind = self.scenario.variables[variable].type
        return self.phrases.known(float(value), kind, digits=3)

    # -- how it ends ---------------------------------------------------------------------------------------------------

    def _nearly(self) -> Iterator[str]:
        misses = [miss for miss in self.trace.near_misses if miss.kind == "threshold" or miss.needed > 0]
        if misses:
            yield "What was nearly reached"
            yield from (_wrapped(self.near_miss(miss), "  - ", 4) for miss in misses)
            yield ""

    def near_miss(self, miss: NearMiss) -> str:
        """How near a trigger came that never decided."""
        title = quoted(self.phrases.lexicon.trigger(miss.trigger))
        if miss.kind == "held":
            return f"{title}: its condition held for {_of(miss.reached, miss.needed)} that it needs."
        if miss.kind == "pending":
            return f"{title}: it had waited {_of(miss.reached, miss.needed)} when the story ended."
        return f"{title}: {self._threshold(miss)}."

    def _threshold(self, miss: NearMiss) -> str:
        """The nearest that a comparison came, as the sentence that it is."""
        if not isinstance(miss.clause, Comparison):
            return f"{number_in_words(miss.reached, 3)} where {number_in_words(miss.needed, 3)} is needed"
        left, operator, reached, needed = miss.clause.left, miss.clause.operator, miss.reached, miss.needed
        if is_fixed(left) and not is_fixed(miss.clause.right):
            left, operator, reached, needed = miss.clause.right, MIRRORED[operator], needed, reached
        if isinstance(left, Day):
            return f"day {number_in_words(reached, 3)} came, and day {number_in_words(needed, 3)} is needed"
        subject = self.phrases.number_subject(left)
        bound = {">=": "{} or more", ">": "more than {}", "<=": "{} or less", "<": "less than {}"}[operator]
        came = f"never came nearer than {self._number(left, reached)}"
        return f"{subject.phrase} {came}, and {bound.format(self._number(left, needed))} is needed"

    def _number(self, left: Expression, value: float) -> str:
        unit = self.scenario.variables[left.name].unit if isinstance(left, VariableRead) else ""
        return self.phrases.known(value, left.type, unit, digits=3)

    def _end(self) -> Iterator[str]:
        rollout = self.trace.rollout
        when = f"on {self._date(rollout.end)}, after {duration_in_words(days(rollout.end))}"
        yield "The end"
        if rollout.fault is not None:
            yield _wrapped(f"The rollout stopped with an error {when}: {rollout.fault.message}.", "  ", 2)
            yield _wrapped(f"This stands at {rollout.fault.place}.", "  ", 2)
        elif rollout.outcome in self.scenario.outcomes:
            outcome = self.scenario.outcomes[rollout.outcome]
            title = self.phrases.lexicon.titled(outcome.name, outcome.title)
            yield _wrapped(f"{sentence(title)} This outcome is reached {when}.", "  ", 2)
        else:
            yield _wrapped(f"No outcome is reached before the horizon, {when}.", "  ", 2)
        yield _wrapped(self._path(), "  ", 2)
        broken = [name for name, time in rollout.violated.items() if time is not None]
        for name in broken:
            title = self.phrases.lexicon.titled(name, self.scenario.assertions[name].title)
            yield _wrapped(f"VIOLATED on {self._date(rollout.violated[name] or 0)}: {quoted(title)}.", "  ", 2)
        yield ""

    def _path(self) -> str:
        """The rungs, one after another; of many moves only how many, and the highest."""
        path = self.trace.rollout.path
        titles = [self.phrases.lexicon.titled(rung.name, rung.title) for rung in self.scenario.ladder]
        if not path:
            return "No rung was reached."
        if len(path) <= ONE_BY_ONE:
            told = [f"{quoted(titles[rung])} from day {number_in_words(days(time), 3)}" for rung, time in path]
            return f"The rungs, one after another: {', '.join(told)}."
        top = max(rung for rung, _ in path)
        first = next(time for rung, time in path if rung == top)
        day = number_in_words(days(first), 3)
        return (
            f"The ladder moved {len(path) - 1} times; the highest rung was {quoted(titles[top])}, first on day {day}."
        )


def _shortened(entries: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """The entries of a day, each instant cut short where it goes on without end."""
    for time, group in groupby(entries, key=lambda entry: entry[0]):
        instant = list(group)
        yield from instant[:MOST_AT_ONCE]
        if len(instant) > MOST_AT_ONCE:
            yield time, f"… and so on, {len(instant) - MOST_AT_ONCE:,} times more within this instant."


def _spanned(changes: Sequence[Change]) -> list[Change]:
    """Changes of several days, each variable from its first value to its last."""
    spans: dict[str, Change] = {}
    for change in changes:
        before = spans[change.variable].before if change.variable in spans else change.before
        spans[change.variable] = type(change)(change.variable, before, change.after)
    return list(spans.values())


def _of(reached: float, needed: float) -> str:
    """`2.6 of the 3 days`; in a smaller unit where days would hide it."""
    whole = duration_in_words(needed)
    if duration_in_words(reached) == whole:
        return f"all but a moment of the {whole}"
    told = number_in_words(reached, 2) if reached >= 0.1 and needed >= 1 else duration_in_words(reached, 2)
    return f"{told} of the {whole}"


def _in_telling_order(happenings: Sequence[Happening]) -> Iterator[Happening]:
    """Happenings as they are told: what a decision calls off comes after the decision, not while it is carried out."""
    called_off: list[Happening] = []
    for happening in happenings:
        if happening.what is What.CANCELLED:
            called_off.append(happening)
            continue
        yield happening
        yield from called_off
        called_off = []
    yield from called_off


def _wrapped(text: str, first: str = "", indent: int | None = None) -> str:
    width = len(first) if indent is None else indent
    return fill(
        " ".join(text.split()),
        WIDTH,
        initial_indent=first,
        subsequent_indent=" " * width,
        break_long_words=False,
        break_on_hyphens=False,
    )
