"""Each trigger in one sentence: when, how long it must hold, how long it takes, its chance, what follows, and what
becomes of a refusal, a lapse and a decision.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.language.distributions import Amount, Family, Law, LawCases
from sim.language.inspection import constant
from sim.language.kinds import Kind
from sim.language.phrases import Phrases, joint
from sim.language.scenario import Lapse, Option, Repeat, Trigger
from sim.language.tree import Conditional, Expression, ParameterRead
from sim.language.words import once_in, quoted, sentence, share_in_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sim.language.sentences import Sentences

AT_START = "with the numbers of the start"
BELOW = "depends on how things stand (see below)"


@dataclass(frozen=True, slots=True)
class TriggerProse:
    """How triggers are told, with the sentences of their scenario."""

    told: Sentences

    @property
    def phrases(self) -> Phrases:
        """The phrases of the scenario."""
        return self.told.phrases

    def sentence(self, trigger: Trigger) -> str:
        """What a trigger does, in one sentence; what needs lines of its own is in `details`."""
        parts = [f"{self._lead(trigger)}, {self._result(trigger)}", *self._afterwards(trigger)]
        return sentence("; ".join(part for part in parts if part))

    def details(self, trigger: Trigger) -> tuple[str, ...]:
        """The lines below the sentence: the cases of rate, delay and chance, and the options."""
        lines = [*_cases(trigger.rate, self.rate, self.phrases), *_cases(trigger.chance, self.chance, self.phrases)]
        if isinstance(trigger.after, LawCases):
            lines += self._law_cases(trigger.after)
        return tuple(lines + [self.option(option, number) for number, option in enumerate(trigger.options, 1)])

    def option(self, option: Option, number: int) -> str:
        """One result of a decision with several: its chance, its title, what follows."""
        title = option.title or (self.phrases.lexicon.named(option.name) if option.name else f"option {number}")
        follows = self.told.effects(option.effects) if option.effects else "nothing changes"
        return f"{self.chance(option.chance)}: {title} ({follows})"

    # -- when ----------------------------------------------------------------------------------------------------------

    def _lead(self, trigger: Trigger) -> str:
        """When it starts, how long it must hold, how long it then takes."""
        when = self.phrases.condition(trigger.when) if trigger.when is not None else ""
        if trigger.at is not None:
            date = f"on {self.phrases.date(trigger.at)}"
            return f"{date}, if {when}" if when else date
        if trigger.rate is not None:
            return f"{f'while {when}' if when else 'at any time'}, {self._how_often(trigger.rate)}"
        if trigger.periodic and trigger.after is not None:
            every = _every(self._delay(trigger.after))
            return f"{every} while {when}" if when else every
        lead = self._start(trigger, when)
        if trigger.hold is not None:
            this = "all this" if trigger.when is not None and joint(trigger.when) == "and" else "this"
            lead += f", and {this} has held for {self.phrases.value(trigger.hold)} without a break"
        if trigger.after is not None and not at_once(trigger.after):
            again = trigger.repeat is Repeat.WHILE_IT_HOLDS and trigger.hold is None
            further = "a further " if trigger.hold is not None else ""
            lead += f"{' after' if again else ', then after'} {further}{self._delay(trigger.after)}"
        return lead

    def _start(self, trigger: Trigger, when: str) -> str:
        if trigger.on:
            occurrences = [self.phrases.lexicon.happens(each.trigger, each.option) for each in trigger.on]
            return f"each time {' or '.join(occurrences)} happens" + (f" while {when}" if when else "")
        if trigger.repeat is Repeat.WHILE_IT_HOLDS:
            return f"as long as {when}, again and again" if when else "again and again"
        return f"when {when}" if when else "from the start"

    def _delay(self, amount: Amount) -> str:
        return f"a delay that {BELOW}" if isinstance(amount, LawCases) else self.told.law(amount)

    def _law_cases(self, amount: LawCases) -> Iterator[str]:
        before = "if"
        for condition, law in amount.branches:
            yield f"{before} {self.phrases.condition(condition)}: {self.told.law(law)}"
            before = "failing that, if"
        yield f"otherwise: {self.told.law(amount.otherwise)}"

    def _how_often(self, rate: Expression) -> str:
        if isinstance(rate, Conditional) and rate.table:
            return f"at an average rate that {BELOW}"
        return f"on average {self.rate(rate)}"

    def rate(self, rate: Expression) -> str:
        """A rate as people feel it: `about once in 10 days`; reckoned ones also as things stand at the start."""
        per_day = constant(rate)
        if per_day is not None:
            return once_in(per_day)
        if isinstance(rate, ParameterRead):
            law = self.told.scenario.parameters[rate.name].law
            named = quoted(self.phrases.lexicon.named(rate.name))
            if law.is_certain:
                return f"{once_in(self.told.start.middle(law))} ({named})"
            if isinstance(law, Law) and law.family is not Family.PICK:
                return f"{once_in(*self.told.start.range(law))} (the uncertain {named})"
        if isinstance(rate, Conditional):
            told = f"{self.rate(rate.value)} if {self.phrases.condition(rate.condition)}"
            return f"{told}, otherwise {self.rate(rate.otherwise)}"
        at_start = self._at_start(rate)
        if at_start is None:
            return f"at a rate of {self.phrases.value(rate)}"
        return f"{once_in(at_start)} {AT_START} ({self.phrases.value(rate)})"

    # -- what follows --------------------------------------------------------------------------------------------------

    def _result(self, trigger: Trigger) -> str:
        if trigger.options:
            return f"one of {len(trigger.options)} things follows"
        follows = self.told.effects(trigger.then)
        if not trigger.then:
            follows = "it happens, which changes nothing by itself but is counted"
        if trigger.chance is None or constant(trigger.chance) == 1:
            return follows
        if isinstance(trigger.chance, Conditional) and trigger.chance.table:
            return f"with a chance that {BELOW}, {follows}"
        uncertain = isinstance(trigger.chance, ParameterRead) and self._is_uncertain(trigger.chance)
        return f"with {'an uncertain' if uncertain else 'a'} chance of {self.chance(trigger.chance)}, {follows}"

    def chance(self, chance: Expression) -> str:
        """A chance: of a parameter its value or range, with its name; what is reckoned also as it is at the start."""
        if isinstance(chance, ParameterRead):
            named = quoted(self.phrases.lexicon.named(chance.name))
            law = self.told.scenario.parameters[chance.name].law
            if isinstance(law, Law) and not law.is_certain and law.family is not Family.PICK:
                return f"{self.told.range(law)} ({named})"
            return f"{self.phrases.amount(law)} ({named})"
        if constant(chance) is not None or isinstance(chance, Conditional):
            return self.phrases.value(chance)
        at_start = self._at_start(chance)
        if at_start is None:
            return self.phrases.value(chance)
        return f"about {share_in_words(at_start, 2)} {AT_START} ({self.phrases.value(chance)})"

    def _is_uncertain(self, read: ParameterRead) -> bool:
        return not self.told.scenario.parameters[read.name].law.is_certain

    def _at_start(self, value: Expression) -> float | None:
        """A number at time 0, None where it has none."""
        try:
            return self.told.start.value(value) if value.type.kind is Kind.NUMBER else None
        except ArithmeticError:
            return None

    # -- and afterwards ------------------------------------------------------------------------------------------------

    def _afterwards(self, trigger: Trigger) -> list[str]:
        """What becomes of a refusal, a lapse, a decision."""
        rest = f"after each decision it rests for {self.phrases.value(trigger.cooldown)}" if trigger.cooldown else ""
        return [self._refusal(trigger), _lapse(trigger), _repeat(trigger), rest, self._priority(trigger)]

    def _refusal(self, trigger: Trigger) -> str:
        if trigger.chance is None or trigger.options or constant(trigger.chance) == 1:
            return ""
        told = "if the chance goes against it, "
        if trigger.reconsider is not None:
            told += f"{self.told.effects(trigger.failing_that)}, and " if trigger.failing_that else ""
            still = " if the condition still holds" if trigger.when is not None else ""
            return f"{told}it is weighed again {self.phrases.value(trigger.reconsider)} later{still}"
        told += self.told.effects(trigger.failing_that) if trigger.failing_that else "nothing changes"
        final = trigger.repeat is Repeat.ONCE and trigger.at is None
        return f"{told}, and that is final" if final else told

    def _priority(self, trigger: Trigger) -> str:
        if trigger.priority is None or constant(trigger.priority) == 0:
            return ""
        priority = self.phrases.value(trigger.priority)
        return f"of several things due at one instant the highest priority goes first, and this one has {priority}"


def _cases(value: Expression | None, say: Callable[[Expression], str], phrases: Phrases) -> Iterator[str]:
    """The lines of a table of cases, where an expression is one."""
    before = "if"
    table = isinstance(value, Conditional) and value.table
    while isinstance(value, Conditional) and value.table:
        yield f"{before} {phrases.condition(value.condition)}: {say(value.value)}"
        value, before = value.otherwise, "failing that, if"
    if table and value is not None:
        yield f"otherwise: {say(value)}"


def _every(delay: str) -> str:
    """`every day` rather than `every 1 day`."""
    return (
        f"every {delay.removeprefix('1 ')}" if delay in ("1 day", "1 week", "1 hour", "1 month") else f"every {delay}"
    )


def at_once(amount: Amount) -> bool:
    """Whether a delay is certain to be 0."""
    return isinstance(amount, Law) and amount.is_certain and constant(amount.arguments[0]) == 0


def _lapse(trigger: Trigger) -> str:
    """What a lapse does to what is under way (R7, R8)."""
    if trigger.when is None or trigger.on or trigger.at is not None or trigger.after is None or at_once(trigger.after):
        return ""
    if trigger.periodic:
        return "the count begins anew when that lapses and comes back"
    if trigger.if_it_lapses is Lapse.PROCEED:
        return "once under way it goes ahead even if the condition lapses"
    return "if the condition lapses first, it is called off"


def _repeat(trigger: Trigger) -> str:
    """What follows a decision (R10, R33)."""
    if trigger.at is not None or trigger.periodic:
        return ""
    if trigger.repeat is Repeat.ONCE:
        refused = trigger.chance is not None and constant(trigger.chance) != 1 and trigger.reconsider is None
        return "" if refused else "this happens once at most"
    if trigger.on:
        return "one that comes while an earlier one is under way is lost" if trigger.after is not None else ""
    if trigger.repeat is Repeat.EACH_TIME and trigger.when is not None:
        return "it comes up anew each time the condition comes back"
    return ""
