"""Rollouts made up for tests: a walk over a ladder, triggers that fire along the way, quantities that grow."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.engine.rollouts import Names, Rollouts
from sim.errors import Place, RolloutFault

RUNGS = {
    "guns_silent": "A ceasefire that holds",
    "local_war": "War inside the contested province",
    "cross_border": "Fire on the territory of the ally this week",
    "border_war": "Ground war on the territory of the ally",
    "alliance_case": "The patron holds that its condition is met",
    "intervention": "Forces of the patron in the fight",
    "confrontation": "Forces of the two patrons stand on opposite sides of the front",
    "great_power_clash": "Forces of the two patrons fire on each other",
}
OUTCOMES = {
    "great_power_clash": "Forces of the two patrons fire on each other",
    "settlement": "A ceasefire that holds a month",
    "patron_at_war": "Forces of the patron are in the fight at the horizon",
}
LONG = "The patron sends forces into the fight if clashes take place directly on the territory of its ally"
TITLES = (
    LONG,
    "The co-chairs bring the parties together, and sometimes a ceasefire is declared",
    "A day of fighting costs lives",
    "Talks",
    "An aircraft is shot down by mistake, and nobody says whose it was until the next morning",
)
QUANTITIES = {"deaths": "people", "clashes": "", "weeks": "weeks", "flights": "flights", "militancy": "index"}
ASSERTIONS = {
    "no_intervention_without_cause": "The patron never fights unless its condition was met as it saw it",
    "letter_is_answered": "The letter is answered with consultations",
    "never_tested": "What nobody ever asked",
}


def names_of(*, rungs: int = 8, triggers: int = 30, quantities: int = 5, parameters: int = 2) -> Names:
    """The names of a made-up scenario; the last two triggers never fire."""
    ladder = dict(list(RUNGS.items())[:rungs])
    fires = {f"actor_{index % 6}.trigger_{index}": TITLES[index % len(TITLES)] for index in range(triggers)}
    numbers = dict(list(QUANTITIES.items())[:quantities])
    numbers |= {f"count_{index}": "" for index in range(len(numbers), quantities)}
    uncertain = [f"parameter_{index}" for index in range(parameters)]
    titles = {f"rung:{name}": title for name, title in ladder.items()}
    titles |= {f"outcome:{name}": title for name, title in OUTCOMES.items()}
    titles |= {f"trigger:{name}": title for name, title in fires.items()}
    titles |= {f"assertion:{name}": title for name, title in ASSERTIONS.items()}
    titles |= {"variable:deaths": "Deaths on both sides", "variable:aid": "The kind of aid"}
    return Names(
        scenario="made-up",
        title="A made-up crisis, the letter to the patron",
        digest="0123456789abcdef",
        starts="2020-10-31T00:00:00+04:00",
        horizon=120.0,
        rungs=tuple(ladder),
        triggers=tuple(fires),
        outcomes=tuple(OUTCOMES),
        assertions=tuple(ASSERTIONS),
        quantities=tuple(numbers),
        variables={"aid": ("undecided", "arms", "border_guards")} | dict.fromkeys(numbers, ()),
        parameters=tuple(uncertain),
        titles=titles,
        units=numbers,
    )


def rollouts_of(
    n: int = 400, *, seed: int = 1, worlds: int = 0, errors: float = 0.0, points: int = 25, names: Names | None = None
) -> Rollouts:
    """`n` made-up rollouts; a share `errors` of them meets an error. `worlds` 0: one world a rollout."""
    names = names or names_of()
    chance = np.random.default_rng(seed)
    grid = np.linspace(0, names.horizon, points)
    drive = chance.lognormal(0, 0.4, max(worlds, n))
    walks = [_walk(chance, names, drive[index % worlds if worlds else index], errors) for index in range(n)]
    paths = [path for path, _, _ in walks]
    ends = np.array([end for _, end, _ in walks])
    outcome = np.array([outcome for _, _, outcome in walks] or [], dtype=np.str_)
    columns: dict[str, NDArray[Any]] = {
        "rollout": np.arange(n),
        "world": np.arange(n) % worlds if worlds else np.arange(n),
        "outcome": outcome,
        "end_time": ends,
        "top_rung": np.array([names.rungs[max(rung for rung, _ in path)] for path in paths], dtype=np.str_),
        "error": np.where(outcome == "error", "negative-rate: a rate below 0", ""),
    }
    columns |= _rung_columns(names, paths, ends)
    columns |= _trigger_columns(chance, names, ends)
    columns |= _assertion_columns(chance, names, paths, ends, outcome)
    for index, name in enumerate(names.parameters):
        columns[f"parameter_{name}"] = drive[columns["world"]] * (index + 1)
    columns["final_aid"] = chance.integers(0, 3, n)
    on_grid = _on_grid(chance, names, paths, ends, grid)
    for name in names.quantities:
        columns[f"final_{name}"] = on_grid[name][:, -1]
    return Rollouts(
        names=names,
        seed=seed,
        worlds=worlds,
        engine="made-up",
        columns=columns,
        paths=paths,
        grid=grid,
        on_grid_values=on_grid,
        faults=tuple(_fault(index, float(ends[index])) for index in np.flatnonzero(outcome == "error").tolist()),
    )


def _walk(
    chance: np.random.Generator, names: Names, drive: float, errors: float
) -> tuple[tuple[tuple[int, float], ...], float, str]:
    """A path over the ladder, its end and its outcome."""
    path, time = [(1, 0.0)], 0.0
    fails = chance.random() < errors
    while True:
        time += chance.exponential(14.0)
        if fails and time > 20:
            return tuple(path), min(time, names.horizon), "error"
        if time >= names.horizon:
            return tuple(path), names.horizon, "patron_at_war" if path[-1][0] == 5 else "none"
        rung = path[-1][0]
        up = rung < min(6, len(names.rungs) - 1) and chance.random() < 0.35 * drive / (1 + 0.4 * rung)
        path.append((rung + 1 if up else max(0, rung - 1) if rung else 1, time))
        if path[-1][0] == 0 and chance.random() < 0.4:
            return tuple(path), min(time + 30, names.horizon), "settlement"


def _rung_columns(
    names: Names, paths: list[tuple[tuple[int, float], ...]], ends: NDArray[np.float64]
) -> dict[str, NDArray[Any]]:
    columns = {}
    for index, rung in enumerate(names.rungs):
        firsts = [next((day for step, day in path if step == index), np.nan) for path in paths]
        spent = []
        for path, end in zip(paths, ends.tolist(), strict=True):
            leaves = [*(day for _, day in path[1:]), end]
            spent.append(
                sum(
                    leave - day
                    for (step, day), leave in zip(path, leaves, strict=True)
                    if step == index and leave > day
                )
            )
        columns[f"first_{rung}"] = np.array(firsts, dtype=np.float64)
        columns[f"time_in_{rung}"] = np.array(spent, dtype=np.float64)
    return columns


def _trigger_columns(chance: np.random.Generator, names: Names, ends: NDArray[np.float64]) -> dict[str, NDArray[Any]]:
    columns: dict[str, NDArray[Any]] = {}
    last = len(names.triggers) - 2
    for index, trigger in enumerate(names.triggers):
        first = chance.gamma(1 + index % 4, 4.0 + 3 * (index % 9), len(ends))
        fires = (first < ends) & (chance.random(len(ends)) < 0.95 ** (index * 2)) & (index < last)
        columns[f"fired_{trigger}"] = np.where(fires, chance.poisson(0.4 * (index % 5), len(ends)) + 1, 0)
        columns[f"first_fired_{trigger}"] = np.where(fires, first, np.nan)
    return columns


def _assertion_columns(
    chance: np.random.Generator,
    names: Names,
    paths: list[tuple[tuple[int, float], ...]],
    ends: NDArray[np.float64],
    outcome: NDArray[np.str_],
) -> dict[str, NDArray[Any]]:
    """The first is never violated, the second now and then, the third never decided."""
    sound, n = outcome != "error", len(ends)
    high = np.array([max(rung for rung, _ in path) >= 4 for path in paths], dtype=np.bool_)
    rare = high & sound & (chance.random(n) < 0.02)
    never = np.full(n, np.nan)
    none = np.zeros(n, dtype=np.bool_)
    parts = {
        names.assertions[0]: (never, sound, high),
        names.assertions[1]: (np.where(rare, ends / 2, np.nan), high & sound, high),
        names.assertions[2]: (never, none, none),
    }
    columns: dict[str, NDArray[Any]] = {}
    for name, (violated, decided, occurred) in parts.items():
        columns |= {f"violated_{name}": violated, f"decided_{name}": decided, f"occurred_{name}": occurred}
    return columns


def _on_grid(
    chance: np.random.Generator,
    names: Names,
    paths: list[tuple[tuple[int, float], ...]],
    ends: NDArray[np.float64],
    grid: NDArray[np.float64],
) -> dict[str, NDArray[Any]]:
    n = len(ends)
    rungs = np.zeros((n, len(grid)), dtype=np.int16)
    for row, path in enumerate(paths):
        for rung, day in path:
            rungs[row, grid >= day] = rung
    shown: dict[str, NDArray[Any]] = {"rung": rungs}
    days = np.minimum(grid[np.newaxis, :], ends[:, np.newaxis])
    for index, name in enumerate(names.quantities):
        pace = chance.lognormal(0, 0.5, n)[:, np.newaxis]
        shown[name] = 5000 + 120 * pace * days if name == "deaths" else np.floor(days * pace * (index + 1) / 20)
    return shown


def _fault(rollout: int, day: float) -> RolloutFault:
    kind = "negative-rate" if rollout % 3 else "division-by-zero"
    return RolloutFault(kind, "a rate below 0", Place("made_up.yaml", 12, 5), "actor_0.trigger_0", day, rollout)


def taken(rollouts: Rollouts, rows: NDArray[np.int64]) -> Rollouts:
    """Some of the rollouts, as a chunk of their own."""
    kept = set(rollouts["rollout"][rows].tolist())
    return Rollouts(
        names=rollouts.names,
        seed=rollouts.seed,
        worlds=rollouts.worlds,
        engine=rollouts.engine,
        columns={name: column[rows] for name, column in rollouts.columns.items()},
        paths=[rollouts.paths[row] for row in rows.tolist()],
        grid=rollouts.grid,
        on_grid_values={name: values[rows] for name, values in rollouts.on_grid_values.items()},
        faults=tuple(fault for fault in rollouts.faults if fault.rollout in kept),
    )
