"""A scenario put together from its script: everything is read in the order in which it can be understood."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sim.errors import ScenarioError
from sim.language import declarations, endings
from sim.language.changes import (
    Layer,
    called,
    check_layer,
    disablable_names,
    layer_of_call,
    settable_names,
    switched_off,
    written_layer,
)
from sim.language.correlations import factor
from sim.language.digest import digest
from sim.language.expressions import Symbols, parse_duration_microseconds
from sim.language.inspection import constant
from sim.language.kinds import MICROSECONDS_PER_DAY, NUMBER
from sim.language.scenario import Actor, Changes, Parameter, Scenario, Trigger, Variable, Variant
from sim.language.scope import Scope
from sim.language.script import extension_files, scenario_file, unknown
from sim.language.starting import parse_start
from sim.language.state import stated_variables, variables
from sim.language.triggers import TriggerReader, declared_triggers, option_names

if TYPE_CHECKING:
    from sim.language.gathering import Gathering
    from sim.language.nodes import Scalar
    from sim.language.schema import ExtensionFile, ScenarioFile
    from sim.language.script import Script
    from sim.language.state import Stated
    from sim.language.triggers import Declared

LONGEST_HORIZON = round(200 * 365.25 * MICROSECONDS_PER_DAY)
"""R1"""
SLUG_CHARACTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_")


def assembled(script: Script, changes: Changes, gathering: Gathering) -> Scenario:
    """The scenario that a script tells, with changes applied.

    Raises:
        ScenarioError: with every complaint, those that `gathering` holds already included.
    """
    file = scenario_file(script.base, gathering)
    extensions = extension_files(script.extensions, gathering)
    if file is None:
        raise ScenarioError(gathering.found())
    return Assembly(script, file, extensions, changes, gathering).scenario()


@dataclass(frozen=True, slots=True)
class Assembly:
    """One scenario in the making."""

    script: Script
    file: ScenarioFile
    extensions: list[ExtensionFile]
    changes: Changes
    gathering: Gathering

    def scenario(self) -> Scenario:
        """The whole scenario.

        Raises:
            ScenarioError: with every complaint.
        """
        file, layers = self.file, self.layers()
        stated, declared = self.declared()
        fixed = self.fixed_scope(stated, declared)
        overrides = {name: text for layer in layers for name, text in layer.set.items()}
        parameters, fixed = declarations.parameters(file, fixed, overrides, [one.type for one in stated])
        definitions, scope = declarations.definitions(file, self.full_scope(fixed, stated, declared))
        state = variables(stated, fixed, scope, overrides)
        own_horizon, horizon = self.horizons(scope)
        reader = TriggerReader(scope, parameters, own_horizon)
        triggers = {one.name: reader.read(one) for one in declared}
        self.check_luck(triggers)
        variants = self.variants(fixed, parameters, state)
        ladder, outcomes = endings.ladder(file, scope), endings.outcomes(file, scope)
        assertions, base_rates = endings.assertions(file, scope), endings.base_rates(file, fixed)
        disabled = switched_off(file, layers)
        scenario = Scenario(
            name=self.name(),
            title=self.title(),
            starts=scope.symbols.starts,
            horizon=horizon,
            sources=declarations.sources(file),
            parameters=parameters,
            variables=state,
            definitions=definitions,
            ladder=ladder,
            actors=self.actors(scope),
            triggers={name: trigger for name, trigger in triggers.items() if name not in disabled},
            outcomes=outcomes,
            assertions=assertions,
            variants=variants,
            base_rates=base_rates,
            disabled=disabled,
            correlated=self.correlated(fixed, parameters, overrides),
            max_decisions=self.max_decisions(),
            changes=self.changes,
            path=self.script.outermost.name,
            text=self.script.text,
            document=self.script,
        )
        self.gathering.settle()
        return replace(scenario, digest=digest(scenario))

    # -- names and scopes ----------------------------------------------------------------------------------------------

    def declared(self) -> tuple[list[Stated], list[Declared]]:
        """The variables and triggers of the file, before anything of them is read."""
        return stated_variables(self.file, Scope(Symbols(starts=START), self.gathering)), declared_triggers(self.file)

    def fixed_scope(self, stated: list[Stated], declared: list[Declared]) -> Scope:
        """The scope of what keeps its value through a rollout; parameters are added to it as they are read."""
        start = self.gathering.attempt(lambda: parse_start(self.file.starts)) or START
        changing = {one.name for one in stated} | {one.name for one in declared}
        actors = frozenset(self.file.actors)
        scope = Scope(
            Symbols(starts=start, actors=actors),
            self.gathering,
            self.file.sources,
            frozenset(changing | set(self.file.define)),
        )
        declarations.check_names(self.file, scope)
        return scope

    def full_scope(self, fixed: Scope, stated: list[Stated], declared: list[Declared]) -> Scope:
        """The scope of what happens: state, parameters and triggers are known, definitions come later."""
        symbols = replace(
            fixed.symbols,
            variables={one.name: one.type for one in stated},
            triggers=option_names(declared, fixed),
            growing=frozenset(one.name for one in stated if one.grows),
        )
        return replace(fixed, symbols=symbols, changing=frozenset())

    # -- changes -------------------------------------------------------------------------------------------------------

    def layers(self) -> list[Layer]:
        """What is changed, from the inside out: saved variant files, a variant of the scenario, the caller's wish."""
        found = [written_layer(extension) for extension in self.extensions]
        if self.changes.variant:
            found.append(self.variant_layer(called("--variant", self.changes.variant)))
        found.append(layer_of_call(self.changes))
        settable, disablable = settable_names(self.file), disablable_names(self.file)
        return [check_layer(layer, settable, disablable, self.gathering) for layer in found]

    def variant_layer(self, name: Scalar) -> Layer:
        """The changes of the variant that is asked for."""
        entry = self.file.variants.get(name.text)
        if entry is None:
            self.gathering.complaints.append(unknown(name.place, "variant", name.text, list(self.file.variants)))
            return Layer()
        return written_layer(entry)

    def variants(
        self, scope: Scope, parameters: dict[str, Parameter], state: dict[str, Variable]
    ) -> dict[str, Variant]:
        """The variants by name, each value held against the type of what it sets."""
        settable, disablable = settable_names(self.file), disablable_names(self.file)
        found = {}
        for name, entry in self.file.variants.items():
            layer = check_layer(written_layer(entry), settable, disablable, self.gathering)
            for key, text in layer.set.items():
                if key in parameters:
                    scope.fixed_amount(text, parameters[key].type)
                elif key in state:
                    scope.fixed(text, state[key].type)
            found[name] = Variant(
                name=name,
                title=entry.title,
                set={key: text.text for key, text in layer.set.items()},
                disable=tuple(text.text for text in layer.disable),
                place=self.file.key_in("variants", name),
            )
        return found

    # -- the small things ----------------------------------------------------------------------------------------------

    def name(self) -> str:
        """The short name, fit to name a folder."""
        written = next((one.scenario for one in reversed(self.extensions) if one.scenario), self.file.scenario)
        if not written.text or not set(written.text) <= SLUG_CHARACTERS or written.text[0] in "-_":
            message = f"`{written}` cannot be the short name: it names a folder, so letters, digits and hyphens alone"
            self.gathering.add(written.place, "name", message)
        return written.text

    def title(self) -> str:
        """The title for people; the short name where the file gives none."""
        return (
            next((one.title for one in reversed(self.extensions) if one.title), self.file.title)
            or self.file.scenario.text
        )

    def horizons(self, scope: Scope) -> tuple[int, int]:
        """The horizon of the base file, and the one that counts, in microseconds."""
        own = self.horizon(self.file.horizon, scope)
        texts = [extension.horizon for extension in self.extensions if extension.horizon is not None]
        if self.changes.horizon:
            texts.append(called("--horizon", self.changes.horizon))
        return own, [own, *(self.horizon(text, scope) for text in texts)][-1]

    def horizon(self, text: Scalar, scope: Scope) -> int:
        """A horizon in microseconds; the longest one after a complaint."""
        try:
            found = parse_duration_microseconds(text.text, text.place, scope.symbols)
        except ScenarioError:
            hint = f"`{text} days`" if text.text.replace(".", "").isdecimal() else ""
            message = f"the horizon is a duration after the start, such as `120 days`, and this is `{text}`"
            self.gathering.add(text.place, "horizon", message, hint)
            return LONGEST_HORIZON
        if found <= 0:
            self.gathering.add(text.place, "horizon", f"the horizon lies after the start, and `{text}` does not")
        elif found > LONGEST_HORIZON:
            self.gathering.add(text.place, "horizon", "the horizon is at most 200 years away")
        elif found > (datetime.max.replace(tzinfo=UTC) - scope.symbols.starts) // timedelta(microseconds=1):
            self.gathering.add(text.place, "horizon", "the story would end after the year 9999")
        return found

    def actors(self, scope: Scope) -> dict[str, Actor]:
        """The actors by name."""
        return {
            name: Actor(
                name=name, title=entry.title, provenance=scope.provenance(entry), place=self.file.key_in("actors", name)
            )
            for name, entry in self.file.actors.items()
        }

    def check_luck(self, triggers: dict[str, Trigger]) -> None:
        """Complain of two triggers that would draw the same luck (R19)."""
        owners: dict[str, str] = {}
        for name, trigger in triggers.items():
            if trigger.luck in owners:
                message = f"`{name}` and `{owners[trigger.luck]}` would draw the same luck, `{trigger.luck}` (R19)"
                other = triggers[owners[trigger.luck]]
                place = trigger.places.get("luck") or other.places.get("luck") or trigger.place
                self.gathering.add(place, "same-luck", message, "`luck` takes the former name of a renamed trigger")
            owners.setdefault(trigger.luck, name)

    def correlated(
        self, scope: Scope, parameters: dict[str, Parameter], overrides: dict[str, Scalar]
    ) -> tuple[tuple[str, str, float], ...]:
        """Pairs of uncertain parameters that go together; a pair of which one is set to a plain value falls away."""
        found: dict[frozenset[str], tuple[str, str, float]] = {}
        for entry in self.file.correlated:
            names = [name.text for name in entry.parameters]
            scope.provenance(entry)
            known = [self.is_uncertain(name, parameters, overrides) for name in entry.parameters]
            expression = scope.fixed(entry.correlation, NUMBER)
            value = constant(expression) if expression is not None else None
            if expression is not None and (value is None or not -1 <= value <= 1):
                value = None
                self.gathering.add(entry.correlation.place, "bounds", "a correlation is a number from -1 to 1")
            if names[0] == names[1] or frozenset(names) in found:
                self.gathering.add(
                    entry.parameters[1].place, "duplicate-name", f"`{names[0]}` and `{names[1]}` are no new pair"
                )
            if all(known) and value is not None and not any(parameters[name].law.is_certain for name in names):
                found[frozenset(names)] = (names[0], names[1], value)
        if factor(tuple(found.values()), list(parameters)) is None:
            message = "no numbers can go together like this: the matrix of these correlations is not positive definite"
            place = self.file.correlated[0].parameters[0].place
            self.gathering.add(place, "correlations", message, "bring the correlations closer to 0")
            return ()
        return tuple(found.values())

    def is_uncertain(self, name: Scalar, parameters: dict[str, Parameter], overrides: dict[str, Scalar]) -> bool:
        """Whether a name is that of a parameter which the file draws; complains if not."""
        if name.text not in parameters:
            if name.text not in self.gathering.broken:
                self.gathering.complaints.append(unknown(name.place, "parameter", name.text, list(parameters)))
            return False
        if parameters[name.text].law.is_certain and name.text not in overrides:
            message = f"`{name}` is a plain value; only parameters that are drawn can go together"
            self.gathering.add(name.place, "not-uncertain", message)
            return False
        return True

    def max_decisions(self) -> int:
        """The most decisions that one rollout may hold (R17)."""
        text = self.file.max_decisions
        if text is None:
            return MOST_DECISIONS
        digits = text.text.replace("_", "")
        if not digits.isdecimal() or int(digits) == 0:
            message = f"`max_decisions` is a whole number above 0, and this is `{text}`"
            self.gathering.add(text.place, "not-whole", message)
            return MOST_DECISIONS
        return int(digits)


MOST_DECISIONS = 100_000
"""R17, where the file does not say"""
START = datetime(2000, 1, 1, tzinfo=UTC)
"""What stands in for a start that cannot be read."""
