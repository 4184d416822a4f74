"""What a scenario says, as frozen values: the one thing that the builder makes and that every later room reads.

Times and dates: `starts` is the calendar instant of time 0; expressions count in days; `horizon` is in days and
`Trigger.at` and case times are whole microseconds (R1). Names are full names: `truce`, `russia.posture`,
`russia.intervene`; events and shared state have no prefix.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Any

from sim.errors import NOWHERE, Place

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from sim.language.distributions import Amount
    from sim.language.kinds import Type
    from sim.language.tree import Expression


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a value comes from: names of `sources`, and a note that says why it is what it is."""

    sources: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A published source; `date` and `note` as the file writes them."""

    name: str
    title: str
    publisher: str = ""
    date: str = ""
    url: str = ""
    note: str = ""
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A number (or flag, or name) people argue about.

    `law` is CERTAIN for a plain value, else it is drawn once per world (R23). `between` is the plausible range (never
    a truncation), `options` the values to choose from where it is a choice.
    """

    name: str
    type: Type
    law: Amount
    between: tuple[Expression, Expression] | None = None
    options: tuple[Expression, ...] = ()
    unit: str = ""
    title: str = ""
    provenance: Provenance = Provenance()
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Variable:
    """A variable of the state, shared (`owner` is "") or an actor's.

    `whole` marks a count. `minimum`, `maximum` and `changes` (the slope per day, R2) belong to counts and quantities;
    a quantity with `changes` is said to grow.
    """

    name: str
    type: Type
    initial: Expression
    owner: str = ""
    whole: bool = False
    minimum: Expression | None = None
    maximum: Expression | None = None
    changes: Expression | None = None
    unit: str = ""
    title: str = ""
    provenance: Provenance = Provenance()
    place: Place = field(default=NOWHERE, compare=False, repr=False)

    @property
    def grows(self) -> bool:
        """Whether its value moves by itself."""
        return self.changes is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """A name for an expression (`define`)."""

    name: str
    meaning: Expression
    provenance: Provenance = Provenance()
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """A rung of the ladder; `when` is None for the lowest, which needs no condition."""

    name: str
    title: str = ""
    when: Expression | None = None
    provenance: Provenance = Provenance()
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Assign:
    """`target = amount`, `target += amount` or `target -= amount`.

    `slot` is the slot of the draw (R19) when the amount is random, else None.
    """

    target: str
    operator: str
    amount: Amount
    slot: int | None = None
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """`raise target [to limit]` (`up` True) or `lower target [to limit]`.

    With a limit: at least, or at most, that level. Without: one level, stopping at the end of the list.
    """

    target: str
    up: bool
    limit: Expression | None = None
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Let:
    """`let name = amount`: a value with a name for the effects below it."""

    name: str
    amount: Amount
    slot: int | None = None
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancel:
    """`cancel trigger` (R35)."""

    trigger: str
    place: Place = field(default=NOWHERE, compare=False, repr=False)


Effect = Assign | Shift | Let | Cancel


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One result of a decision with several (R34); `name` is "" when the file gives none."""

    chance: Expression
    effects: tuple[Effect, ...] = ()
    name: str = ""
    title: str = ""
    provenance: Provenance = Provenance()
    place: Place = field(default=NOWHERE, compare=False, repr=False)


class Repeat(Enum):
    """What follows a decision (R10)."""

    ONCE = "once"
    EACH_TIME = "each_time"
    WHILE_IT_HOLDS = "while_it_holds"


class Lapse(Enum):
    """What a lapse of `when` does to a pending decision (R8)."""

    STAND_DOWN = "stand_down"
    PROCEED = "proceed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """A trigger named by `on`; `option` (from 0) narrows it to one of its options."""

    trigger: str
    option: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """A trigger of an actor, or an event (`owner` "").

    Exactly one clock: `rate` (a hazard, R12), `at` (microseconds, R11), or the delay `after` (which `every` fills too,
    with `repeat` WHILE_IT_HOLDS and `periodic` set). `on` makes it rise by occurrences (R33). `options` stands in
    place of `chance`, `then` and `failing_that`. Defaults are filled in: `repeat` and `if_it_lapses` hold what the
    rules say for this form. `luck` is the name that keys its draws (R19). `rank` orders ties (R14): the place of its
    name in the base file.
    """

    name: str
    owner: str = ""
    title: str = ""
    when: Expression | None = None
    on: tuple[Occurrence, ...] = ()
    hold: Expression | None = None
    after: Amount | None = None
    periodic: bool = False
    rate: Expression | None = None
    at: int | None = None
    chance: Expression | None = None
    then: tuple[Effect, ...] = ()
    failing_that: tuple[Effect, ...] = ()
    options: tuple[Option, ...] = ()
    repeat: Repeat = Repeat.ONCE
    if_it_lapses: Lapse = Lapse.STAND_DOWN
    cooldown: Expression | None = None
    reconsider: Expression | None = None
    priority: Expression | None = None
    luck: str = ""
    rank: int = 0
    stated: frozenset[str] = frozenset()
    """keys that the file writes out (to tell a default from a choice)"""
    provenance: Provenance = Provenance()
    provenances: Mapping[str, Provenance] = field(default_factory=dict)
    """provenance of single values, by key (`after`, `chance`), where the file gives it"""
    place: Place = field(default=NOWHERE, compare=False, repr=False)
    places: Mapping[str, Place] = field(default_factory=dict, compare=False, repr=False)
    """where each key's value stands"""

    @property
    def effects(self) -> Iterator[Effect]:
        """All effects of `then`, `failing_that` and the options, in the order of the text."""
        yield from self.then
        yield from self.failing_that
        for option in self.options:
            yield from option.effects


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who decides: the full names of its variables and triggers are in the scenario's own lists."""

    name: str
    title: str = ""
    provenance: Provenance = Provenance()
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """An end of the story (R25). `hold` is its `for`; `at_horizon` marks one judged at the horizon alone (R36)."""

    name: str
    when: Expression
    title: str = ""
    hold: Expression | None = None
    at_horizon: bool = False
    provenance: Provenance = Provenance()
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Assertion:
    """Trigger logic that must hold in every rollout.

    Either `always` is set (R26; `never: P, unless: Q` is kept as `not P or ever(Q)`, with `never` and `unless` beside
    it for telling), or `whenever`, `then` and `within` (a duration) are (R27).
    """

    name: str
    title: str = ""
    always: Expression | None = None
    never: Expression | None = None
    unless: Expression | None = None
    whenever: Expression | None = None
    then: Expression | None = None
    within: Expression | None = None
    provenance: Provenance = Provenance()
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """A named change of the scenario: `set` maps names of parameters and initial states to text, as on the command
    line; `disable` lists triggers, actors or `events`.
    """

    name: str
    title: str = ""
    set: Mapping[str, str] = field(default_factory=dict)
    disable: tuple[str, ...] = ()
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class BaseRate:
    """A published share to hold a result against: of `statement` (an outcome or a rung), with its 95 % interval."""

    name: str
    statement: str
    share: float
    interval: tuple[float, float]
    definition: str
    provenance: Provenance = Provenance()
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What was changed when the scenario was loaded: the overrides that belong to its digest (R20)."""

    set: Mapping[str, str] = field(default_factory=dict)
    disable: tuple[str, ...] = ()
    variant: str = ""
    horizon: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """A whole scenario, resolved: variant, overrides and disabled triggers are already applied.

    Mappings keep the order of the file; parameters in an order in which each reads only earlier ones. Disabled triggers
    are absent from `triggers` and listed in `disabled`. `growing` names the variables with a slope. `text` is the file
    as written, `digest` 16 hexadecimal digits of the resolved scenario (R20). `document` lets `builder.adjusted`
    build the scenario again with other changes.
    """

    name: str
    title: str
    starts: datetime
    horizon: int
    """microseconds from the start"""
    sources: Mapping[str, Source]
    parameters: Mapping[str, Parameter]
    variables: Mapping[str, Variable]
    definitions: Mapping[str, Definition]
    ladder: tuple[Rung, ...]
    actors: Mapping[str, Actor]
    triggers: Mapping[str, Trigger]
    outcomes: Mapping[str, Outcome]
    assertions: Mapping[str, Assertion]
    variants: Mapping[str, Variant]
    base_rates: Mapping[str, BaseRate]
    disabled: tuple[str, ...] = ()
    correlated: tuple[tuple[str, str, float], ...] = ()
    max_decisions: int = 100_000
    changes: Changes = Changes()
    path: str = ""
    text: str = ""
    digest: str = ""
    document: Any = field(default=None, compare=False, repr=False)

    def __str__(self) -> str:
        """One line: name, horizon, and how much there is of everything."""
        days = self.horizon / 86_400_000_000
        return (
            f"{self.name}: {self.title} ({days:g} days; {len(self.actors)} actors, {len(self.triggers)} triggers, "
            f"{len(self.variables)} variables, {len(self.parameters)} parameters, {len(self.ladder)} rungs)"
        )

    @property
    def uncertain(self) -> tuple[str, ...]:
        """Names of the parameters that are drawn rather than set."""
        return tuple(name for name, parameter in self.parameters.items() if not parameter.law.is_certain)


@dataclass(frozen=True, slots=True, kw_only=True)
class ForcedLuck:
    """Uniforms that replace draws of one trigger, by turn (from 0); None leaves a turn to its keyed draw."""

    delay: tuple[float | None, ...] = ()
    chance: tuple[float | None, ...] = ()
    amounts: Mapping[int, tuple[float | None, ...]] = field(default_factory=dict)
    """by slot"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Effects forced at an instant (microseconds), as a trigger of the highest priority would (see `Case`)."""

    time: int
    effects: tuple[Effect, ...]
    provenance: Provenance = Provenance()
    confidence: str = ""
    title: str = ""
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """What a case expects, one line of `expect`.

    `kind` is one of: `fires` (of `trigger`, within `window` microseconds, both ends included), `refuses`, `lapses`,
    `never`, `at_most`, `exactly` (with `number` firings), `pending` (at the end), `state` (`condition` at `window[0]`),
    `outcome` (`name`), `rung` (`name` at `window[0]` or at the end), `violates`/`holds` (assertion `name`), `error`
    (a rollout error whose message contains `name`).
    """

    kind: str
    trigger: str = ""
    window: tuple[int, int] | None = None
    number: int = 0
    condition: Expression | None = None
    name: str = ""
    text: str = ""
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Dated facts, forced luck and expectations about one rollout of a scenario (seed 1, rollout 0 if not said).

    `scenario` already leaves out what `without` switches off.
    """

    name: str
    scenario: Scenario
    title: str = ""
    given: tuple[Fact, ...] = ()
    luck: Mapping[str, ForcedLuck] = field(default_factory=dict)
    expect: tuple[Expectation, ...] = ()
    seed: int = 1
    rollout: int = 0
    path: str = ""
    place: Place = field(default=NOWHERE, compare=False, repr=False)
