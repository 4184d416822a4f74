"""The shape of everything that a scenario declares: which keys there are and what stands where.

What the texts mean is for the builder; these models only say that a rate is one value and `then` a list of effects.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, Field, Tag

from sim.language.nodes import Entries, Items, Node, Scalar
from sim.language.shapes import Date, Formula, Key, Leaf, Mapped, Name, Names, Shape, Text, by_key, one_of_kinds


class Cited(Shape):
    """Anything that can say where it comes from."""

    source: Names | None = Field(None, description="Where this comes from: a name under `sources`, or a list of them.")
    note: Text = Field("", description="Why this is as it is; `judgement: …` where no source gives it.")


class If(Cited):
    """A case with a condition."""

    if_: Formula = Field(alias="if", description="When this case holds; the first that holds counts.")
    value: Formula = Field(description="The value in this case.")


class Else(Cited):
    """The last case, which has no condition."""

    else_: Formula = Field(alias="else", description="The value in all other cases.")


class Table(Cited):
    """A value that depends on what holds: the first case whose condition is true."""

    cases: list[Annotated[Annotated[If, Tag("<if>")] | Annotated[Else, Tag("<else>")], by_key("if", "else")]] = Field(
        min_length=2, description="Cases `{if: …, value: …}`, and a last one `{else: …}`."
    )


class Sourced(Cited):
    """A value with its source or the reason for it."""

    value: Annotated[Annotated[Formula, Tag("<plain>")] | Annotated[Table, Tag("<cases>")], one_of_kinds("a value")] = (
        Field(description="The value itself.")
    )


Value = Annotated[
    Annotated[Formula, Tag("<plain>")] | Annotated[Sourced, Tag("<mapping>")] | Annotated[Table, Tag("<cases>")],
    one_of_kinds("a value"),
]
"""An expression or a distribution; `{value: …, source: …, note: …}`; or a table of cases."""


class SourcedEffect(Cited):
    """An effect with its source or the reason for it."""

    value: Annotated[Scalar, Leaf("an effect", {"type": "string"})] = Field(description="The effect itself.")


EffectText = Annotated[
    Annotated[Annotated[Scalar, Leaf("an effect", {"type": "string"})], Tag("<plain>")]
    | Annotated[SourcedEffect, Tag("<mapping>")],
    one_of_kinds("an effect"),
]
Effects = list[EffectText]


class SourceEntry(Shape):
    """A published source."""

    title: Text = Field(description="What it is called, or what it says.")
    publisher: Text = Field("", description="Who published it.")
    date: Text = Field("", description="When it was published.")
    url: Text = Field("", description="Where it can be read.")
    note: Text = Field("", description="How good it is, and what it can carry.")


class ParameterEntry(Cited):
    """A number (or flag, or name) that people argue about."""

    value: Value = Field(description="A plain value, or a distribution: then it is drawn once per world.")
    between: list[Formula] | None = Field(
        None,
        min_length=2,
        max_length=2,
        description="The plausible range, low and high: sliders and sweeps; cuts nothing off.",
    )
    options: list[Formula] | None = Field(
        None, min_length=2, description="The values to choose from, where it is a choice."
    )
    unit: Text = Field("", description="What it counts, as a label.")
    title: Text = Field("", description="What the number is, in words.")


class _StateEntry(Cited):
    """What all variables of the state have."""

    title: Text = Field("", description="What the variable is, in words.")


class LevelState(_StateEntry):
    """A variable with ordered levels."""

    levels: list[Name] = Field(min_length=2, description="The names of the levels, lowest first.")
    initial: Value | None = Field(None, description="The level at the start; the lowest if left out.")


class CategoryState(_StateEntry):
    """A variable with names in no order."""

    category: list[Name] = Field(min_length=2, description="The names it can have.")
    initial: Value | None = Field(None, description="The name at the start; the first if left out.")


class FlagState(_StateEntry):
    """A variable that is true or false."""

    flag: Value = Field(description="Whether it is true at the start.")


class _NumberState(_StateEntry):
    """What counts and quantities have."""

    min: Value | None = Field(None, description="It never falls below this (a literal or a parameter).")
    max: Value | None = Field(None, description="It never rises above this (a literal or a parameter).")
    unit: Text = Field("", description="What it counts, as a label.")


class CountState(_NumberState):
    """A whole number."""

    count: Value = Field(description="The number at the start.")


class QuantityState(_NumberState):
    """A number that may grow by itself."""

    quantity: Value = Field(description="The number at the start.")
    changes: Value | None = Field(
        None, description="How fast it grows, as a rate: `160 per day if not truce else 0 per day`."
    )


StateEntry = Annotated[
    Annotated[LevelState, Tag("<levels>")]
    | Annotated[CategoryState, Tag("<category>")]
    | Annotated[FlagState, Tag("<flag>")]
    | Annotated[CountState, Tag("<count>")]
    | Annotated[QuantityState, Tag("<quantity>")],
    by_key("levels", "category", "flag", "count", "quantity"),
]


class RungEntry(Cited):
    """A rung of the ladder."""

    rung: Name = Field(description="Its name.")
    when: Value | None = Field(None, description="The world is on this rung when this holds and no higher one does.")
    title: Text = Field("", description="The rung in words.")


class OptionEntry(Cited):
    """One result of a decision with several."""

    chance: Value = Field(description="Its share; the shares of all options sum to 1.")
    then: Effects = Field(default_factory=list, description="What it does, from top to bottom.")
    name: Name | None = Field(None, description="A name, for `fired(trigger.name)`.")
    title: Text = Field("", description="The option in words.")


class TriggerEntry(Cited):
    """A trigger of an actor, or an event."""

    title: Text = Field("", description="The trigger in words: who does what.")
    when: Value | None = Field(None, description="The condition; always true if left out.")
    on: Names | None = Field(None, description="Rises at each firing of that trigger (or of those).")
    for_: Value | None = Field(None, alias="for", description="How long `when` must hold without a break.")
    after: Value | None = Field(None, description="The delay from then to the decision: a duration or a distribution.")
    every: Value | None = Field(
        None, description="Decides again and again, with this time in between, while `when` holds."
    )
    rate: Value | None = Field(None, description="A hazard: how often it happens while `when` holds (`2 per week`).")
    at: Date | None = Field(
        None, description="Decides at this date (`2020-11-10 06:00`) or day (`day 12`) if `when` holds then."
    )
    chance: Value | None = Field(None, description="How likely the decision is to go through; certain if left out.")
    then: Effects | None = Field(None, description="What follows, from top to bottom.")
    failing_that: Effects | None = Field(None, description="What follows when the chance goes against it.")
    options: list[OptionEntry] | None = Field(
        None, min_length=2, description="Several results to choose from, in place of chance, then and failing_that."
    )
    repeat: Annotated[str, Leaf("a word", choices=("once", "each_time", "while_it_holds"))] | None = Field(
        None, description="What comes after a decision."
    )
    if_it_lapses: Annotated[str, Leaf("a word", choices=("stand_down", "proceed"))] | None = Field(
        None, description="What happens when `when` lapses while the delay runs."
    )
    cooldown: Value | None = Field(
        None, description="After a decision, it does not rise anew before this time has passed."
    )
    reconsider: Value | None = Field(
        None, description="After a refusal, it is decided again so much later if `when` still holds."
    )
    priority: Value | None = Field(None, description="Within one instant, higher goes first; 0 if left out.")
    luck: Name | None = Field(None, description="The old full name of a renamed trigger, to keep its luck.")


class ActorEntry(Cited):
    """Who decides."""

    title: Text = Field("", description="The actor's name for people.")
    state: dict[Key, StateEntry] = Field(default_factory=dict, description="The actor's own state.")
    triggers: dict[Key, TriggerEntry] = Field(default_factory=dict, description="What the actor decides, and when.")


class OutcomeWhen(Cited):
    """An end of the story."""

    when: Value = Field(description="The rollout ends when this holds.")
    for_: Value | None = Field(None, alias="for", description="It must have held so long.")
    title: Text = Field("", description="The outcome in words.")


class OutcomeAtHorizon(Cited):
    """An end that is judged at the horizon, if nothing has ended the story before."""

    at_horizon: Value = Field(description="What must hold at the horizon.")
    title: Text = Field("", description="The outcome in words.")


OutcomeEntry = Annotated[
    Annotated[OutcomeWhen, Tag("<when>")] | Annotated[OutcomeAtHorizon, Tag("<at_horizon>")],
    by_key("when", "at_horizon"),
]


class Always(Cited):
    """Holds at every instant."""

    always: Value = Field(description="What must hold at every settled instant.")
    title: Text = Field("", description="The assertion in words.")


class Never(Cited):
    """Holds at no instant."""

    never: Value = Field(description="What must hold at no settled instant …")
    unless: Value | None = Field(None, description="… unless this holds or has held.")
    title: Text = Field("", description="The assertion in words.")


class Whenever(Cited):
    """One thing follows another in time."""

    whenever: Value = Field(description="Each time this becomes true …")
    then: Value = Field(description="… this must be true …")
    within: Value = Field(description="… at once or within this time.")
    title: Text = Field("", description="The assertion in words.")


AssertionEntry = Annotated[
    Annotated[Always, Tag("<always>")] | Annotated[Never, Tag("<never>")] | Annotated[Whenever, Tag("<whenever>")],
    by_key("always", "never", "whenever"),
]
SetEntries = dict[str, Formula]


class VariantEntry(Shape):
    """A change of the scenario, compared with it on the same luck."""

    title: Text = Field("", description="The variant in words.")
    set: SetEntries = Field(default_factory=dict, description="New values for parameters and initial states.")
    disable: Names | None = Field(None, description="What is switched off: a trigger, an actor, or `events`.")


class BaseRateEntry(Cited):
    """A published share to hold a result against."""

    statement: Name = Field(description="The outcome or rung that it is about.")
    share: Formula = Field(description="The published share.")
    interval: list[Formula] = Field(min_length=2, max_length=2, description="Its 95 % interval.")
    definition: Text = Field(description="What was counted, among what.")


class CorrelationEntry(Cited):
    """Two uncertain parameters that go together."""

    parameters: list[Name] = Field(min_length=2, max_length=2, description="The two uncertain parameters.")
    correlation: Formula = Field(description="The correlation of their normal scores, from -1 to 1.")


PAIR_AND_CORRELATION = 3


def _spelled_out(value: Any) -> Any:
    """`[a, b, 0.5]`, which is short for `{parameters: [a, b], correlation: 0.5}`, spelled out; all else as it is."""
    if not isinstance(value, list) or len(value) != PAIR_AND_CORRELATION:
        return value
    if not all(isinstance(part, Scalar) for part in value):
        return value
    first, second, correlation = value
    values: dict[str, Node] = {"parameters": Items((first, second), first.place), "correlation": correlation}
    return Mapped(Entries(values, {"parameters": first, "correlation": correlation}, first.place))


Correlation = Annotated[
    CorrelationEntry, BeforeValidator(_spelled_out, json_schema_input_type=CorrelationEntry | list[str | float])
]
"""Two parameters that go together, written as a mapping or in short as `[a, b, 0.5]`."""
