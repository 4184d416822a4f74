"""Cases: dated facts, forced luck and expectations about one rollout, from a file or a scenario's own `cases`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sim.errors import Complaint, ScenarioError, nearest
from sim.language.builder import adjusted, build, built
from sim.language.document import survey
from sim.language.expectations import ExpectationReader
from sim.language.expressions import parse_date
from sim.language.gathering import Gathering
from sim.language.inspection import constant
from sim.language.kinds import NUMBER
from sim.language.nodes import Document, Entries, Node, Scalar
from sim.language.scenario import Case, Fact, ForcedLuck
from sim.language.schema import VERSION, CaseFile
from sim.language.scope import FIRST_AMOUNT_SLOT, Scope, cited_in, slot_of, symbols_of
from sim.language.script import check_version, is_case, reference_to
from sim.language.shapes import listed
from sim.language.shaping import shaped

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from sim.errors import Place
    from sim.language.scenario import Scenario
    from sim.language.schema import CaseEntry, FactEntry, LuckEntry


def load_cases(path: str | Path) -> tuple[Case, ...]:
    """The case in a case file, or the cases of a scenario file; none if the scenario has none.

    Raises:
        ScenarioError: with every complaint about the file, and about the scenario that a case names.
    """
    document, complaints = survey(path)
    if document is not None and is_case(document):
        return (case_in(document, complaints),)
    return cases_of(built(document, complaints))


def cases_of(scenario: Scenario) -> tuple[Case, ...]:
    """The cases that a scenario's own files hold, about the scenario as it stands.

    Raises:
        ScenarioError: with every complaint about the cases.
    """
    gathering = Gathering()
    cases = [CaseReader(scenario, gathering).read(entry) for entry in scenario.document.cases()]
    names: set[str] = set()
    for case in cases:
        if case.name in names:
            gathering.add(case.place, "duplicate-name", f"two cases are called `{case.name}`")
        names.add(case.name)
    gathering.settle()
    return tuple(cases)


def case_in(document: Document, complaints: Sequence[Complaint]) -> Case:
    """The case that a file of its own holds, about which there are complaints already.

    Raises:
        ScenarioError: with those and all others.
    """
    gathering = Gathering(complaints)
    check_version(document, gathering)
    root = document.root
    if not isinstance(root, Entries):
        raise ScenarioError(gathering.found())
    written = root.values.get("scenario")
    found = shaped(_outline(root), CaseFile, {"flashpoint": VERSION, "case": "unnamed", "scenario": "scenario.yaml"})
    gathering.complaints += found.complaints
    scenario = gathering.attempt(lambda: _scenario_of(written, document)) if written is not None else None
    if scenario is None or found.model is None:
        raise ScenarioError(gathering.found())
    case = CaseReader(scenario, gathering).read(found.model)
    gathering.settle()
    return case


def _outline(root: Entries) -> Entries:
    """A case with the name of its scenario where a whole scenario stands, which is judged by itself."""
    written = root.values.get("scenario")
    if not isinstance(written, Entries):
        return root
    return Entries({**root.values, "scenario": Scalar("in place", written.place)}, root.keys, root.place)


def _scenario_of(written: Node, document: Document) -> Scenario | None:
    """The scenario that a case is about: a file, or what stands in its place."""
    if isinstance(written, Entries):
        version = {"flashpoint": Scalar(VERSION, written.place)}
        keys = {"flashpoint": Scalar("flashpoint", written.place)}
        inner = Entries(version | written.values, keys | written.keys, written.place)
        return build(replace(document, root=inner))
    if not isinstance(written, Scalar) or written.is_empty:
        return None
    base, complaints = survey(reference_to(written, document))
    if base is None and not any(complaint.place.line for complaint in complaints):
        message = f"the scenario `{written}` cannot be read: {complaints[0].message}"
        raise ScenarioError([Complaint(written.place, "scenario", message, complaints[0].hint)])
    return built(base, complaints)


@dataclass(frozen=True, slots=True)
class CaseReader:
    """Reads cases about one scenario."""

    scenario: Scenario
    gathering: Gathering

    def read(self, entry: CaseEntry) -> Case:
        """The case, after every complaint about it."""
        scenario = self.scenario
        scope = Scope(symbols_of(scenario), self.gathering, scenario.sources)
        scope.provenance(entry)
        reader = ExpectationReader(scope, scenario)
        return Case(
            name=entry.case.text,
            scenario=self.without(listed(entry.without)),
            title=entry.title,
            given=self.facts(entry, scope),
            luck={name: luck for name, one in entry.luck.items() if (luck := self.luck(name, one, entry, scope))},
            expect=tuple(
                found
                for key, value in entry.expect.items()
                for found in reader.read(key, value, entry.key_in("expect", key))
            ),
            seed=self.whole(entry.seed, 1),
            rollout=self.whole(entry.rollout, 0),
            path=scenario.path if entry.place.file == scenario.path else entry.place.file,
            place=entry.case.place,
        )

    def without(self, names: Sequence[Scalar]) -> Scenario:
        """The scenario without what the case switches off."""
        scenario = self.scenario
        known = {*self.triggers(), *scenario.actors, "events"}
        for name in names:
            if name.text not in known:
                message = f"`{name}` is neither a trigger nor an actor, so it cannot be switched off"
                self.gathering.add(name.place, "unknown-override", message, nearest(name.text, known))
        off = [name.text for name in names if name.text in known]
        return adjusted(scenario, disable=off) if off else scenario

    def triggers(self) -> list[str]:
        """Full names of all triggers, those that are switched off included."""
        return [*self.scenario.triggers, *self.scenario.disabled]

    def facts(self, entry: CaseEntry, scope: Scope) -> tuple[Fact, ...]:
        """The dated facts, in the order of time."""
        found = [
            fact
            for date, given in entry.given.items()
            if (fact := self.fact(date, given, entry.key_in("given", date), scope)) is not None
        ]
        return tuple(sorted(found, key=lambda fact: fact.time))

    def fact(self, date: str, given: FactEntry, place: Place, scope: Scope) -> Fact | None:
        """One fact; its amounts are known, so none is drawn."""
        effects, _ = scope.effects(given.then, FIRST_AMOUNT_SLOT)
        for effect in effects:
            if slot_of(effect) is not None:
                message = "a fact is what happened, so its amounts are known; this one would be drawn"
                self.gathering.add(effect.place, "random-fact", message)
        time = self.gathering.attempt(lambda: parse_date(date, place, scope.symbols))
        if time is None:
            return None
        if not 0 <= time <= self.scenario.horizon:
            where = "before the start" if time < 0 else "after the horizon"
            self.gathering.add(place, "outside-horizon", f"`{date}` lies {where}")
        cited = [one for effect in given.then for one in cited_in(effect)]
        return Fact(
            time=time,
            effects=effects,
            provenance=scope.provenance(given, *cited),
            confidence=given.confidence or "",
            title=given.title,
            place=place,
        )

    def luck(self, name: str, luck: LuckEntry, entry: CaseEntry, scope: Scope) -> ForcedLuck | None:
        """The forced luck of one trigger."""
        place = entry.key_in("luck", name)
        trigger = self.scenario.triggers.get(name)
        if trigger is None:
            if name not in self.scenario.disabled:
                hint = nearest(name, self.triggers())
                self.gathering.add(place, "unknown-trigger", f"no trigger `{name}` is known", hint)
            return None
        random = [effect for effect in trigger.effects if slot_of(effect) is not None]
        if len(luck.amounts) > len(random):
            message = f"`{name}` draws {len(random)} amounts, and luck for {len(luck.amounts)} stands here"
            self.gathering.add(luck.place_of("amounts"), "arguments", message)
        amounts = [self.uniforms(listed(turns), scope) for turns in luck.amounts]
        return ForcedLuck(
            delay=self.uniforms(listed(luck.delay), scope),
            chance=self.uniforms(listed(luck.chance), scope),
            amounts=dict(enumerate(amounts, FIRST_AMOUNT_SLOT)),
        )

    def uniforms(self, texts: Sequence[Scalar], scope: Scope) -> tuple[float | None, ...]:
        """Draws by turn, each inside 0 to 1; None for one that is left as it falls."""
        found: list[float | None] = []
        for text in texts:
            if text.text == "drawn":
                found.append(None)
                continue
            expression = scope.fixed(text, NUMBER)
            value = constant(expression) if expression is not None else None
            if expression is not None and (value is None or not 0 < value < 1):
                message = f"a draw lies between 0% and 100% and is neither, and this is `{text}`"
                self.gathering.add(text.place, "chance", message)
            found.append(value)
        return tuple(found)

    def whole(self, text: Scalar | None, default: int) -> int:
        """A whole number of 0 or more."""
        if text is None:
            return default
        if not text.text.isdecimal():
            self.gathering.add(text.place, "not-whole", f"a whole number was expected, and this is `{text}`")
            return default
        return int(text.text)
