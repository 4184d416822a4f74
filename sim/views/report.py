"""The report: one HTML file without scripts or anything to load, which prints and mails as it is.

The only door to jinja2.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from sim.engine.replay import replay_command
from sim.language.prose import Section, sections
from sim.language.register import register
from sim.language.words import capitalised, listed, quoted
from sim.views.tabulation import (
    Table,
    assertion_table,
    base_rate_table,
    error_table,
    outcome_table,
    path_table,
    quantity_table,
    rung_course,
    rung_table,
    trigger_table,
    value_table,
)
from sim.views.wording import bound, calendar, frequency, natural, titled

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sim.analysis.estimates import Estimates
    from sim.analysis.intervals import Proportion
    from sim.language.register import Assumption
    from sim.language.scenario import Scenario
    from sim.views.plots import Drawing

TEMPLATES = Path(__file__).parent / "templates"

MODESTY = (
    (
        "A simulation of this kind draws out what its assumptions imply. It does not predict what leaders will do. It"
        " can show that things which seem harmless one by one lead somewhere together, which assumption carries a"
        " result, how long things take, and what can happen at all if the assumptions hold."
    ),
    (
        "It cannot say how probable the real event was or is. The numbers below are shares of simulated rollouts;"
        " they are as good as the file that they come from, and many of its numbers are judgements. Change a"
        " judgement and the shares change."
    ),
    (
        "Two kinds of spread are kept apart. Bands tell how rollouts differ from one another: luck, and numbers that"
        " nobody knows. Intervals tell how well so many rollouts pin a share down; more rollouts narrow them, and no"
        " number of rollouts makes the assumptions better."
    ),
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing in the page."""

    caption: str
    svg: str


@dataclass(frozen=True, slots=True)
class Chapter:
    """Figures and the tables beside them under one heading."""

    anchor: str
    title: str
    figures: tuple[Figure, ...]
    tables: tuple[Table, ...]


def render(told: Estimates, scenario: Scenario, manifest: Mapping[str, Any], drawings: Sequence[Drawing]) -> str:
    """The report as HTML text, the same bytes for the same input.

    Args:
        told: what the rollouts mean.
        scenario: what they are rollouts of, for its English, its assumptions and its sources.
        manifest: what the run says of itself; `command`, `versions`, `partial`, `rollouts_asked_for`, `worlds` and
            `changes` are shown, where they are there.
        drawings: the figures (`plots.drawings`).
    """
    loader = FileSystemLoader(TEMPLATES)
    environment = Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
        keep_trailing_newline=True,
    )  # fmt: skip
    page = _page(told, scenario, manifest, drawings)
    return environment.get_template("report.html").render(page=page)


def _page(
    told: Estimates, scenario: Scenario, manifest: Mapping[str, Any], drawings: Sequence[Drawing]
) -> dict[str, Any]:
    """Everything that the template shows."""
    chapters = _chapters(told, drawings)
    assertions, errors = assertion_table(told), error_table(told)
    rates = base_rate_table(told, scenario.base_rates)
    lines = register(scenario)
    worlds = told.worlds if told.worlds < told.rollouts else None
    violated = [found.first_violation for found in told.assertions.values() if found.first_violation is not None]
    return {
        "version": str(manifest.get("versions", {}).get("flashpoint", "")),
        "title": told.title or told.scenario,
        "rollouts": f"{told.rollouts:,}",
        "subtitle": _subtitle(told),
        "warnings": _warnings(told, manifest),
        "modesty": MODESTY,
        "brief": _brief(told),
        "contents": _contents(chapters, errors, rates),
        "told": _without_lists(sections(scenario)),
        "chapters": chapters,
        "assertions": assertions,
        "violations": [replay_command(scenario, told.seed, rollout, worlds) for rollout in sorted(set(violated))],
        "errors": errors,
        "first_errors": [error.first[0] for error in told.errors.values() if error.first],
        "base_rates": rates,
        "register": _register_table(lines),
        "register_lead": _register_lead(lines),
        "sources": _sources(scenario),
        "command": str(manifest.get("command", "")),
        "narrate": replay_command(scenario, told.seed, 0, worlds),
        "origin": _origin(told, manifest),
    }


def _subtitle(told: Estimates) -> str:
    dates = calendar(told)
    worlds = f" in {told.worlds:,} worlds" if told.worlds < told.rollouts else ""
    return (
        f"{told.rollouts:,} rollouts{worlds} from {dates.date(0)} to {dates.date(told.horizon)} at the latest. Scenario"
        f" {told.scenario}, digest {told.digest}, seed {told.seed}."
    )


def _warnings(told: Estimates, manifest: Mapping[str, Any]) -> list[str]:
    found = []
    if manifest.get("partial"):
        asked = manifest.get("rollouts_asked_for", 0)
        found.append(
            f"This run was interrupted: {told.rollouts:,} of {asked:,} rollouts were finished, and are shown here."
        )
    changes = manifest.get("changes", {})
    changed = [f"{name} = {value}" for name, value in changes.get("set", {}).items()]
    changed += [f"{name} switched off" for name in changes.get("disable", ())]
    changed += [f"variant {changes['variant']}"] if changes.get("variant") else []
    changed += [f"horizon {changes['horizon']}"] if changes.get("horizon") else []
    if changed:
        found.append(f"The scenario was run with changes: {listed(changed)}.")
    if told.errors:
        lost = sum(error.share.k for error in told.errors.values())
        found.append(f"{lost:,} of {told.rollouts:,} rollouts met an error of the scenario (see below).")
    return found


def _brief(told: Estimates) -> list[str]:
    """The headline: ends, then the upper half of the ladder, then the assertions, as natural frequencies."""
    ends = sorted(told.outcomes.items(), key=lambda pair: -pair[1].k)
    said = [
        f"{capitalised(natural(end))} rollouts end with {quoted(titled(name, end.title))} ({_plainly(end)})."
        for name, end in ends
        if end.k or name not in {"none", "error"}
    ]
    upper = list(told.rungs.items())[len(told.rungs) // 2 :]
    reached = [f"{natural(rung)} reach {quoted(titled(name, rung.title))}" for name, rung in upper]
    if reached:
        said.append(f"Of the upper rungs of the ladder: {'; '.join(reached)}.")
    broken = [(name, found) for name, found in told.assertions.items() if found.violated and found.violated.k]
    for name, found in broken:
        share = frequency(found.violated.p) if found.violated and found.violated.p < 1 else "all"
        said.append(
            f"The assertion {quoted(titled(name, found.title))} is violated in {share} of the rollouts that decided it"
            f" (first in rollout {found.first_violation:,})."
        )
    if told.assertions and not broken:
        said.append("No assertion was violated in these rollouts, which does not prove that none can be.")
    return said


def _plainly(share: Proportion) -> str:
    return f"{share.k:,} of {share.n:,}" + ("" if share.k else f", so at most {bound(share.high)}")


def _contents(chapters: Iterable[Chapter], errors: Table, rates: Table) -> list[tuple[str, str]]:
    found = [("scenario", "The scenario in English"), *((chapter.anchor, chapter.title) for chapter in chapters)]
    found.append(("assertions", "What must hold in every rollout"))
    found += [("errors", "Errors")] if errors.rows else []
    found += [("base-rates", "Beside what is known of such cases")] if rates.rows else []
    return [*found, ("assumptions", "Every assumption, with its source"), ("repeat", "How to repeat this")]


def _without_lists(whole: Section) -> Section:
    """The scenario in English without its sources and published shares, which have lists of their own further down."""
    elsewhere = ("source:", "base_rate:")
    kept = tuple(
        part
        for part in whole.sections
        if not part.sentences or not all(sentence.about.startswith(elsewhere) for sentence in part.sentences)
    )
    return Section(whole.title, whole.lead, whole.sentences, kept)


def _chapters(told: Estimates, drawings: Sequence[Drawing]) -> list[Chapter]:
    """The figures with the tables beside them; a chapter without either is left out."""
    tables: dict[str, tuple[Table, ...]] = {
        "outcomes": (outcome_table(told),),
        "rungs": (rung_course(told),),
        "at_or_above": (rung_course(told, at_or_above=True),),
        "reached_by": (rung_table(told),),
        "paths": (path_table(told),),
        "triggers": (trigger_table(told),),
        "quantities": (quantity_table(told), value_table(told)),
    }
    titles = {
        "outcomes": "How the rollouts end",
        "rungs": "Where the rollouts stand on the ladder",
        "at_or_above": "How far up the ladder they stand",
        "reached_by": "Which rungs they reach, and when",
        "paths": "Which ways they take",
        "triggers": "When each trigger fires",
        "quantities": "Counts and quantities",
    }
    found = []
    for name, beside in tables.items():
        drawn = [drawing for drawing in drawings if re.fullmatch(rf"{name}(_\d+)?", drawing.name)]
        figures = tuple(Figure(drawing.caption, inline(drawing)) for drawing in drawn)
        filled = tuple(table for table in beside if table.rows and len(table.heads) > 1)
        if figures or filled:
            found.append(Chapter(name.replace("_", "-"), titles[name], figures, filled))
    return found


def inline(drawing: Drawing) -> str:
    """A drawing as an element of the page: as wide as the page, told to screen readers, its names its own."""
    start = drawing.svg.index("<svg")
    body = drawing.svg[start:]
    body = re.sub(r'(\sid="|href="#|url\(#)', rf"\g<1>{drawing.name}-", body)
    head, rest = body.split(">", 1)
    head = re.sub(r'\s(width|height)="[^"]*"', "", head)
    label = escape(f"{drawing.title}. {drawing.caption}", quote=True)
    return f'{head} role="img" aria-label="{label}">{rest}'.rstrip()


def _register_table(lines: Sequence[Assumption]) -> Table:
    rows = tuple(
        (
            capitalised(line.what),
            line.key.replace("_", " "),
            line.value,
            line.law or (f"plausible: {line.range}" if line.range else ""),
            line.source,
            line.reason,
            str(line.place.line or line.place),
        )
        for line in lines
    )
    heads = ("what", "key", "value", "law or range", "source", "reason", "line")
    return Table("The assumption register", heads, rows, numbers=len(heads))


def _register_lead(lines: Sequence[Assumption]) -> str:
    judged = sum(not line.sources or "judgement" in line.reason for line in lines)
    return (
        f"{len(lines)} assumptions are written out in the file; {judged} of them rest on judgement,"
        " for want of a source or beside one."
        " Whoever doubts one can change it in the file, or with --set where it is a parameter, and run again."
    )


def _sources(scenario: Scenario) -> list[dict[str, str]]:
    return [
        {
            "name": name,
            "text": ", ".join(part for part in (source.title, source.publisher, source.date) if part) + ".",
            "url": source.url if re.match(r"https?://", source.url) else "",
            "note": source.note,
        }
        for name, source in scenario.sources.items()
    ]


def _origin(told: Estimates, manifest: Mapping[str, Any]) -> Table:
    rows = [
        ("scenario", told.scenario),
        ("digest of the scenario as it was run", told.digest),
        ("seed", str(told.seed)),
        ("rollouts", f"{told.rollouts:,}"),
        ("worlds", f"{told.worlds:,}"),
        ("engine", told.engine),
    ]
    rows += [(name, str(version)) for name, version in manifest.get("versions", {}).items()]
    return Table("Where it comes from", ("what", "which"), tuple(rows), numbers=2)
