"""Keys (R19, R21, R30), the quality of the draws, and the same bits from Python and from machine code (R20)."""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Callable
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats

from sim.engine import arithmetic, draws, laws, philox
from sim.engine.draws import CHANCE, DELAY, FIRST_AMOUNT, compiled, key, quantile, rekey, uniform
from sim.language.distributions import Family

ROOT = Path(__file__).parents[2]
SIGNIFICANCE = 1e-4
"""the seeds are fixed: a test at this level either always passes or never"""


# -- keys --------------------------------------------------------------------------------------------------------------


def test_a_key_is_the_first_64_bits_of_blake2b_over_parts_with_their_lengths() -> None:
    written = b"\x02\0\0\0\0\0\0\0" + b"42" + b"\x07\0\0\0\0\0\0\0" + b"trigger" + b"\x03\0\0\0\0\0\0\0" + "é.".encode()
    assert key(42, "trigger", "é.") == int.from_bytes(blake2b(written).digest()[:8], "little")


def test_keys_stay_as_they_are_from_version_to_version() -> None:
    assert key(2020, "trigger", "russia.intervene") == 0x8194FBD05EB68869
    assert rekey(0x8194FBD05EB68869, 86_400_000_000, "copy 3") == 0x835A64B61935479D


TEXT = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=8)


@given(st.tuples(st.integers(), TEXT, TEXT), st.tuples(st.integers(), TEXT, TEXT))
def test_different_things_have_different_keys(one: tuple[int, str, str], other: tuple[int, str, str]) -> None:
    assume(one != other)
    assert key(*one) != key(*other)
    assert rekey(one[0], other[0], one[1]) not in (key(*one), key(*other))


@given(TEXT, TEXT)
def test_where_a_kind_ends_and_a_name_begins_is_part_of_the_key(kind: str, name: str) -> None:
    assume(name)
    assert key(1, kind, name) != key(1, kind + name[0], name[1:])


@given(st.integers(), st.integers(min_value=0), TEXT)
def test_keys_have_64_bits(seed: int, microseconds: int, label: str) -> None:
    assert 0 <= key(seed, "trigger", label) < 2**64
    assert 0 <= rekey(key(seed, "trigger", label), microseconds, label) < 2**64


def test_a_copy_gets_luck_of_its_own_by_time_and_by_label_r30() -> None:
    luck = key(7, "trigger", "russia.intervene")
    copies = [luck, rekey(luck, 0, "a"), rekey(luck, 1, "a"), rekey(luck, 0, "b"), rekey(rekey(luck, 0, "a"), 0, "a")]
    assert len({uniform(copy, 0, 0, DELAY) for copy in copies}) == len(copies)


def test_adding_a_trigger_leaves_the_luck_of_the_others_as_it_was_r21() -> None:
    def luck(names: list[str]) -> dict[str, list[float]]:
        keys = {name: key(11, "trigger", name) for name in names}
        return {name: [uniform(at, i, 0, CHANCE) for i in range(50)] for name, at in keys.items()}

    before = luck(["russia.consult", "russia.intervene"])
    after = luck(["turkey.intervene", "russia.consult", "events.border_clash", "russia.intervene"])
    assert {name: after[name] for name in before} == before
    assert after["turkey.intervene"] != after["russia.intervene"]


def test_the_slots_are_those_of_r19() -> None:
    assert (DELAY, CHANCE, FIRST_AMOUNT) == (0, 1, 16)


# -- quality -----------------------------------------------------------------------------------------------------------

COUNT = 20_000
WALKS: dict[str, Callable[[int], tuple[int, int, int, int]]] = {
    "rollouts": lambda at: (key(1, "trigger", "a"), at, 0, DELAY),
    "turns": lambda at: (key(1, "trigger", "a"), 5, at, DELAY),
    "slots": lambda at: (key(1, "trigger", "a"), 5, 0, at),
    "names": lambda at: (key(1, "trigger", f"actor.trigger_{at}"), 5, 0, DELAY),
    "seeds": lambda at: (key(at, "trigger", "a"), 5, 0, DELAY),
}


@pytest.mark.parametrize("walk", list(WALKS))
def test_draws_are_uniform_and_neighbours_independent_along_every_part_of_the_address(walk: str) -> None:
    drawn = np.array([uniform(*WALKS[walk](at)) for at in range(COUNT)])
    counts, _ = np.histogram(drawn, bins=100, range=(0, 1))
    assert stats.chisquare(counts).pvalue > SIGNIFICANCE
    pairs, _, _ = np.histogram2d(drawn[:-1], drawn[1:], bins=16, range=((0, 1), (0, 1)))
    assert stats.chisquare(pairs.ravel()).pvalue > SIGNIFICANCE


# -- Python alone ------------------------------------------------------------------------------------------------------


def run_python(program: str) -> str:
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_drawing_brings_neither_numba_nor_numpy_nor_scipy() -> None:
    program = (
        "import sys; from sim.engine.draws import key, quantile, uniform;"
        "quantile(8, (3.0, 14.0), uniform(key(1, 'trigger', 'a'), 2, 3, 4));"
        "print(sorted({'numba', 'numpy', 'scipy'} & set(sys.modules)))"
    )
    assert run_python(program) == "[]"


def test_a_machine_without_numba_draws_the_same_and_says_so_when_asked_to_compile() -> None:
    program = (
        "import sys; sys.modules['numba'] = None\n"
        "from sim.engine.draws import compiled, key, uniform\n"
        "print(uniform(key(1, 'trigger', 'a'), 2, 3, 4).hex())\n"
        "try: compiled()\n"
        "except ImportError as error: print(error.name)"
    )
    assert run_python(program).split() == [uniform(key(1, "trigger", "a"), 2, 3, 4).hex(), "numba"]


EXAMPLES: dict[Family, tuple[float, ...]] = {
    Family.CERTAIN: (3.0,),
    Family.UNIFORM: (3.0, 14.0),
    Family.TRIANGULAR: (3.0, 6.0, 14.0),
    Family.EXPONENTIAL: (3.0,),
    Family.WEIBULL: (3.0, 1.7),
    Family.NORMAL: (3.0, 14.0),
    Family.NORMAL_RANGE: (-3.0, 14.0),
    Family.LOGNORMAL: (3.0, 1.4),
    Family.LOGNORMAL_RANGE: (3.0, 14.0),
    Family.LOGUNIFORM: (3.0, 14.0),
    Family.QUANTILES: (0.0, 1.0, 0.5, 6.0, 0.95, 20.0, 1.0, 40.0),
    Family.PICK: (0.6, 0.0, 0.4, 1.0),
    Family.LOGIT_NORMAL_RANGE: (0.6, 0.9),
}


def test_every_machine_and_version_draws_the_same_bits_r20() -> None:
    luck = key(20, "trigger", "a")
    told = [
        quantile(family, EXAMPLES[family], uniform(luck, index, 0, int(family))).hex()
        for family in Family
        for index in range(500)
    ]
    assert blake2b(" ".join(told).encode(), digest_size=8).hexdigest() == "81cec1929a679910"


# -- the same bits from machine code (R20) -----------------------------------------------------------------------------

RNG = random.Random(20)


def bits(values: Any) -> Any:
    """Doubles as whole numbers, all NaNs as one: what "the same, bit for bit" compares."""
    array = np.asarray(values, dtype=np.float64)
    return np.where(np.isnan(array), np.float64("nan"), array).view(np.uint64)


def arguments_of_all_sizes(count: int) -> list[float]:
    special = [0.0, -0.0, 1.0, -1.0, 0.5, 0.075, 0.925, 0.25, 5e-324, 2.3e-308, 1.7976931348623157e308, 709.8, -745.2]
    special += [float("inf"), float("-inf"), float("nan"), arithmetic.SQRT_HALF, 2.0**-53, 1 - 2.0**-53]
    wide = [RNG.choice((-1, 1)) * 10 ** RNG.uniform(-320, 308) for _ in range(count // 3)]
    middling = [RNG.uniform(-750, 750) for _ in range(count // 3)]
    return special + wide + middling + [RNG.random() for _ in range(count // 3)]


@pytest.mark.parametrize("name", ["logarithm", "exponential"])
def test_arithmetic_has_the_same_bits_compiled(name: str) -> None:
    values = arguments_of_all_sizes(100_000)
    plain, fast = getattr(arithmetic, name), getattr(compiled(), name)
    np.testing.assert_array_equal(bits([fast(x) for x in values]), bits([plain(x) for x in values]))


@pytest.mark.parametrize("name", ["minus_log_of_complement", "normal_quantile"])
def test_functions_of_a_draw_have_the_same_bits_compiled(name: str) -> None:
    values = [10 ** RNG.uniform(-15.9, 0) for _ in range(30_000)]
    values = [
        0.075,
        0.925,
        0.25,
        0.5,
        2.0**-53,
        *values,
        *(1 - u for u in values if u > 2e-16),
        *map(drawn, range(40_000)),
    ]
    values = [u for u in values if 2.0**-53 <= u < 1.0]
    plain, fast = getattr(arithmetic, name), getattr(compiled(), name)
    np.testing.assert_array_equal(bits([fast(u) for u in values]), bits([plain(u) for u in values]))


def test_powers_have_the_same_bits_compiled() -> None:
    pairs = [(10 ** RNG.uniform(-15, 15), RNG.uniform(-30, 30)) for _ in range(30_000)]
    pairs += [(0.0, 0.0), (0.0, 2.0), (0.0, -2.0), (-1.0, 0.5), (1.0, 1e300)]
    fast = compiled().power
    np.testing.assert_array_equal(
        bits([fast(*pair) for pair in pairs]), bits([arithmetic.power(*pair) for pair in pairs])
    )


def drawn(at: int) -> float:
    return uniform(key(3, "trigger", "a"), at, 0, 0)


def test_draws_have_the_same_bits_compiled() -> None:
    fast = compiled().uniform
    where = [
        (RNG.getrandbits(64), RNG.getrandbits(64), RNG.getrandbits(32), RNG.getrandbits(32)) for _ in range(99_000)
    ]
    where += [(RNG.choice((0, 2**63, 2**64 - 1)), RNG.choice((0, 2**63, 2**64 - 1)), 0, 2**32 - 1) for _ in range(1000)]
    found = [fast(np.uint64(a), np.uint64(b), np.uint64(c), np.uint64(d)) for a, b, c, d in where]
    np.testing.assert_array_equal(bits(found), bits([uniform(*address) for address in where]))


def test_signed_counters_draw_the_same_as_unsigned_ones_when_compiled() -> None:
    fast, luck = compiled().uniform, key(5, "trigger", "a")
    for index, turn, slot in ((0, 0, 0), (2**40, 7, 17), (123_456_789, 99_999, 1)):
        assert fast(np.uint64(luck), index, turn, slot) == uniform(luck, index, turn, slot)
        assert fast(np.uint64(luck), index, np.int32(turn), np.int16(slot)) == uniform(luck, index, turn, slot)


@pytest.mark.parametrize("at", range(3))
def test_philox_gives_the_published_answers_compiled(at: int) -> None:
    counter, luck, answer = [
        ((0,) * 4, (0,) * 2, (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
        ((0xFFFFFFFF,) * 4, (0xFFFFFFFF,) * 2, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
        (
            (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
            (0xA4093822, 0x299F31D0),
            (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
        ),
    ][at]
    assert compiled().philox(*(np.uint64(part) for part in (*counter, *luck))) == answer


def random_law(code: int) -> list[float]:
    """Arguments that the law can have, of widely different sizes."""
    size = 10 ** RNG.uniform(-3, 4)
    two = sorted(RNG.uniform(0.01, 1.0) * size for _ in range(2))
    if code in (Family.CERTAIN, Family.EXPONENTIAL):
        return two[:1]
    if code == Family.TRIANGULAR:
        return sorted([*two, RNG.uniform(-1.0, 1.0) * size])
    if code in (Family.WEIBULL, Family.LOGNORMAL, Family.NORMAL):
        return [two[0], RNG.uniform(0.3, 5.0)]
    if code == Family.LOGIT_NORMAL_RANGE:
        return sorted(RNG.uniform(0.001, 0.999) for _ in range(2))
    if code == Family.QUANTILES:
        shares = [0.0, *sorted(RNG.random() for _ in range(RNG.randrange(4))), 1.0]
        values = sorted(RNG.uniform(-1.0, 1.0) * size for _ in shares)
        return [number for pair in zip(shares, values, strict=True) for number in pair]
    if code == Family.PICK:
        weights = [RNG.randrange(1, 10) for _ in range(RNG.randrange(1, 6))]
        return [number for at, weight in enumerate(weights) for number in (weight / sum(weights), float(at))]
    return two


def test_no_law_differs_in_a_bit_compiled() -> None:
    fast, count = compiled().quantile, 130_000
    found, expected = [], []
    for at in range(count):
        code = at % len(Family)
        arguments = random_law(code)
        assert laws.fault(code, arguments) is None
        u = RNG.random() if at % 3 else 10 ** RNG.uniform(-17, 0)
        found.append(fast(code, np.array(arguments), u))
        expected.append(laws.quantile(code, arguments, u))
    np.testing.assert_array_equal(bits(found), bits(expected))


def test_compiled_laws_read_a_long_table_without_the_interpreter_lock() -> None:
    table = np.array([9.0, 3.0, 14.0, 9.0])
    assert compiled().quantile_at(8, table, 1, 2, 0.3) == laws.quantile(8, (3.0, 14.0), 0.3)
    assert all(getattr(compiled(), name).targetoptions["nogil"] for name in compiled().__dataclass_fields__)


def test_machine_code_on_disk_is_kept_under_the_fingerprint_of_all_its_sources() -> None:
    assert set(draws.SOURCES) == {philox, arithmetic, laws}
    name = compiled().quantile.py_func.__qualname__
    assert name == f"quantile_{draws.fingerprint()}"


def test_compiled_functions_are_monotone_over_millions_of_neighbouring_draws() -> None:
    import numba

    fast = compiled().normal_quantile

    @numba.njit(nogil=True)
    def falls(first: int, count: int) -> int:
        found, before = 0, -np.inf
        for cell in range(first, first + count):
            value = fast((cell + 0.5) * 2.220446049250313e-16)
            found += value < before
            before = value
        return found

    for place in (0.0, 0.075, 0.1, 0.3, 0.5, 0.84, 0.925, 1 - 2.0**-31):
        assert falls(max(0, int(place * 2**52) - 500_000), 1_000_000) == 0
