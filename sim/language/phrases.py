"""Conditions, values, laws and effects of a scenario as phrases that fit inside an English sentence."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sim.language.distributions import Amount, Family, Law, LawCases
from sim.language.inspection import is_fixed
from sim.language.kinds import MICROSECONDS_PER_DAY, Kind, Type
from sim.language.lexicon import Lexicon, Subject, lexicon_of
from sim.language.tree import (
    Absolute,
    All,
    AnyOf,
    Arithmetic,
    Chain,
    Comparison,
    Conditional,
    Day,
    DefinitionRead,
    Ever,
    Expression,
    Extreme,
    Fired,
    LetRead,
    Literal,
    NamedValue,
    Negative,
    Not,
    NumberOf,
    ParameterRead,
    Per,
    Recently,
    VariableRead,
)
from sim.language.words import (
    duration_in_words,
    listed,
    moment_in_words,
    number_in_words,
    quoted,
)

if TYPE_CHECKING:
    from sim.language.scenario import Scenario, Variable

OPPOSITE = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
MIRRORED = {"==": "==", "!=": "!=", "<": ">", ">": "<", "<=": ">=", ">=": "<="}
OPERATORS = {"+": "plus", "-": "minus", "*": "times", "/": "divided by"}


@dataclass(frozen=True, slots=True)
class Phrases:
    """How the expressions of one scenario are said. Made by `phrases_of`."""

    scenario: Scenario
    lexicon: Lexicon

    # -- conditions ----------------------------------------------------------------------------------------------------

    def condition(self, node: Expression, *, so: bool = True) -> str:
        """A condition as a clause (`the ceasefire is “broken”`), or its denial."""
        match node:
            case Literal():
                return "it is always so" if bool(node.value) == so else "it is never so"
            case VariableRead():
                return self.lexicon.statement(node.name, self.scenario.variables[node.name].title, so=so)
            case ParameterRead():
                return self.lexicon.statement(node.name, self.scenario.parameters[node.name].title, so=so)
            case DefinitionRead():
                if is_short(node.meaning):
                    return self.condition(node.meaning, so=so)
                return f"{quoted(self.lexicon.named(node.name))} {'holds' if so else 'does not hold'}"
            case Not():
                return self.condition(node.operand, so=not so)
            case All() | AnyOf():
                return self._joined(node.operands, together=isinstance(node, All) == so, so=so)
            case Chain():
                return self._joined(node.links, together=so, so=so)
            case Comparison():
                return self._comparison(node if so else replace(node, operator=OPPOSITE[node.operator]))
            case Ever():
                when = "it has at some time been so that" if so else "it has never yet been so that"
                return f"{when} {self.condition(node.condition)}"
            case Recently():
                return self._recently(node, so=so)
            case Conditional():
                return (
                    f"{self.condition(node.value, so=so)} if {self.condition(node.condition)}, otherwise"
                    f" {self.condition(node.otherwise, so=so)}"
                )
            case _:
                raise TypeError(f"no words for a {type(node).__name__} as a condition")

    def _joined(self, parts: tuple[Expression, ...], *, together: bool, so: bool) -> str:
        """Several conditions, all of them or any of them; what is mixed says `either` and `both`."""
        own = "and" if together else "or"
        told = []
        for part in parts:
            inner = joint(part, so=so)
            lead = {"and": "both ", "or": "either "}[inner] if inner and inner != own else ""
            told.append(lead + self.condition(part, so=so))
        return listed(told, own)

    def _recently(self, node: Recently, *, so: bool) -> str:
        within = f"within the last {self.value(node.within)}"
        if node.trigger is not None:
            has = "has happened" if so else "has not happened"
            return f"{self.lexicon.happens(node.trigger, node.option)} {has} {within}"
        condition = self.condition(node.children[0])
        return f"{within} it has {'been' if so else 'not been'} so that {condition}"

    def _comparison(self, node: Comparison) -> str:
        left, right, operator = node.left, node.right, node.operator
        if is_fixed(left) and not is_fixed(right):
            left, right, operator = right, left, MIRRORED[operator]
        if left.type.kind is Kind.FLAG:
            return self._same_truth(left, right, operator)
        if left.type.kind is not Kind.NUMBER:
            return self._level(left, right, operator)
        if isinstance(left, Fired):
            return self._fired(left, right, operator)
        if isinstance(left, NumberOf):
            conditions = "; ".join(self.condition(part) for part in left.conditions)
            return f"{self._bound(right, operator, 'of these')} hold ({conditions})"
        if isinstance(left, Day):
            return self._day(right, operator)
        subject = self.number_subject(left)
        bound = {
            ">=": "{stands} at {value} or more",
            "<=": "{stands} at {value} or less",
            ">": "{stands} above {value}",
            "<": "{stands} below {value}",
            "==": "{stands} at exactly {value}",
            "!=": "{stands} at anything but {value}",
        }[operator]
        value = self.value(right)
        if isinstance(left, VariableRead):
            value += self.unit(self.scenario.variables[left.name], right)
        if isinstance(right, ParameterRead):
            value = self._parameter(right.name, unit=not isinstance(left, VariableRead))
        return f"{subject.phrase} {bound.format(stands=subject.stands, value=value)}"

    def _same_truth(self, left: Expression, right: Expression, operator: str) -> str:
        for one, other in ((left, right), (right, left)):
            if isinstance(one, Literal):
                return self.condition(other, so=bool(one.value) == (operator == "=="))
        same = "as true or untrue as that" if operator == "==" else "not as true or untrue as that"
        return f"that {self.condition(left)} is {same} {self.condition(right)}"

    def _level(self, left: Expression, right: Expression, operator: str) -> str:
        subject = self.level_subject(left)
        names = left.type.names
        if not isinstance(right, NamedValue):
            told = {
                "==": "the same as",
                "!=": "not the same as",
                ">=": "level with or beyond",
                ">": "beyond",
                "<=": "level with or short of",
                "<": "short of",
            }[operator]
            verb = "stands" if subject.is_ == "stands at" else subject.is_
            return f"{subject.phrase} {verb} {told} {self.value(right)}"
        return f"{subject.phrase} {level_phrase(operator, right.index, names, subject, self.lexicon)}"

    def _fired(self, left: Fired, right: Expression, operator: str) -> str:
        told = self.lexicon.happens(left.trigger, left.option)
        times = right.value if isinstance(right, Literal) else None
        if (operator, times) in ((">=", 1.0), (">", 0.0), ("!=", 0.0)):
            return f"{told} has happened"
        if (operator, times) in (("<", 1.0), ("<=", 0.0), ("==", 0.0)):
            return f"{told} has not happened"
        return f"{told} has happened {self._bound(right, operator, 'times')}"

    def _bound(self, right: Expression, operator: str, what: str) -> str:
        """`at least 2 of these`, `fewer than 3 times`."""
        value = self.value(right)
        told = {
            ">=": "at least {}",
            ">": "more than {}",
            "<=": "at most {}",
            "<": "fewer than {}",
            "==": "exactly {}",
            "!=": "any number but {}",
        }[operator]
        return f"{told.format(value)} {what}"

    def _day(self, right: Expression, operator: str) -> str:
        if isinstance(right, Literal) and right.type.instant:
            moment = self.moment(right)
            told = {">=": "it is {} or later", ">": "it is later than {}", "<": "it is not yet {}"}
            return told.get(operator, "it is {} or earlier").format(moment)
        value = self.value(right) + ("" if right.type.dimension == 1 else " days")
        told = {">=": "at least {}", ">": "more than {}", "<": "less than {}"}
        return f"{told.get(operator, 'at most {}').format(value)} have passed since the start"

    # -- subjects ------------------------------------------------------------------------------------------------------

    def level_subject(self, node: Expression) -> Subject:
        """A level or category as the subject of a sentence."""
        if isinstance(node, VariableRead):
            return self.lexicon.subject(node.name)
        return Subject(self.value(node))

    def number_subject(self, node: Expression) -> Subject:
        """A number as the subject of a sentence."""
        if isinstance(node, VariableRead):
            return self.lexicon.subject(node.name)
        return Subject(self.value(node))

    def unit(self, variable: Variable, value: Expression) -> str:
        """The unit of a variable behind a plain number, where the sentence does not name it anyway."""
        phrase = self.lexicon.subject(variable.name).phrase.casefold()
        plain = isinstance(value, Literal) and not value.type.dimension
        return f" {variable.unit}" if plain and variable.unit and variable.unit.casefold() not in phrase else ""

    # -- values --------------------------------------------------------------------------------------------------------

    def value(self, node: Expression, *, brief: bool = False) -> str:
        """A value as a noun phrase; `brief` names a parameter without its value, as inside of arithmetic."""
        match node:
            case Literal():
                return self.literal(node)
            case NamedValue():
                return quoted(self.lexicon.named(node.name))
            case VariableRead() if node.type.kind is not Kind.FLAG:
                return self.lexicon.subject(node.name).phrase
            case ParameterRead() if node.type.kind is not Kind.FLAG:
                return quoted(self.lexicon.named(node.name)) if brief else self._parameter(node.name)
            case LetRead():
                return quoted(self.lexicon.named(node.name))
            case DefinitionRead() if node.type.kind is not Kind.FLAG:
                return quoted(self.lexicon.named(node.name))
            case Day():
                return "the number of days since the start"
            case Fired():
                return f"the number of times {self.lexicon.happens(node.trigger, node.option)} has happened"
            case NumberOf():
                return f"how many of these hold ({'; '.join(map(self.condition, node.conditions))})"
            case Conditional():
                return (
                    f"{self.value(node.value, brief=brief)} if {self.condition(node.condition)}, otherwise"
                    f" {self.value(node.otherwise, brief=brief)}"
                )
            case Extreme() | Absolute() | Negative() | Arithmetic() | Per():
                return self._arithmetic(node)
            case _:
                return f"whether {self.condition(node)}"

    def _arithmetic(self, node: Expression) -> str:
        match node:
            case Per():
                return f"{self._bracketed(node.operand)} per {node.unit}"
            case Negative():
                return f"minus {self._bracketed(node.operand)}"
            case Absolute():
                return f"the size (without its sign) of {self._bracketed(node.operand)}"
            case Extreme():
                which = {"min": ("smaller", "smallest"), "max": ("larger", "largest")}[node.function]
                if node.type.kind is not Kind.NUMBER:
                    which = {"min": ("lower", "lowest"), "max": ("higher", "highest")}[node.function]
                word = which[0] if len(node.operands) == 2 else which[1]
                return f"the {word} of {listed([self.value(part, brief=True) for part in node.operands])}"
            case Arithmetic():
                tight = node.operator in "*/"
                left = self._bracketed(node.left, tight=tight)
                right = self._bracketed(node.right, tight=tight or node.operator == "-")
                return f"{left} {OPERATORS[node.operator]} {right}"
            case _:
                raise TypeError(f"no words for a {type(node).__name__} in arithmetic")

    def _bracketed(self, node: Expression, *, tight: bool = True) -> str:
        """An operand, in brackets where it would run into its neighbours."""
        told = self.value(node, brief=True)
        loose = isinstance(node, Conditional) or (tight and isinstance(node, Arithmetic) and node.operator in "+-")
        return f"({told})" if loose else told

    def literal(self, node: Literal) -> str:
        """A literal as the file writes it, with the separators and dates of print."""
        if isinstance(node.value, bool):
            return "true" if node.value else "false"
        if node.type.instant and "-" in node.text:
            return self.moment(node)
        if node.type.dimension or node.text.endswith("%"):
            return node.text.replace("_", "")
        return number_in_words(node.value)

    def moment(self, node: Literal) -> str:
        """A date."""
        return self.date(round(float(node.value) * MICROSECONDS_PER_DAY))

    def date(self, microseconds: int, *, weekday: bool = False) -> str:
        """The calendar date of an instant of this scenario."""
        return moment_in_words(self.scenario.starts, microseconds, weekday=weekday)

    def _parameter(self, name: str, *, unit: bool = True) -> str:
        """A parameter by its name, with its value: `3 (“border threshold”)`, `“russian resolve” (20% to 75%)`."""
        parameter = self.scenario.parameters[name]
        named = quoted(self.lexicon.named(name))
        told = self.amount(parameter.law) + (f" {parameter.unit}" if unit and parameter.unit else "")
        return f"{told} ({named})" if parameter.law.is_certain else f"{named} ({told})"

    # -- laws ----------------------------------------------------------------------------------------------------------

    def amount(self, amount: Amount, *, brief: bool = False) -> str:
        """A law in words, each family as people know it, without its 90 % range (`sim.language.prose` adds that)."""
        if isinstance(amount, LawCases):
            cases = [f"{self.amount(law)} if {self.condition(condition)}" for condition, law in amount.branches]
            return f"{', '.join(cases)}, otherwise {self.amount(amount.otherwise)}"
        if amount.is_certain:
            return self.value(amount.arguments[0], brief=brief)
        return self._spread(amount)

    def _spread(self, law: Law) -> str:
        told = [self.value(argument, brief=True) for argument in law.arguments]
        match law.family:
            case Family.UNIFORM:
                return f"anything from {stretch_in_words(told[0], told[1])}, all equally likely"
            case Family.LOGUNIFORM:
                return f"anything from {stretch_in_words(told[0], told[1])}, every doubling equally likely"
            case Family.TRIANGULAR:
                return f"{stretch_in_words(told[0], told[2])}, most likely {told[1]}"
            case Family.EXPONENTIAL:
                return f"{told[0]} on average, without memory"
            case Family.WEIBULL:
                return f"a Weibull spread around {told[0]} (shape {told[1]})"
            case Family.NORMAL:
                return f"about {told[0]}, give or take {told[1]}"
            case Family.LOGNORMAL:
                return f"half the time below {told[0]}, with a long tail (sigma {told[1]})"
            case Family.QUANTILES:
                pairs = zip(told[::2], told[1::2], strict=True)
                *inner, _ = list(pairs)[1:]
                points = [f"{_often(share)} below {value}" for share, value in inner]
                return ", ".join([f"never below {told[1]}", *points, f"never above {told[-1]}"])
            case Family.PICK:
                return listed([f"{value} ({share})" for share, value in zip(told[::2], told[1::2], strict=True)], "or")
            case _:
                return stretch_in_words(told[0], told[1])

    def known(self, value: float, type_: Type, unit: str = "", *, digits: int | None = None) -> str:
        """A value that has a number, in words: a flag, level or category by its name, a duration with its unit."""
        if type_.kind is Kind.FLAG:
            return "yes" if value else "no"
        if type_.kind is not Kind.NUMBER:
            return quoted(self.lexicon.named(type_.names[int(value)]))
        if type_.dimension == 1:
            return duration_in_words(value, digits or 3)
        told = number_in_words(value, digits)
        if type_.dimension == -1:
            return f"{told} per day"
        return f"{told} {unit}" if unit else told


def is_short(meaning: Expression) -> bool:
    """Whether a definition is told by its meaning: one comparison, one flag, or the denial of one."""
    inner = _meant(meaning)
    return isinstance(inner, Comparison | VariableRead | ParameterRead | Ever | Recently) and not any(
        isinstance(node, NumberOf | Arithmetic | All | AnyOf) for node in inner.walk()
    )


def _meant(node: Expression) -> Expression:
    """The node behind `not` and behind names of `define`."""
    while isinstance(node, Not | DefinitionRead):
        node = node.children[0]
    return node


def joint(node: Expression, *, so: bool = True) -> str:
    """What joins the parts of a condition, as it is told: "and", "or", or "" where it is told in one piece."""
    match node:
        case Not():
            return joint(node.operand, so=not so)
        case DefinitionRead():
            return joint(node.meaning, so=so) if is_short(node.meaning) else ""
        case All() | Chain():
            return "and" if so else "or"
        case AnyOf():
            return "or" if so else "and"
        case _:
            return ""


def level_phrase(operator: str, index: int, names: tuple[str, ...], subject: Subject, lexicon: Lexicon) -> str:
    """What a level is said to be, with its verb: `is “consulting” or beyond`, `is short of “intervening”`."""
    if operator == ">":
        operator, index = ">=", index + 1
    if operator == "<=":
        operator, index = "<", index + 1
    last = len(names) - 1
    if operator == ">=" and index >= last:
        operator = "=="
    elif operator == "<" and index == 1:
        operator, index = "==", 0
    if not 0 <= index <= last:
        return f"{subject.is_} what it cannot be"
    name = quoted(lexicon.named(names[index]))
    verb = subject.is_
    if operator == "<":
        return f"{'stands' if verb == 'stands at' else verb} short of {name}"
    told = {"==": name, ">=": f"{name} or beyond"}.get(operator, "")
    if told:
        return f"{verb} {told}"
    return f"{'stands at anything but' if verb == 'stands at' else f'{verb} not'} {name}"


def _often(share: str) -> str:
    """How often, by a share."""
    return "half the time" if share == "50%" else f"{share} of the time"


def stretch_in_words(low: str, high: str) -> str:
    """`3 to 14 days`, the unit named once where both ends have the same."""
    amount, _, unit = low.partition(" ")
    other, _, unit_of_other = high.partition(" ")
    if unit and unit.rstrip("s") == unit_of_other.rstrip("s") and "“" not in low + high:
        return f"{amount} to {other} {unit_of_other}"
    return f"{low} to {high}"


def phrases_of(scenario: Scenario) -> Phrases:
    """The phrases of a scenario."""
    return Phrases(scenario, lexicon_of(scenario))
