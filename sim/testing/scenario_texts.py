"""Random scenarios for property tests: small, valid, and using every construct of the language.

A scenario is drawn as plain data and written as JSON, which is YAML. Names are short and fixed, so that shrunk examples
read well. A drawn scenario may loop without end or leave its ladder at run time: engines must agree on that as well.
"""

from __future__ import annotations

import json
from typing import Any

from hypothesis import strategies as st

LEVELS = ["low", "middle", "high"]
CATEGORIES = ["red", "green", "blue"]
LEVEL_VARIABLES = ["tension", "a.posture"]
FLAGS = ["truce", "a.ready"]
COUNTS = ["clashes", "b.moves"]
STILL_QUANTITIES = ["stock"]
GROWING = ["losses", "supplies"]
SHARED_EFFECTS = ["tension", "truce", "mood", "clashes", "stock", "losses", "supplies"]

Draw = Any


def scenario_texts(most_triggers: int = 6) -> st.SearchStrategy[str]:
    """Texts of random scenarios with up to so many triggers."""
    return _scenario_data(most_triggers).map(lambda data: json.dumps(data, indent=1))


@st.composite
def _scenario_data(draw: Draw, most_triggers: int) -> dict[str, Any]:
    names = draw(_trigger_names(most_triggers))
    triggers = {name: draw(_trigger(name, names)) for name in names}
    data: dict[str, Any] = {
        "flashpoint": 1,
        "scenario": "drawn",
        "title": "A drawn scenario",
        "starts": "2021-03-01",
        "horizon": f"{draw(st.integers(4, 40))} days",
        "parameters": _PARAMETERS,
        "state": draw(_shared_state()),
        "define": {"hot": draw(_conditions(names)), "quiet": f"not hot and {draw(_still_conditions(names))}"},
        "ladder": [{"rung": "calm"}, *draw(_rungs(names))],
        "events": {name: trigger for name, trigger in triggers.items() if "." not in name},
        "actors": {actor: _actor(actor, triggers) for actor in ("a", "b")},
        "outcomes": draw(_outcomes(names)),
        "assertions": draw(_assertions(names)),
    }
    return {key: value for key, value in data.items() if value}


_PARAMETERS: dict[str, Any] = {
    "bar": {"value": 3, "between": [1, 6]},
    "pace": {"value": "1 to 4 per week"},
    "patience": {"value": "uniform(1 day, 5 days)"},
    "resolve": {"value": "20% to 80%"},
    "bold": {"value": False},
}


def _trigger_names(most: int) -> st.SearchStrategy[list[str]]:
    pool = ["e1", "e2", "a.t1", "a.t2", "b.t1", "b.t2", "e3", "a.t3"]
    return st.integers(2, most).map(lambda number: pool[:number])


def _actor(actor: str, triggers: dict[str, Any]) -> dict[str, Any]:
    state = {
        "a": {"posture": {"levels": LEVELS}, "ready": {"flag": False}},
        "b": {"moves": {"count": 0, "max": 5}},
    }
    own = {name.split(".")[1]: trigger for name, trigger in triggers.items() if name.startswith(f"{actor}.")}
    return {"state": state[actor], "triggers": own}


@st.composite
def _shared_state(draw: Draw) -> dict[str, Any]:
    slope = draw(
        st.sampled_from(
            ["2 per day", "3 per day if truce else -2 per day", "0 per day if tension >= high else 4 per day",
             "5 per day if day < 6 else -1 per day", "bar per day if bold else 1 per day"]
        )
    )  # fmt: skip
    falls = draw(
        st.sampled_from(["-3 per day", "-1 per day if tension >= middle else 2 per day", "0.5 * clashes per day"])
    )
    return {
        "tension": {"levels": LEVELS, "initial": draw(st.sampled_from(LEVELS))},
        "mood": {"category": CATEGORIES},
        "truce": {"flag": draw(st.booleans())},
        "clashes": {"count": draw(st.integers(0, 3)), "min": 0, "max": draw(st.sampled_from([8, 20]))},
        "stock": {"quantity": draw(st.integers(0, 9)), "min": 0},
        "losses": {"quantity": draw(st.integers(0, 10)), "changes": slope, "max": draw(st.sampled_from([25, 400]))},
        "supplies": {"quantity": 12, "changes": falls, "min": 0, "max": 30},
    }


def _atoms(names: list[str]) -> st.SearchStrategy[str]:
    """Conditions without connectives, on any state."""
    symbol = st.sampled_from([">=", ">", "<", "<="])
    growing = st.one_of(
        st.tuples(st.sampled_from(GROWING), symbol, st.sampled_from(["5", "12", "20", "bar * 4", "stock + 6"])),
        st.tuples(st.just("losses - supplies"), symbol, st.sampled_from(["0", "3"])),
        st.tuples(st.just("2 * losses"), symbol, st.sampled_from(["supplies + 10", "3 * day"])),
        st.tuples(st.just("day"), symbol, st.sampled_from(["2", "7.5", "2021-03-06", "bar"])),
    ).map(" ".join)
    return st.one_of(_still_conditions(names), growing)


def _still_conditions(names: list[str]) -> st.SearchStrategy[str]:
    """Conditions that read nothing growing."""
    symbol = st.sampled_from([">=", ">", "<", "<="])
    return st.one_of(
        st.sampled_from([*FLAGS, "not truce", "bold", "mood == green", "mood != red", "tension == a.posture"]),
        st.tuples(st.sampled_from(LEVEL_VARIABLES), symbol, st.sampled_from(["middle", "high"])).map(" ".join),
        st.tuples(st.sampled_from([*COUNTS, *STILL_QUANTITIES]), symbol, st.sampled_from(["1", "2", "bar"])).map(
            " ".join
        ),
        st.tuples(st.sampled_from(names), symbol, st.sampled_from(["1", "2"])).map(
            lambda t: f"fired({t[0]}) {t[1]} {t[2]}"
        ),
        st.sampled_from(names).map(lambda name: f"recently({name}, 2 days)"),
        st.just("1 <= clashes < 4"),
    )


def _conditions(names: list[str]) -> st.SearchStrategy[str]:
    """Conditions of any shape."""
    return st.recursive(
        _atoms(names),
        lambda parts: st.one_of(
            st.tuples(parts, st.sampled_from(["and", "or"]), parts).map(lambda t: f"({t[0]}) {t[1]} ({t[2]})"),
            parts.map(lambda part: f"not ({part})"),
            parts.map(lambda part: f"ever({part})"),
            st.tuples(parts, st.sampled_from(["1 day", "36 hours", "0 days"])).map(
                lambda t: f"recently({t[0]}, {t[1]})"
            ),
            st.tuples(parts, parts).map(lambda t: f"number_of({t[0]}, {t[1]}) >= 1"),
        ),
        max_leaves=4,
    )


def _guards(names: list[str]) -> st.SearchStrategy[str]:
    """Conditions of triggers, which may use the definitions."""
    return st.one_of(_conditions(names), st.sampled_from(["hot", "quiet", "hot and not truce"]))


_DURATIONS = st.sampled_from(["0 days", "6 hours", "1 day", "2 days", "3.5 days", "patience"])
_LAWS = st.sampled_from(
    ["1 to 4 days", "uniform(0 days, 3 days)", "exponential(mean=2 days)", "weibull(scale=3 days, shape=1.5)",
     "triangular(0 days, 1 day, 4 days)", "lognormal(median=2 days, sigma=0.5)", "loguniform(1 hour, 5 days)",
     "quantiles(0%=1 hour, 50%=2 days, 100%=6 days)", "1 day if truce else 2 days", "patience"]
)  # fmt: skip
_RATES = st.sampled_from(
    ["0.4 per day", "pace", "3 per week if truce else 1 per week", "0.2 * clashes per day", "0 per day"]
)
_CHANCES = st.sampled_from(["50%", "100%", "0%", "resolve", "90% if truce else 30%"])


@st.composite
def _effects(draw: Draw, name: str, names: list[str]) -> list[str]:
    own = name.partition(".")[0]
    called_off = draw(st.sampled_from(names))
    effects = [
        "tension = high", "raise tension", "lower tension", "raise tension to middle", "truce = true", "truce = false",
        "truce = not truce", "mood = blue", "mood = pick(red=20%, green=30%, blue=50%)", "clashes += 1", "clashes -= 2",
        "clashes += 1 to 3", "stock = clashes * 2", "stock += uniform(0, 3)", "losses += 4", "losses = 0",
        "losses -= 2 to 5", "supplies += losses / 4", "supplies = max(supplies, 6)",
        f"cancel {called_off}",
    ]  # fmt: skip
    effects += {"a": ["raise posture", "lower posture", "ready = true", "ready = false"], "b": ["moves += 1"]}.get(
        own, []
    )
    chosen: list[str] = draw(st.lists(st.sampled_from(effects), min_size=0, max_size=3))
    if draw(st.integers(0, 5)) == 0:
        chosen += ["let toll = 2 to 5", "losses += toll", "stock += toll"]
    return chosen


@st.composite
def _trigger(draw: Draw, name: str, names: list[str]) -> dict[str, Any]:
    form = draw(st.sampled_from(["delay", "delay", "hazard", "every", "at", "on", "delay"]))
    trigger = draw(
        {
            "delay": _delayed(names),
            "hazard": _hazard(names),
            "every": _periodic(names),
            "at": _dated(names),
            "on": _answering(names),
        }[form]
    )
    if draw(st.integers(0, 4)) == 0:
        share = draw(st.integers(0, 10)) * 10
        trigger["options"] = [
            {"chance": f"{share}%", "name": "yes", "then": draw(_effects(name, names))},
            {"chance": f"{100 - share}%", "then": draw(_effects(name, names))},
        ]
    else:
        trigger["then"] = draw(_effects(name, names))
        if draw(st.booleans()):
            trigger["chance"] = draw(_CHANCES)
            trigger["failing_that"] = draw(_effects(name, names))
            if draw(st.booleans()):
                trigger["reconsider"] = draw(st.sampled_from(["1 day", "12 hours", "patience"]))
    if draw(st.integers(0, 3)) == 0:
        trigger["priority"] = draw(st.sampled_from([1, -1, "clashes", "2 if truce else 0"]))
    return {key: value for key, value in trigger.items() if value != []}


@st.composite
def _delayed(draw: Draw, names: list[str]) -> dict[str, Any]:
    trigger: dict[str, Any] = {"when": draw(_guards(names))}
    if draw(st.booleans()):
        trigger["for"] = draw(_DURATIONS)
    if draw(st.booleans()):
        trigger["after"] = draw(_LAWS)
        if draw(st.booleans()):
            trigger["if_it_lapses"] = draw(st.sampled_from(["stand_down", "proceed"]))
    trigger["repeat"] = draw(st.sampled_from(["once", "each_time", "each_time", "while_it_holds"]))
    if trigger["repeat"] != "once" and draw(st.booleans()):
        trigger["cooldown"] = draw(st.sampled_from(["1 day", "2 days", "patience"]))
    if trigger["repeat"] == "while_it_holds":
        trigger["after"] = draw(st.sampled_from(["1 to 4 days", "1 day", "6 hours"]))
    return trigger


@st.composite
def _hazard(draw: Draw, names: list[str]) -> dict[str, Any]:
    trigger: dict[str, Any] = {"rate": draw(_RATES)}
    if draw(st.integers(0, 4)):
        trigger["when"] = draw(_guards(names))
    if draw(st.booleans()):
        trigger["cooldown"] = draw(st.sampled_from(["1 day", "8 hours"]))
    elif draw(st.booleans()):
        trigger["repeat"] = draw(st.sampled_from(["once", "each_time"]))
    return trigger


@st.composite
def _periodic(draw: Draw, names: list[str]) -> dict[str, Any]:
    trigger: dict[str, Any] = {"every": draw(st.sampled_from(["1 day", "2 to 5 days", "36 hours"]))}
    if draw(st.booleans()):
        trigger["when"] = draw(_guards(names))
    return trigger


@st.composite
def _dated(draw: Draw, names: list[str]) -> dict[str, Any]:
    trigger: dict[str, Any] = {"at": draw(st.sampled_from(["day 0", "day 2", "2021-03-04", "2021-03-03 06:00"]))}
    if draw(st.booleans()):
        trigger["when"] = draw(_guards(names))
    return trigger


@st.composite
def _answering(draw: Draw, names: list[str]) -> dict[str, Any]:
    trigger: dict[str, Any] = {"on": draw(st.lists(st.sampled_from(names), min_size=1, max_size=2, unique=True))}
    if draw(st.booleans()):
        trigger["when"] = draw(_guards(names))
    if draw(st.integers(0, 3)):
        trigger["after"] = draw(_LAWS)
    if draw(st.integers(0, 3)) == 0:
        trigger["cooldown"] = "1 day"
    return trigger


@st.composite
def _rungs(draw: Draw, names: list[str]) -> list[dict[str, Any]]:
    number = draw(st.integers(0, 2))
    return [{"rung": f"rung_{place}", "when": draw(_conditions(names))} for place in range(number)]


@st.composite
def _outcomes(draw: Draw, names: list[str]) -> dict[str, Any]:
    outcomes: dict[str, Any] = {}
    if draw(st.booleans()):
        outcomes["settled"] = {"when": draw(_conditions(names)), "for": draw(st.sampled_from(["2 days", "5 days"]))}
    if draw(st.integers(0, 3)) == 0:
        outcomes["exhausted"] = {"when": "losses >= 24"}
    if draw(st.booleans()):
        outcomes["late"] = {"at_horizon": draw(_conditions(names))}
    return outcomes


@st.composite
def _assertions(draw: Draw, names: list[str]) -> dict[str, Any]:
    forms = {
        "always_so": {"always": draw(_conditions(names))},
        "never_unless": {"never": draw(_conditions(names)), "unless": draw(_conditions(names))},
        "answered": {"whenever": draw(_conditions(names)), "then": draw(_conditions(names)), "within": "2 days"},
    }
    chosen = draw(st.lists(st.sampled_from(sorted(forms)), unique=True))
    return {name: forms[name] for name in chosen}
