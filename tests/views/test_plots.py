from __future__ import annotations

from dataclasses import replace
from itertools import combinations, pairwise

import matplotlib as mpl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.text import Text

from sim.analysis.estimates import Estimates, estimates
from sim.views.plots import (
    as_png,
    as_svg,
    at_or_above,
    drawings,
    outcome_bars,
    path_flows,
    quantity_fans,
    reached_by,
    rung_shares,
    trigger_timing,
)
from sim.views.plots_style import STYLE, readable_on, rung_colours, spread_out, text_width, wrapped
from tests.analysis.synthetic import LONG, names_of, rollouts_of

FEW = names_of(triggers=6, quantities=3)
EVERYDAY = estimates(rollouts_of(300, names=FEW))
FIGURES = (outcome_bars, rung_shares, at_or_above, reached_by, path_flows, trigger_timing, quantity_fans)


def renamed(told: Estimates, title: str) -> Estimates:
    """The same estimates with one title for everything."""
    return replace(
        told,
        outcomes={name: replace(part, title=title) for name, part in told.outcomes.items()},
        rungs={name: replace(part, title=title) for name, part in told.rungs.items()},
        triggers={name: replace(part, title=title) for name, part in told.triggers.items()},
        quantities={name: replace(part, title=title, unit="people a day") for name, part in told.quantities.items()},
    )


UNUSUAL = {
    "everyday": EVERYDAY,
    "errors": estimates(rollouts_of(200, errors=0.3, names=FEW)),
    "thirty triggers, twelve quantities": estimates(rollouts_of(30, names=names_of(quantities=12))),
    "long titles": renamed(EVERYDAY, f"{LONG}, whatever else may have been agreed upon or left open until then"),
    "one long word": renamed(EVERYDAY, "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz" * 2),
    "signs that mean something elsewhere": renamed(EVERYDAY, "$5 & <b>x_1^2</b> \\frac% #1 $"),
    "two rungs, one rollout": estimates(rollouts_of(1, names=names_of(rungs=2, triggers=2, quantities=1))),
    "two days": replace(EVERYDAY, horizon=2.0, grid=tuple(day / 60 for day in EVERYDAY.grid)),
    "thirty years": replace(EVERYDAY, horizon=10_957.5, grid=tuple(day * 91.3125 for day in EVERYDAY.grid)),
    "two times alone": estimates(rollouts_of(40, points=2, names=FEW)),
}


def words(figure: Figure) -> list[tuple[str, tuple[float, float, float, float]]]:
    """Every text of a figure, with its corners in pixels."""
    with mpl.rc_context(STYLE):
        FigureCanvasAgg(figure)
        figure.draw_without_rendering()
        texts = [text for text in figure.findobj(Text) if text.get_visible()]
        return [(text.get_text(), text.get_window_extent().extents) for text in texts if text.get_text()]


@pytest.mark.parametrize("case", UNUSUAL)
@pytest.mark.parametrize("draw", FIGURES, ids=lambda draw: str(draw.__name__))
def test_no_word_is_cut_off_or_lies_on_another(draw: object, case: str) -> None:
    assert callable(draw)
    figure = draw(UNUSUAL[case])
    found = words(figure)
    wide, high = figure.get_size_inches() * figure.dpi
    assert found
    for told, (left, low, right, top) in found:
        assert min(left, low, wide - right, high - top) >= 0, f"cut off: {told}"
    for (one, a), (other, b) in combinations(found, 2):
        apart = a[2] <= b[0] + 1 or b[2] <= a[0] + 1 or a[3] <= b[1] + 1 or b[3] <= a[1] + 1
        assert apart, f"on each other: {one!r} and {other!r}"


def test_the_same_bytes_every_time() -> None:
    assert as_svg(outcome_bars(EVERYDAY)) == as_svg(outcome_bars(EVERYDAY))
    assert as_png(path_flows(EVERYDAY)) == as_png(path_flows(EVERYDAY))
    svg = as_svg(rung_shares(EVERYDAY))
    assert "<dc:date>" not in svg
    assert as_png(outcome_bars(EVERYDAY)).startswith(b"\x89PNG")


def test_every_figure_of_a_run_is_drawn_with_its_caption() -> None:
    found = list(drawings(UNUSUAL["thirty triggers, twelve quantities"]))
    names = [drawing.name for drawing in found]
    assert names[:5] == ["outcomes", "rungs", "at_or_above", "reached_by", "paths"]
    assert names[5:] == ["triggers_1", "triggers_2", "quantities_1", "quantities_2"]
    assert all(drawing.caption.endswith(".") and "<svg" in drawing.svg for drawing in found)


def test_without_a_time_grid_only_what_needs_none_is_drawn() -> None:
    told = replace(EVERYDAY, grid=())
    assert [drawing.name for drawing in drawings(told)] == ["outcomes"]


def test_the_zero_is_told_beside_its_bar() -> None:
    found = [told for told, _ in words(outcome_bars(EVERYDAY))]
    assert "0 of 300 (at most 1.3%)" in found


def test_rungs_brighten_as_the_ladder_rises() -> None:
    for count in (2, 3, 8, 12):
        light = [sum(to_rgb(colour)) for colour in rung_colours(count)]
        assert light == sorted(light)
        assert len(set(light)) == count
    assert readable_on("#00224e") != readable_on("#fde737")


@given(st.text(alphabet="abc -é", max_size=60), st.floats(0.5, 4))
def test_wrapped_lines_fit_and_lose_nothing(text: str, inches: float) -> None:
    lines = wrapped(text, 12, inches)
    assert all(text_width(line, 12) <= inches for line in lines)
    assert "".join(lines).replace(" ", "").replace("-", "") == text.replace(" ", "").replace("-", "")


@given(
    st.lists(st.tuples(st.floats(0, 1), st.floats(0.01, 0.2)), min_size=1, max_size=12),
)
def test_labels_are_spread_out_in_order_without_overlap(wants: list[tuple[float, float]]) -> None:
    wanted = sorted(place for place, _ in wants)
    sizes = [size for _, size in wants]
    places = spread_out(wanted, sizes, 0.0, 1.0)
    room = min(1.0, 1.0 / sum(sizes))
    for (one, size), (other, following) in pairwise(zip(places, sizes, strict=True)):
        assert other - one >= room * (size + following) / 2 - 1e-9
    assert places[0] >= room * sizes[0] / 2 - 1e-9
    assert places[-1] <= 1 - room * sizes[-1] / 2 + 1e-9


def test_labels_with_room_stay_where_they_are_wanted() -> None:
    assert spread_out([0.2, 0.5, 0.9], [0.1, 0.1, 0.1], 0, 1) == pytest.approx([0.2, 0.5, 0.9])
    assert spread_out([0.5, 0.5], [0.2, 0.2], 0, 1) == pytest.approx([0.4, 0.6])


@pytest.mark.parametrize("rollouts", [1, 5])
def test_rungs_that_nobody_reached_are_drawn_all_the_same(rollouts: int) -> None:
    """The lower panel may hold nothing but rungs that no rollout reached."""
    from sim.analysis.estimates import estimates
    from sim.engine.cluster import simulate
    from sim.language.builder import build
    from sim.language.document import read_text

    ladder = ", ".join(f"{{rung: r{n}, when: n >= {n}}}" for n in (50, 60, 70))
    text = (
        "flashpoint: 1\nscenario: quiet\ntitle: Quiet\nstarts: 2021-01-01\nhorizon: 9 days\nstate: {n: {count: 0}}\n"
        f"ladder: [{{rung: calm}}, {{rung: some, when: n >= 1}}, {ladder}]\n"
        "events: {e: {rate: 1 per day, then: [n += 1]}}\n"
    )
    told = estimates(simulate(build(read_text(text)), rollouts=rollouts, jobs=1))
    assert {"at_or_above", "reached_by", "rungs"} <= {drawing.name for drawing in drawings(told)}
