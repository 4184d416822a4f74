"""Tests of `sim.language.lexicon`: titles and names inside a sentence."""

from __future__ import annotations

import pytest

from sim.language.lexicon import Lexicon, is_plural, lexicon_of
from tests.scenes import scene


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return lexicon_of(
        scene("""
            state:
              road: {levels: [open, city_taken], title: The road to Shusha/Shushi}
              near: {levels: [inside_karabakh, territory_of_armenia], title: How near to Armenia the war in Karabakh is}
              deaths: {count: 0, title: Deaths on both sides}
              shot: {flag: false, title: A Russian aircraft has been shot down}
              accepts: {flag: false, title: Yerevan accepts terms}
              border_open: {flag: false, title: Whether the border is open}
              truce: {flag: false}
              counts: {flag: false, title: "Does a strike count?"}
              nato_role: {count: 0, title: NATO flights over the strait}
            events:
              strike: {at: day 1, title: Baku strikes first}
            actors:
              russia:
                title: Russian Federation
                state: {posture: {levels: [low, high]}}
                triggers: {intervene: {when: truce, options: [{chance: 50%, name: all_in}, {chance: 50%}]}}
        """)
    )


@pytest.mark.parametrize(
    ("title", "inside"),
    [
        ("The road to Shusha/Shushi", "the road to Shusha/Shushi"),
        ("Deaths on both sides", "deaths on both sides"),
        ("Russian aircraft", "Russian aircraft"),
        ("NATO flights over the strait", "NATO flights over the strait"),
        ("Moscow's displeasure with Turkey", "Moscow's displeasure with Turkey"),
        ("Fighting", "fighting"),
        ("", ""),
    ],
)
def test_a_title_loses_its_capital_unless_it_is_a_name(lexicon: Lexicon, title: str, inside: str) -> None:
    assert lexicon.inline(title) == inside


def test_names_of_levels_keep_the_capitals_of_places(lexicon: Lexicon) -> None:
    assert lexicon.named("inside_karabakh") == "inside Karabakh"
    assert lexicon.named("territory_of_armenia") == "territory of Armenia"
    assert lexicon.named("city_taken") == "city taken"


@pytest.mark.parametrize(
    ("name", "so", "not_so"),
    [
        ("shot", "a Russian aircraft has been shot down", "a Russian aircraft has not been shot down"),
        ("accepts", "Yerevan accepts terms", "it is not so that Yerevan accepts terms"),
        ("border_open", "the border is open", "the border is not open"),
        ("truce", "“truce” holds", "“truce” does not hold"),
        ("counts", "the answer to “Does a strike count?” is yes", "the answer to “Does a strike count?” is no"),
    ],
)
def test_flags_are_clauses(lexicon: Lexicon, name: str, so: str, not_so: str) -> None:
    title = lexicon.scenario.variables[name].title
    assert lexicon.statement(name, title, so=True) == so
    assert lexicon.statement(name, title, so=False) == not_so


@pytest.mark.parametrize(
    ("name", "so", "not_so"),
    [
        (
            "shot",
            "a Russian aircraft has now been shot down",
            "it is no longer so that a Russian aircraft has been shot down",
        ),
        ("accepts", "from now on Yerevan accepts terms", "it is no longer so that Yerevan accepts terms"),
        ("truce", "“truce” holds from now on", "“truce” holds no longer"),
        (
            "counts",
            "the answer to “Does a strike count?” becomes yes",
            "the answer to “Does a strike count?” becomes no",
        ),
    ],
)
def test_flags_are_told_as_they_are_set(lexicon: Lexicon, name: str, so: str, not_so: str) -> None:
    title = lexicon.scenario.variables[name].title
    assert lexicon.becomes(name, title, so=True) == so
    assert lexicon.becomes(name, title, so=False) == not_so


def test_a_verb_inside_a_clause_is_not_denied(lexicon: Lexicon) -> None:
    assert (
        lexicon.statement("x", "The town that is near falls", so=False)
        == "it is not so that the town that is near falls"
    )


@pytest.mark.parametrize(
    ("phrase", "plural"),
    [
        ("deaths on both sides", True),
        ("the amount of aid", False),
        ("border clashes", True),
        ("troops on the border", True),
        ("people who fled", True),
        ("the crisis in the strait", False),
        ("what Moscow says", False),
        ("Turkey's gains in the Caucasus", True),
        ("", False),
    ],
)
def test_the_head_of_a_phrase_tells_one_from_many(phrase: str, plural: bool) -> None:
    assert is_plural(phrase) is plural


def test_subjects_agree_with_their_verbs(lexicon: Lexicon) -> None:
    deaths, near, posture = (lexicon.subject(name) for name in ("deaths", "near", "russia.posture"))
    assert (deaths.phrase, deaths.is_, deaths.stands, deaths.verb("go")) == (
        "deaths on both sides",
        "are",
        "stand",
        "go",
    )
    assert near.is_ == "stands at"
    assert (posture.phrase, posture.verb("go"), posture.verb("rise")) == ("Russia's posture", "goes", "rises")


def test_what_has_no_title_is_called_by_its_name(lexicon: Lexicon) -> None:
    assert lexicon.trigger("russia.intervene") == "Russia: intervene"
    assert lexicon.trigger("strike") == "Baku strikes first"
    assert lexicon.option("russia.intervene", 0) == "All in"
    assert lexicon.option("russia.intervene", 1) == "option 2"
    assert lexicon.happens("russia.intervene", 0) == "“All in” of “Russia: intervene”"
    assert lexicon.actor("russia") == "Russian Federation"
    assert lexicon.actor("minsk_group") == "Minsk Group"
    assert lexicon.titled("great_power", "") == "Great power"
