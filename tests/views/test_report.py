from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest

from sim.analysis.estimates import Estimates, estimates
from sim.engine.cluster import batch, grid_times
from sim.language.builder import build
from sim.language.document import read_text
from sim.language.scenario import Scenario
from sim.views.plots import drawings
from sim.views.report import inline, render

TEXT = """
flashpoint: 1
scenario: letter
title: The letter <b>& the patron</b>
starts: 2020-10-31 00:00+04:00
horizon: 30 days
sources:
  ministry: {title: Statement of the ministry, publisher: A newspaper, date: 2020-10-31, url: "https://example.org/a"}
  rumour: {title: What was said, publisher: Nobody, url: "javascript:alert(1)"}
parameters:
  resolve: {value: 20% to 60%, between: [0%, 100%], source: ministry, note: "<script>alert(1)</script>"}
state:
  clashes: {count: 0}
  aid: {flag: false, title: Aid has come}
ladder:
  - {rung: calm, title: Calm}
  - {rung: clashes_began, when: clashes >= 1, title: Clashes on the border}
  - {rung: aided, when: aid, title: Aid has come}
events:
  clash: {rate: 2 per week, then: [clashes += 1], title: A clash on the border}
actors:
  patron:
    title: The patron
    triggers:
      help:
        title: The patron sends aid
        when: clashes >= 2
        after: 1 to 5 days
        chance: resolve
        repeat: once
        then: [aid = true]
        source: ministry
outcomes:
  helped: {when: aid, title: Aid comes}
assertions:
  no_aid: {always: not aid, title: Aid never comes}
  few_clashes: {always: clashes <= 1000, title: There are few clashes}
base_rates:
  allies: {statement: helped, share: 27%, interval: [20%, 35%], definition: Allies that came, source: ministry}
"""
MANIFEST: dict[str, Any] = {
    "command": "flashpoint run letter.yaml --set 'resolve=50%' --rollouts 40",
    "versions": {"flashpoint": "0.1.0", "python": "3.11.9"},
    "partial": False,
    "rollouts_asked_for": 40,
    "changes": {"set": {}, "disable": [], "variant": "", "horizon": ""},
}
SCENARIO: Scenario = build(read_text(TEXT, "letter.yaml"))
TOLD: Estimates = estimates(batch(SCENARIO, range(40), 1, None, grid_times(SCENARIO, 20)))
DRAWN = tuple(drawings(TOLD))
PAGE = render(TOLD, SCENARIO, MANIFEST, DRAWN)


class Reader(HTMLParser):
    """Notes what a browser would: elements and attributes, and elements left open."""

    VOID = frozenset({"meta", "br", "hr", "img", "link", "input", "path", "use"})

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.strays: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if tag in self.VOID:
            return
        if not self.open or self.open.pop() != tag:
            self.strays.append(tag)


SEEN = Reader(PAGE)


def all_of(name: str) -> list[str]:
    return [value for _, attributes in SEEN.found for key, value in attributes.items() if key == name and value]


def test_every_element_is_closed_and_every_name_is_given_once() -> None:
    assert (SEEN.open, SEEN.strays) == ([], [])
    names = all_of("id")
    assert len(names) == len(set(names))


def test_the_page_loads_and_runs_nothing() -> None:
    elements = {tag for tag, _ in SEEN.found}
    assert elements.isdisjoint({"script", "link", "iframe", "img", "object", "embed", "form", "base"})
    assert not [key for _, attributes in SEEN.found for key in attributes if key.startswith("on") or key == "src"]
    assert "@import" not in PAGE
    assert all(link.startswith("#") or link == "https://example.org/a" for link in all_of("href"))
    assert set(re.findall(r"url\(([^)]{4})", PAGE)) <= {"#out", "#run", "#at_", "#rea", "#pat", "#tri", "#qua"}


def test_every_link_within_the_page_leads_somewhere() -> None:
    names = set(all_of("id"))
    targets = {link[1:] for link in [*all_of("href"), *all_of("xlink:href")] if link.startswith("#")}
    assert targets
    assert targets <= names


def test_what_the_file_says_stays_text() -> None:
    assert "<h1>The letter &lt;b&gt;&amp; the patron&lt;/b&gt;</h1>" in PAGE
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in PAGE
    assert "javascript:" not in PAGE


def test_it_opens_with_what_it_can_and_cannot_say() -> None:
    modesty, brief = PAGE.index("It does not predict what leaders will do"), PAGE.index('id="brief"')
    assert modesty < brief < PAGE.index('id="scenario"') < PAGE.index('id="outcomes"') < PAGE.index('id="assumptions"')


def test_the_headline_is_told_in_natural_frequencies() -> None:
    told = TOLD.outcomes["helped"]
    assert 0 < told.k < 40
    assert f"rollouts end with “Aid comes” ({told.k} of 40)." in PAGE
    assert "The assertion “Aid never comes” is violated in" in PAGE


def test_every_figure_is_there_with_words_for_those_who_cannot_see_it() -> None:
    labels = [attributes["aria-label"] for tag, attributes in SEEN.found if tag == "svg"]
    assert len(labels) == len(DRAWN)
    assert all(label and drawing.caption in label for label, drawing in zip(labels, DRAWN, strict=True))
    assert PAGE.count("<figcaption>") == len(DRAWN)
    assert all(attributes.get("role") == "img" for tag, attributes in SEEN.found if tag == "svg")
    assert ("html", {"lang": "en-GB"}) in SEEN.found


def test_every_assumption_is_listed_with_its_source() -> None:
    register = PAGE[PAGE.index('<table class="register">') :]
    assert "20% to 60%" in register
    assert "ministry" in register
    assert 'id="source-ministry"' in register
    assert "Allies that came" in PAGE


def test_it_tells_how_to_repeat_it() -> None:
    repeat = PAGE[PAGE.index('id="repeat"') :]
    for part in ("--set &#39;resolve=50%&#39;", TOLD.digest, "0.1.0", "flashpoint narrate letter.yaml --seed 1"):
        assert part in repeat
    first = TOLD.assertions["no_aid"].first_violation
    assert f"--rollout {first}</pre>" in PAGE


def test_the_same_bytes_every_time() -> None:
    assert render(TOLD, SCENARIO, MANIFEST, tuple(drawings(TOLD))) == PAGE


def test_it_prints_on_paper() -> None:
    assert "@page { size: A4;" in PAGE
    assert "@media print" in PAGE


@pytest.mark.parametrize(
    ("manifest", "told"),
    [
        (
            {"partial": True, "rollouts_asked_for": 5_000},
            "This run was interrupted: 40 of 5,000 rollouts were finished",
        ),
        (
            {"changes": {"set": {"resolve": "50%"}, "disable": ["clash"]}},
            "changes: resolve = 50% and clash switched off",
        ),
        ({"changes": {"variant": "hesitant", "horizon": "9 days"}}, "changes: variant hesitant and horizon 9 days"),
    ],
)
def test_what_is_unusual_about_a_run_is_said_at_the_top(manifest: dict[str, Any], told: str) -> None:
    page = render(TOLD, SCENARIO, MANIFEST | manifest, ())
    assert told in page[: page.index('id="modesty"')]


def test_a_page_without_figures_or_assertions_still_stands() -> None:
    page = render(replace(TOLD, assertions={}, quantities={}, final_values={}), SCENARIO, {}, ())
    seen = Reader(page)
    assert (seen.open, seen.strays) == ([], [])
    assert "The scenario asserts nothing." in page
    assert "<svg" not in page


def test_a_drawing_fits_the_width_of_the_page() -> None:
    head = inline(DRAWN[0]).split(">", 1)[0]
    assert 'viewBox="' in head
    assert " width=" not in head
    assert " height=" not in head
