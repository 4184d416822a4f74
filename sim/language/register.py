"""The assumption register: every number, range and law of a scenario, with where it stands and where it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.errors import Complaint, Place
from sim.language.distributions import Amount, Family, Law, LawCases
from sim.language.inspection import literals
from sim.language.kinds import Kind
from sim.language.phrases import stretch_in_words
from sim.language.scenario import Assign, Let, Provenance, Shift
from sim.language.sentences import Sentences, sentences_of
from sim.language.tree import ParameterRead

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sim.language.scenario import Effect, Option, Parameter, Scenario, Trigger, Variable
    from sim.language.tree import Expression

JUDGEMENT = "judgement"

LOOKED_FOR = ("rung:", "outcome:", "assertion:")

LAWS = {
    Family.UNIFORM: "uniform",
    Family.TRIANGULAR: "triangular",
    Family.EXPONENTIAL: "exponential",
    Family.WEIBULL: "Weibull",
    Family.NORMAL: "normal",
    Family.NORMAL_RANGE: "normal",
    Family.LOGNORMAL: "lognormal",
    Family.LOGNORMAL_RANGE: "lognormal",
    Family.LOGUNIFORM: "log-uniform",
    Family.QUANTILES: "through given quantiles",
    Family.PICK: "a choice",
    Family.LOGIT_NORMAL_RANGE: "logit-normal",
}


@dataclass(frozen=True, slots=True)
class Assumption:
    """One line of the register.

    `about` names what it belongs to by kind and full name (`trigger:russia.intervene`), `key` which of its values
    it is, as the file calls it (`after`, `then`); `what` is a title for people. `value` is as the file writes it,
    `range` the plausible range, `law` the distribution with its 90 % range. `sources` are names of the scenario's
    sources, none for a judgement; `reason` is the note. `numeric` tells a number or law from a mere starting state.
    """

    place: Place
    about: str
    key: str
    what: str
    value: str
    range: str = ""
    law: str = ""
    sources: tuple[str, ...] = ()
    reason: str = ""
    numeric: bool = True

    @property
    def source(self) -> str:
        """The names of the sources, or the word that says that there is none."""
        return ", ".join(self.sources) or JUDGEMENT


def register(scenario: Scenario) -> tuple[Assumption, ...]:
    """Every assumption that the file writes out, part by part in the order of the file.

    A step of one (`strikes += 1`) and a comparison with 0 or 1 are counting, not assumptions, and are left out; so are
    a value that is only the name of a parameter, which has a line of its own, and what starts at nothing (`false`, 0,
    the lowest level) without a source or note.
    """
    return tuple(_Reader(scenario, sentences_of(scenario)).lines())


def missing_sources(scenario: Scenario) -> list[Complaint]:
    """A complaint for each number or law that has neither a source nor a note; those of its trigger or parameter count.

    The numbers of rungs, outcomes and assertions say what is looked for, not what is assumed, and need none.
    """
    hint = "add `source:` (a name of `sources`) or `note:` (say that it is judgement, and why)"
    return [
        Complaint(line.place, "no-source", f"{line.what}: {line.value} has neither a source nor a note", hint)
        for line in register(scenario)
        if line.numeric and not line.sources and not line.reason and not line.about.startswith(LOOKED_FOR)
    ]


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads the lines of the register off a scenario."""

    scenario: Scenario
    told: Sentences

    def lines(self) -> Iterator[Assumption]:
        scenario, titled = self.scenario, self.told.phrases.lexicon.titled
        for parameter in scenario.parameters.values():
            yield self._parameter(parameter)
        for variable in scenario.variables.values():
            yield from self._variable(variable)
        for definition in scenario.definitions.values():
            about, what = f"definition:{definition.name}", titled(definition.name, "")
            yield from self._expression(definition.meaning, about, "define", what, definition.provenance)
        for rung in scenario.ladder:
            what = titled(rung.name, rung.title)
            yield from self._expression(rung.when, f"rung:{rung.name}", "when", what, rung.provenance)
        for trigger in scenario.triggers.values():
            yield from self._trigger(trigger)
        for outcome in scenario.outcomes.values():
            about, what = f"outcome:{outcome.name}", titled(outcome.name, outcome.title)
            key = "at_horizon" if outcome.at_horizon else "when"
            for name, value in ((key, outcome.when), ("for", outcome.hold)):
                yield from self._expression(value, about, name, what, outcome.provenance)
        for assertion in scenario.assertions.values():
            about, what = f"assertion:{assertion.name}", titled(assertion.name, assertion.title)
            always = assertion.always if assertion.never is None else None
            for name, value in (
                ("always", always),
                ("never", assertion.never),
                ("unless", assertion.unless),
                ("whenever", assertion.whenever),
                ("then", assertion.then),
                ("within", assertion.within),
            ):
                yield from self._expression(value, about, name, what, assertion.provenance)

    def _parameter(self, parameter: Parameter) -> Assumption:
        between = ""
        if parameter.between is not None:
            between = stretch_in_words(*(self.told.phrases.value(end) for end in parameter.between))
        if parameter.options:
            between = ", ".join(map(str, parameter.options))
        what = self.told.phrases.lexicon.titled(parameter.name, parameter.title)
        place = parameter.law.place if parameter.law.place.line else parameter.place
        law = self._law(parameter.law)
        value = written(parameter.law) + (f" {parameter.unit}" if parameter.unit else "")
        about, cited = f"parameter:{parameter.name}", parameter.provenance
        numeric = parameter.type.kind is Kind.NUMBER or not parameter.law.is_certain
        return Assumption(place, about, "value", what, value, between, law, cited.sources, cited.note, numeric)

    def _variable(self, variable: Variable) -> Iterator[Assumption]:
        about, what = f"variable:{variable.name}", self.told.phrases.lexicon.titled(variable.name, variable.title)
        cited, initial = variable.provenance, variable.initial
        if not isinstance(initial, ParameterRead):
            numeric, default = bool(numbers(initial)), self.told.start.values[variable.name] == 0
            if numeric or not default or cited != Provenance():
                start = f"{what}, at the start"
                yield self._line(initial, variable.place, about, "initial", start, cited, numeric=numeric)
        for key, value in (("changes", variable.changes), ("min", variable.minimum), ("max", variable.maximum)):
            yield from self._expression(value, about, key, what, cited)

    def _trigger(self, trigger: Trigger) -> Iterator[Assumption]:
        about, what = f"trigger:{trigger.name}", self.told.phrases.lexicon.trigger(trigger.name)
        if trigger.at is not None:
            cited = _cited(trigger, "at")
            place = trigger.places.get("at", trigger.place)
            date = self.told.phrases.date(trigger.at)
            yield Assumption(place, about, "at", what, date, sources=cited.sources, reason=cited.note)
        for key, value in (
            ("when", trigger.when),
            ("for", trigger.hold),
            ("rate", trigger.rate),
            ("chance", trigger.chance),
            ("cooldown", trigger.cooldown),
            ("reconsider", trigger.reconsider),
        ):
            yield from self._expression(value, about, key, what, _cited(trigger, key))
        if trigger.after is not None:
            key = "every" if trigger.periodic else "after"
            yield from self._amount(trigger.after, about, key, what, _cited(trigger, key))
        for key, effects in (("then", trigger.then), ("failing_that", trigger.failing_that)):
            for number, effect in enumerate(effects, 1):
                yield from self._effect(effect, about, key, what, _cited(trigger, f"{key}.{number}"))
        for number, option in enumerate(trigger.options, 1):
            yield from self._option(option, number, about, what, trigger)

    def _option(self, option: Option, number: int, about: str, what: str, trigger: Trigger) -> Iterator[Assumption]:
        cited = option.provenance if option.provenance != Provenance() else _cited(trigger, "options")
        named = f"{what}: {option.title or option.name or f'option {number}'}"
        yield from self._expression(option.chance, about, f"options.{number}.chance", named, cited)
        for effect in option.effects:
            yield from self._effect(effect, about, f"options.{number}.then", named, cited)

    def _effect(self, effect: Effect, about: str, key: str, what: str, cited: Provenance) -> Iterator[Assumption]:
        if isinstance(effect, Assign | Let):
            name = effect.target if isinstance(effect, Assign) else effect.name
            lead = f"{name} {effect.operator} " if isinstance(effect, Assign) else f"let {name} = "
            for line in self._amount(effect.amount, about, key, what, cited):
                yield Assumption(
                    line.place, about, key, what, lead + line.value, "", line.law, line.sources, line.reason
                )
        elif isinstance(effect, Shift):
            yield from self._expression(effect.limit, about, key, what, cited)

    def _amount(self, amount: Amount, about: str, key: str, what: str, cited: Provenance) -> Iterator[Assumption]:
        if isinstance(amount, Law) and amount.is_certain:
            yield from self._expression(amount.arguments[0], about, key, what, cited)
            return
        if isinstance(amount, LawCases) and amount.is_certain and not _numbers_of_cases(amount):
            return
        place, law = amount.place, self._law(amount)
        yield Assumption(place, about, key, what, written(amount), "", law, cited.sources, cited.note)

    def _expression(
        self, value: Expression | None, about: str, key: str, what: str, cited: Provenance
    ) -> Iterator[Assumption]:
        if value is not None and numbers(value):
            yield self._line(value, value.place, about, key, what, cited)

    def _line(
        self,
        value: Expression,
        place: Place,
        about: str,
        key: str,
        what: str,
        cited: Provenance,
        *,
        numeric: bool = True,
    ) -> Assumption:
        where = value.place if value.place.line else place
        law = "hazard: waiting times without memory" if key == "rate" else ""
        return Assumption(where, about, key, what, str(value), "", law, cited.sources, cited.note, numeric)

    def _law(self, amount: Amount) -> str:
        """A distribution by its name, with the range into which nine draws in ten fall; "" for a plain value."""
        if isinstance(amount, LawCases):
            told = [self._law(law) for law in (*(law for _, law in amount.branches), amount.otherwise)]
            return "; ".join(dict.fromkeys(part for part in told if part))
        if amount.is_certain:
            return ""
        if amount.family is Family.PICK:
            return f"{LAWS[amount.family]}: {self.told.phrases.amount(amount)}"
        return f"{LAWS[amount.family]}, {self.told.law(amount)}"


def numbers(value: Expression) -> tuple[str, ...]:
    """The literals of an expression that are assumptions: not truth values, nor the plain 0 and 1 of counting."""
    return tuple(
        literal.text
        for literal in literals(value)
        if not isinstance(literal.value, bool) and literal.text not in ("0", "1")
    )


def _numbers_of_cases(amount: LawCases) -> bool:
    laws: Sequence[Law] = (*(law for _, law in amount.branches), amount.otherwise)
    conditions = [condition for condition, _ in amount.branches]
    return any(numbers(value) for value in (*conditions, *(law.arguments[0] for law in laws)))


def _cited(trigger: Trigger, key: str) -> Provenance:
    """The provenance of one value of a trigger: its own, failing that the trigger's."""
    own = trigger.provenances.get(key, Provenance())
    return own if own != Provenance() else trigger.provenance


def written(amount: Amount) -> str:
    """An amount as the file writes it."""
    return (amount.text if isinstance(amount, Law) else "") or str(amount)


def as_data(scenario: Scenario) -> list[dict[str, object]]:
    """The register as plain data, for JSON and tables: one mapping for each line, with the same keys throughout."""
    return [
        {
            "file": line.place.file,
            "line": line.place.line,
            "about": line.about,
            "key": line.key,
            "what": line.what,
            "value": line.value,
            "range": line.range,
            "law": line.law,
            "source": line.source,
            "reason": line.reason,
        }
        for line in register(scenario)
    ]
