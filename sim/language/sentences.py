"""The parts of a scenario as whole sentences: what each trigger, outcome, assertion and number says, read aloud."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.language.distributions import Amount, Family, Law, LawCases
from sim.language.initially import Start, start_of
from sim.language.kinds import DAYS_IN, Kind
from sim.language.phrases import Phrases, phrases_of, stretch_in_words
from sim.language.scenario import (
    Assertion,
    Assign,
    Cancel,
    Effect,
    Let,
    Outcome,
    Parameter,
    Shift,
    Variable,
)
from sim.language.tree import Expression, Literal, ParameterRead, Per
from sim.language.words import (
    durations_in_words,
    listed,
    number_in_words,
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
        if amount.family is Family.PICK:
            return self.phrases.amount(amount)
        return f"{self.range(amount)} ({NINE_TIMES}{self._shape(amount)})"

    def _shape(self, law: Law) -> str:
        """How a law spreads, where its range does not say it all."""
        plain = law.family in (Family.LOGNORMAL_RANGE, Family.NORMAL_RANGE, Family.LOGIT_NORMAL_RANGE)
        return "" if plain else f"; {self.phrases.amount(law)}"

    def _certain(self, value: Expression) -> str:
        """A plain value; of an uncertain parameter the range of its law, with the name of the number."""
        if isinstance(value, ParameterRead) and not (law := self.scenario.parameters[value.name].law).is_certain:
            named = quoted(self.phrases.lexicon.named(value.name))
            if isinstance(law, Law) and law.family is not Family.PICK:
                return f"{self.range(law)} ({NINE_TIMES}, the uncertain {named})"
            return f"{self.law(law)}, the uncertain {named}"
        return self.phrases.value(value)

    def range(self, law: Law) -> str:
        """The 5 to 95 % range of a law: as it is written, else with its arguments as they are at time 0."""
        if law.family in (Family.LOGNORMAL_RANGE, Family.NORMAL_RANGE, Family.LOGIT_NORMAL_RANGE):
            return self.phrases.amount(law)
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
        lexicon = self.phrases.lexicon
        if isinstance(value, Literal):
            return lexicon.becomes(variable.name, variable.title, so=bool(value.value))
        told = self.phrases.condition(value) if value is not None else self.law(amount)
        return f"whether {lexicon.statement(variable.name, variable.title, so=True)} is set anew: yes if {told}"

    def _shift(self, effect: Shift) -> str:
        subject = self.phrases.lexicon.subject(effect.target)
        verb = subject.verb("rise" if effect.up else "fall")
        if effect.limit is None:
            return f"{subject.phrase} {verb} by one level"
        limit = self.phrases.value(effect.limit)
        already = f"{'they are' if subject.plural else 'it is'} there or {'beyond' if effect.up else 'below'} already"
        return f"{subject.phrase} {verb} to {limit} unless {already}"

    # -- what is judged ------------------------------------------------------------------------------------------------

    def outcome(self, outcome: Outcome) -> str:
        """When an outcome is reached."""
        condition = self.phrases.condition(outcome.when)
        if outcome.at_horizon:
            return sentence(f"at the horizon, if no other outcome came before and {condition}")
        if outcome.hold is not None:
            hold = self.phrases.value(outcome.hold)
            return sentence(f"as soon as {condition}, and this has held for {hold} without a break")
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
        value = _plain(parameter.law)
        if parameter.type.kind is Kind.FLAG and value is not None:
            told = self.phrases.known(self.start.value(value), parameter.type)
        else:
            told = self.law(parameter.law) + (f" {parameter.unit}" if parameter.unit else "")
        if parameter.between is not None:
            low, high = (self.phrases.value(end) for end in parameter.between)
            told += f"; anything from {stretch_in_words(low, high)} is plausible"
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
        told = f", changing by {self.phrases.value(variable.changes)}" if variable.changes is not None else ""
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
