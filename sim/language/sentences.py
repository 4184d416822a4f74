"""The parts of a scenario as whole sentences: what each trigger, outcome, assertion and number says, read aloud."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.language.distributions import Amount, Family, Law, LawCases
from sim.language.initially import Start, start_of
from sim.language.inspection import constant
from sim.language.kinds import DAYS_IN, Kind
from sim.language.phrases import Phrases, phrases_of
from sim.language.scenario import (
    Assertion,
    Assign,
    Cancel,
    Effect,
    Lapse,
    Let,
    Option,
    Outcome,
    Parameter,
    Repeat,
    Shift,
    Trigger,
    Variable,
)
from sim.language.tree import Conditional, Expression, Literal, ParameterRead, Per
from sim.language.words import (
    durations_in_words,
    listed,
    number_in_words,
    once_in,
    quoted,
    sentence,
    share_in_words,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.language.scenario import Scenario

NINE_TIMES = "9 times out of 10"


@dataclass(frozen=True, slots=True)
class Sentences:
    """How the parts of one scenario are told. Made by `sentences_of`."""

    phrases: Phrases
    start: Start

    @property
    def scenario(self) -> Scenario:
        """The scenario that is told."""
        return self.phrases.scenario

    # -- laws ----------------------------------------------------------------------------------------------------------

    def law(self, amount: Amount) -> str:
        """A law with its 90 % range: `3 to 14 days (9 times out of 10)`."""
        if isinstance(amount, LawCases):
            cases = [f"{self.law(law)} if {self.phrases.condition(condition)}" for condition, law in amount.branches]
            return f"{', '.join(cases)}, otherwise {self.law(amount.otherwise)}"
        if amount.is_certain:
            return self._certain(amount.arguments[0])
        told = self.phrases.amount(amount)
        if amount.family in (Family.LOGNORMAL_RANGE, Family.NORMAL_RANGE, Family.LOGIT_NORMAL_RANGE):
            return f"{told} ({NINE_TIMES})"
        if amount.family is Family.PICK:
            return told
        return f"{told} ({NINE_TIMES} {self.range(amount)})"

    def _certain(self, value: Expression) -> str:
        """A plain value; of an uncertain parameter its law instead, with the name of the number."""
        if isinstance(value, ParameterRead) and not (law := self.scenario.parameters[value.name].law).is_certain:
            return f"{self.law(law)}, the uncertain {quoted(self.phrases.lexicon.named(value.name))}"
        return self.phrases.value(value)

    def range(self, law: Law) -> str:
        """The 5 to 95 % range of a law, its arguments read at time 0 with uncertain parameters at their middle."""
        low, high = self.start.range(law)
        return self.stretch(low, high, law)

    def stretch(self, low: float, high: float, law: Law) -> str:
        """Two values of a law as a stretch, in the unit in which the law is written."""
        if law.type.dimension == 1:
            return durations_in_words(low, high)
        if is_share(law):
            return f"{share_in_words(low, 2)} to {share_in_words(high, 2)}"
        unit = unit_of_rate(law.arguments) if law.type.dimension == -1 else ""
        scale = DAYS_IN[unit] if unit else 1.0
        per = f" per {unit}" if unit else ""
        return f"{number_in_words(low * scale, 2)} to {number_in_words(high * scale, 2)}{per}"

    # -- effects -------------------------------------------------------------------------------------------------------

    def effect(self, effect: Effect) -> str:
        """One effect as a clause."""
        match effect:
            case Assign():
                return self._assign(effect)
            case Shift():
                return self._shift(effect)
            case Let():
                verb = "is drawn" if effect.slot is not None else "is"
                return f"a number {quoted(self.phrases.lexicon.named(effect.name))} {verb}: {self.law(effect.amount)}"
            case Cancel():
                return f"{quoted(self.phrases.lexicon.trigger(effect.trigger))} is called off if it is on its way"

    def effects(self, effects: Sequence[Effect]) -> str:
        """Several effects, carried out in this order."""
        if not effects:
            return "nothing changes"
        told = [self.effect(effect) for effect in effects]
        if len(told) > 1 and any(isinstance(effect, Let) for effect in effects):
            return ", then ".join(told)
        return listed(told)

    def _assign(self, effect: Assign) -> str:
        variable = self.scenario.variables[effect.target]
        subject = self.phrases.lexicon.subject(effect.target)
        value = _plain(effect.amount)
        if variable.type.kind is Kind.FLAG:
            return self._flag(variable, effect.amount, value)
        if variable.type.kind is not Kind.NUMBER:
            return f"{subject.phrase} {subject.verb('become')} {self.law(effect.amount)}"
        told = self._amount_of_effect(effect.amount)
        if effect.operator == "=":
            return f"{subject.phrase} {subject.verb('become')} {told}"
        way = "up" if effect.operator == "+=" else "down"
        return f"{subject.phrase} {subject.verb('go')} {way} by {told}"

    def _amount_of_effect(self, amount: Amount) -> str:
        if isinstance(amount, Law) and amount.is_certain:
            return self.phrases.value(amount.arguments[0])
        return self.law(amount)

    def _flag(self, variable: Variable, amount: Amount, value: Expression | None) -> str:
        clause = self.phrases.lexicon.statement(variable.name, variable.title, so=True)
        if isinstance(value, Literal):
            return f"from now on {clause}" if value.value else f"it is no longer so that {clause}"
        told = self.phrases.condition(value) if value is not None else self.law(amount)
        return f"whether {clause} is set anew: yes if {told}"

    def _shift(self, effect: Shift) -> str:
        subject = self.phrases.lexicon.subject(effect.target)
        verb = subject.verb("rise" if effect.up else "fall")
        if effect.limit is None:
            return f"{subject.phrase} {verb} by one level"
        limit = self.phrases.value(effect.limit)
        return f"{subject.phrase} {verb} to {limit} unless {'there or beyond' if effect.up else 'there or short of it'}"

    # -- triggers ------------------------------------------------------------------------------------------------------

    def trigger(self, trigger: Trigger) -> str:
        """What a trigger does, in one sentence; a table or options that need lines of their own are in `details`."""
        lead = self._lead(trigger)
        result = self._result(trigger)
        parts = [f"{lead}, {result}", *self._afterwards(trigger)]
        return sentence("; ".join(part for part in parts if part))

    def details(self, trigger: Trigger) -> tuple[str, ...]:
        """The lines below a trigger's sentence: its options, and the cases of its rate, delay and chance."""
        lines = [f"the rate is {case}" for case in self._cases(trigger.rate, rate=True)] + [
            f"the chance is {case}" for case in self._cases(trigger.chance, rate=False)
        ]
        if isinstance(trigger.after, LawCases):
            lines += [f"the delay is {case}" for case in self.law_cases(trigger.after)]
        return tuple(lines + [self.option(option, number) for number, option in enumerate(trigger.options, 1)])

    def _cases(self, value: Expression | None, *, rate: bool) -> list[str]:
        """The lines of a table of cases, where an expression is one."""
        if not isinstance(value, Conditional) or not value.table:
            return []
        lines, before = [], ""
        while isinstance(value, Conditional) and value.table:
            told = self.rate(value.value) if rate else self.chance(value.value)
            lines.append(f"{told} if {before}{self.phrases.condition(value.condition)}")
            value, before = value.otherwise, "not so and "
        return [line.replace(" if not so and ", ", failing that, if ") for line in lines] + [
            f"{self.rate(value) if rate else self.chance(value)} otherwise"
        ]

    def law_cases(self, amount: LawCases) -> list[str]:
        """The lines of a table of cases whose values are laws."""
        lines = [f"{self.law(law)} if {self.phrases.condition(condition)}" for condition, law in amount.branches]
        return [*lines, f"{self.law(amount.otherwise)} otherwise"]

    def option(self, option: Option, number: int) -> str:
        """One result of a decision with several: its chance, its title, what follows."""
        title = option.title or (self.phrases.lexicon.named(option.name) if option.name else f"option {number}")
        follows = self.effects(option.effects) if option.effects else "nothing else changes"
        return f"{self.chance(option.chance)}: {title} ({follows})"

    def _lead(self, trigger: Trigger) -> str:
        """When it starts, how long it must hold, how long it then takes."""
        when = self.phrases.condition(trigger.when) if trigger.when is not None else ""
        if trigger.at is not None:
            date = self.phrases.date(trigger.at)
            return f"on {date}, if {when}" if when else f"on {date}"
        if trigger.rate is not None:
            return f"{f'while {when}' if when else 'at any time'}, {self._how_often(trigger)}"
        if trigger.periodic and trigger.after is not None:
            every = f"every {self._delay(trigger.after)}"
            return f"{every} while {when}" if when else every
        if trigger.on:
            occurrences = listed([self.phrases.lexicon.happens(on.trigger, on.option) for on in trigger.on], "or")
            lead = f"each time {occurrences} happens" + (f" while {when}" if when else "")
        elif trigger.repeat is Repeat.WHILE_IT_HOLDS:
            lead = f"again and again as long as {when}" if when else "again and again"
        else:
            lead = f"when {when}" if when else "from the start"
        if trigger.hold is not None:
            lead += f", and has been so for {self.phrases.value(trigger.hold)} without a break"
        if trigger.after is not None and not self._at_once(trigger.after):
            lead += f", then after {'a further ' if trigger.hold is not None else ''}{self._delay(trigger.after)}"
        return lead

    def _delay(self, amount: Amount) -> str:
        return "a delay that depends on how things stand (below)" if isinstance(amount, LawCases) else self.law(amount)

    def _at_once(self, amount: Amount) -> bool:
        value = _plain(amount)
        return value is not None and constant(value) == 0

    def _how_often(self, trigger: Trigger) -> str:
        if trigger.rate is None:
            return ""
        if isinstance(trigger.rate, Conditional) and trigger.rate.table:
            return "every so often, at an average rate that depends on how things stand (below)"
        return f"on average {self.rate(trigger.rate)}"

    def rate(self, rate: Expression) -> str:
        """A rate as people feel it: `about once in 10 days`."""
        per_day = constant(rate)
        if per_day is not None:
            return once_in(per_day)
        if isinstance(rate, ParameterRead):
            law = self.scenario.parameters[rate.name].law
            named = quoted(self.phrases.lexicon.named(rate.name))
            if isinstance(law, Law):
                told = once_in(self.start.middle(law)) if law.is_certain else once_in(*self.start.range(law))
                return f"{told} ({named}: {self.phrases.amount(law)})"
        if isinstance(rate, Conditional):
            told = f"{self.rate(rate.value)} if {self.phrases.condition(rate.condition)}"
            return f"{told}, otherwise {self.rate(rate.otherwise)}"
        return f"at a rate of {self.phrases.value(rate)}"

    def chance(self, chance: Expression) -> str:
        """A chance, an uncertain one with its range and its name."""
        if isinstance(chance, ParameterRead):
            parameter = self.scenario.parameters[chance.name]
            named = quoted(self.phrases.lexicon.named(chance.name))
            told = self.phrases.amount(parameter.law)
            return f"{told} ({named})" if parameter.law.is_certain else f"{told} (the uncertain {named})"
        return self.phrases.value(chance)

    def _result(self, trigger: Trigger) -> str:
        if trigger.options:
            return f"one of {len(trigger.options)} things follows (below)"
        follows = self.effects(trigger.then) if trigger.then else "it happens, and is only counted"
        if trigger.chance is None or constant(trigger.chance) == 1:
            return follows
        if isinstance(trigger.chance, Conditional) and trigger.chance.table:
            return f"with a chance that depends on how things stand (below), {follows}"
        return f"with a chance of {self.chance(trigger.chance)}, {follows}"

    def _afterwards(self, trigger: Trigger) -> list[str]:
        """What follows a refusal, a lapse, a decision."""
        return [
            self._refusal(trigger),
            self._lapse(trigger),
            self._repeat(trigger),
            f"after each decision it rests for {self.phrases.value(trigger.cooldown)}" if trigger.cooldown else "",
            self._priority(trigger),
        ]

    def _refusal(self, trigger: Trigger) -> str:
        if trigger.chance is None or trigger.options or constant(trigger.chance) == 1:
            return ""
        told = f"if the chance goes against it, {self.effects(trigger.failing_that)}"
        if trigger.reconsider is not None:
            wait = self.phrases.value(trigger.reconsider)
            still = " if the condition still holds" if trigger.when is not None else ""
            return f"{told}, and it is decided again {wait} later{still}"
        if trigger.repeat is Repeat.ONCE:
            return f"{told}, and that is final"
        return told

    def _lapse(self, trigger: Trigger) -> str:
        waits = trigger.hold is not None or (trigger.after is not None and not self._at_once(trigger.after))
        if trigger.when is None or trigger.on or trigger.at is not None or trigger.rate is not None or not waits:
            return ""
        if trigger.periodic:
            return "the count begins anew when the condition lapses and comes back"
        if trigger.after is None:
            return ""
        if trigger.if_it_lapses is Lapse.PROCEED:
            return "once on its way it goes ahead even if the condition lapses"
        return "if the condition lapses before that, it is called off"

    def _repeat(self, trigger: Trigger) -> str:
        if trigger.at is not None or trigger.periodic or trigger.rate is not None:
            return "this is decided once at most" if trigger.repeat is Repeat.ONCE and trigger.at is None else ""
        if trigger.on:
            return "a further one is lost while it is on its way" if trigger.after is not None else ""
        if trigger.repeat is Repeat.ONCE:
            return "it happens once at most" if trigger.reconsider is not None else "this is decided once at most"
        if trigger.repeat is Repeat.EACH_TIME and trigger.when is not None:
            return "it can come again each time the condition lapses and comes back"
        return ""

    def _priority(self, trigger: Trigger) -> str:
        if trigger.priority is None or constant(trigger.priority) == 0:
            return ""
        priority = self.phrases.value(trigger.priority)
        return f"of several things due at one instant the higher priority goes first, and this one has {priority}"

    # -- what is judged ------------------------------------------------------------------------------------------------

    def outcome(self, outcome: Outcome) -> str:
        """When an outcome is reached."""
        condition = self.phrases.condition(outcome.when)
        if outcome.at_horizon:
            return sentence(f"at the horizon, if no other outcome came before and {condition}")
        if outcome.hold is not None:
            return sentence(
                f"as soon as {condition}, and has been so for {self.phrases.value(outcome.hold)} without a break"
            )
        return sentence(f"as soon as {condition}")

    def assertion(self, assertion: Assertion) -> str:
        """What an assertion demands of every rollout."""
        if assertion.never is not None:
            told = f"at no moment may it be so that {self.phrases.condition(assertion.never)}"
            if assertion.unless is not None:
                told += f", unless {self.phrases.condition(assertion.unless)}, then or at some time before"
            return sentence(told)
        if assertion.always is not None:
            return sentence(f"at every moment {self.phrases.condition(assertion.always)}")
        if assertion.whenever is None or assertion.then is None or assertion.within is None:
            raise ValueError(f"the assertion {assertion.name} says nothing")
        whenever, then = self.phrases.condition(assertion.whenever), self.phrases.condition(assertion.then)
        return sentence(
            f"whenever it becomes so that {whenever}, it must be so within {self.phrases.value(assertion.within)}"
            f" that {then}"
        )

    # -- numbers -------------------------------------------------------------------------------------------------------

    def parameter(self, parameter: Parameter) -> str:
        """The value of a parameter, and its plausible range or choices."""
        unit = f" {parameter.unit}" if parameter.unit else ""
        if parameter.type.kind is Kind.FLAG and (value := _plain(parameter.law)) is not None:
            told = self.phrases.known(self.start.value(value), parameter.type)
        elif parameter.law.is_certain:
            told = self.phrases.amount(parameter.law) + unit
        else:
            told = f"not known; {self.law(parameter.law)}{unit}"
        if parameter.between is not None:
            low, high = (self.phrases.value(end) for end in parameter.between)
            told += f"; {low} to {high} are plausible"
        if parameter.options:
            told += f"; to choose from are {listed([self.phrases.value(option) for option in parameter.options])}"
        return sentence(told)

    def initial(self, variable: Variable) -> str:
        """How a variable stands at the start, and how it grows."""
        subject = self.phrases.lexicon.subject(variable.name)
        if variable.type.kind is Kind.FLAG:
            so = bool(self.start.values[variable.name])
            told = self.phrases.lexicon.statement(variable.name, variable.title, so=so)
        elif variable.type.kind is Kind.NUMBER:
            number = self.phrases.value(variable.initial) + self.phrases.unit(variable, variable.initial)
            told = f"{subject.phrase} {subject.stands} at {number}"
        else:
            told = f"{subject.phrase} {subject.is_} {self._placed(variable)}"
        return sentence(told + self._growth(variable))

    def _placed(self, variable: Variable) -> str:
        """A level or category with the list that it is from."""
        lexicon = self.phrases.lexicon
        value = self.phrases.value(variable.initial)
        names = [quoted(lexicon.named(name)) for name in variable.type.names]
        if variable.type.kind is Kind.LEVEL:
            return f"{value} (of {', '.join(names[:-1])} and {names[-1]}, lowest first)"
        return f"{value} (or {listed([name for name in names if name != value], 'or')})"

    def _growth(self, variable: Variable) -> str:
        told = f", and changes by {self.phrases.value(variable.changes)}" if variable.changes is not None else ""
        if variable.minimum is not None:
            told += f", never below {self.phrases.value(variable.minimum)}"
        if variable.maximum is not None:
            told += f", never above {self.phrases.value(variable.maximum)}"
        return told


def _plain(amount: Amount) -> Expression | None:
    """The expression of an amount that is no distribution."""
    return amount.arguments[0] if isinstance(amount, Law) and amount.is_certain else None


def is_share(law: Law) -> bool:
    """Whether a law is written in per cent."""
    values = law.arguments[1::2] if law.family in (Family.QUANTILES, Family.PICK) else law.arguments
    return any(isinstance(value, Literal) and value.text.endswith("%") for value in values)


def unit_of_rate(arguments: Sequence[Expression]) -> str:
    """The unit in which a rate is written, a day failing that."""
    for argument in arguments:
        for node in argument.walk():
            if isinstance(node, Per):
                return node.unit
            if isinstance(node, Literal) and " per " in node.text:
                return node.text.rpartition(" ")[2]
    return "day"


def sentences_of(scenario: Scenario) -> Sentences:
    """The sentences of a scenario."""
    return Sentences(phrases_of(scenario), start_of(scenario))
