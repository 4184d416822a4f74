"""`flashpoint new`: a small, commented, valid scenario to start from."""

from __future__ import annotations

import re
from pathlib import Path

from sim.errors import UsageError
from sim.language.words import capitalised

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")

TEMPLATE = """\
# {title}
#
# A scenario is one file. Read it aloud:         flashpoint explain {file}
# Is it well formed?                             flashpoint check {file}
# One way in which it can go, day by day:        flashpoint narrate {file}
# Many ways, with figures and a report:          flashpoint run {file}
#
# It draws out what these assumptions imply. It does not predict what leaders will do. Two invented states stand in for
# yours; change everything.

flashpoint: 1                            # version of this format
scenario: {slug}
title: {title}
starts: 2030-03-01                       # day 0
horizon: 60 days                         # the story ends here if no outcome ends it sooner

sources:                                 # what your numbers rest on
  yearbook: {{title: Yearbook of incidents at sea, publisher: invented for the example, date: 2029-12-31}}

parameters:                              # the numbers people argue about
  incident_rate:
    value: 0.3 to 1.2 per week           # `A to B`: nine times out of ten in between; drawn once per world
    between: [0.1 per week, 3 per week]  # plausible: the ends of a slider
    title: How often patrol boats collide
    source: yearbook
    note: between 16 and 60 a year in the last ten years
  patience:
    value: 2
    between: [1, 6]
    unit: incidents
    title: Incidents after which Northland acts
    note: "judgement: the first one was overlooked"
  resolve:
    value: 20% to 70%
    between: [0%, 100%]
    title: Chance that Northland answers with a blockade
    note: "judgement: its cabinet is divided"

state:                                   # what the world is in
  incidents: {{count: 0, title: Incidents at sea}}
  talks: {{flag: false, title: Talks have begun}}

ladder:                                  # how far things have gone, lowest rung first; the last one that holds counts
  - {{rung: calm, title: Calm}}
  - {{rung: incidents, when: incidents >= 1 and not talks, title: Incidents without talks}}
  - {{rung: blockade, when: northland.posture == blockading, title: Northland blocks the port}}

events:                                  # what nobody decides
  incident:
    title: Patrol boats collide
    when: not talks
    rate: incident_rate                  # may happen at any time, so often on average
    then: [incidents += 1]

actors:                                  # who decides what, and when
  northland:
    title: Northland
    state:
      posture: {{levels: [patrolling, blockading], title: What Northland's navy does}}
    triggers:
      blockade:
        title: Northland answers repeated incidents with a blockade
        when: incidents >= patience and posture == patrolling and not talks
        after: 1 to 5 days               # it takes time to decide; if `when` lapses meanwhile, it is called off
        chance: resolve
        then: [posture = blockading]
        reconsider: 7 days               # after a refusal it thinks again
        note: "judgement: such decisions took days, not weeks"
  southport:
    title: Southport
    triggers:
      offer_talks:
        title: Southport offers talks while its port is blocked
        when: northland.posture == blockading
        for: 5 days                      # must hold so long without a break
        after: 2 to 10 days
        then:
          - talks = true
          - northland.posture = patrolling
        note: "judgement: it can live without the port for a few weeks at most"

outcomes:                                # how it can end; the first that holds counts
  settlement: {{when: talks, for: 14 days, title: Two weeks of talks}}
  stand_off: {{at_horizon: northland.posture == blockading, title: The port is still blocked at the horizon}}

assertions:                              # what must hold in every rollout, whatever the luck
  no_blockade_without_incident:
    title: Northland never blocks the port without an incident
    never: northland.posture == blockading
    unless: incidents >= 1

variants:                                # what if
  patient_northland: {{set: {{patience: 4}}, title: A patient Northland}}
"""


def beginning(slug: str, file: str = "") -> str:
    """The text of a first scenario.

    Args:
        slug: the scenario's short name: small letters, digits and hyphens.
        file: the file that it will stand in, as its comments name it.

    Raises:
        UsageError: the name is not of that form.
    """
    if not SLUG.fullmatch(slug):
        near = re.sub(r"[^a-z0-9]+", "-", slug.lower()).strip("-")
        hint = f"; `{near}` would do" if near else ""
        message = f"`{slug}` cannot name a scenario: small letters, digits and hyphens between them are expected{hint}"
        raise UsageError(message)
    return TEMPLATE.format(slug=slug, title=capitalised(slug.replace("-", " ")), file=file or f"{slug}.yaml")


def begin(name: str, *, force: bool = False) -> Path:
    """Write a first scenario; where it went.

    Args:
        name: a short name, which becomes NAME.yaml in the present folder, or the path of a file.
        force: write over a file that is already there.

    Raises:
        UsageError: the name cannot name a scenario, its folder does not exist, or the file is there already.
    """
    path = Path(name) if name.endswith((".yaml", ".yml")) else Path(f"{name}.yaml")
    text = beginning(path.stem.replace("_", "-"), path.as_posix())
    if not path.parent.is_dir():
        message = f"there is no folder `{path.parent}` to write `{path.name}` into"
        raise UsageError(message)
    if path.exists() and not force:
        message = f"`{path}` is there already; give another name, or `--force` to write over it"
        raise UsageError(message)
    path.write_text(text, encoding="utf-8")
    return path
