"""Philox4x32-10 against the answers that its authors published, and the uniform draws made of it (R19)."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.engine.philox import philox, uniform

FULL = 0xFFFFFFFF
PI = (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344), (0xA4093822, 0x299F31D0)
KNOWN_ANSWERS = [
    ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((FULL, FULL, FULL, FULL), (FULL, FULL), (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    (*PI, (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1)),
]
"""Random123's file `kat_vectors`, generator philox4x32 with 10 rounds: counter, key, answer."""

WORDS_64 = st.integers(0, 2**64 - 1)
WORDS_32 = st.integers(0, 2**32 - 1)


@pytest.mark.parametrize(("counter", "key", "answer"), KNOWN_ANSWERS)
def test_philox_gives_the_published_answers(
    counter: tuple[int, int, int, int], key: tuple[int, int], answer: tuple[int, int, int, int]
) -> None:
    assert philox(*counter, *key) == answer


def test_a_draw_is_the_published_answer_read_as_r19_says() -> None:
    (low, high, turn, slot), (key_low, key_high) = PI
    cell = (0x94FDCCEB << 32 | 0xD16CFE09) >> 12
    drawn = uniform(key_high << 32 | key_low, high << 32 | low, turn, slot)
    assert Fraction(drawn) == (cell + Fraction(1, 2)) / 2**52


@given(WORDS_64, WORDS_64, WORDS_32, WORDS_32)
def test_a_draw_is_the_middle_of_a_cell_and_its_complement_is_exact(key: int, index: int, turn: int, slot: int) -> None:
    u = uniform(key, index, turn, slot)
    assert 0.0 < u < 1.0
    assert (Fraction(u) * 2**52 - Fraction(1, 2)).denominator == 1
    assert Fraction(1.0 - u) == 1 - Fraction(u)


@given(WORDS_64, WORDS_64, WORDS_32, WORDS_32, st.integers(0, 191))
def test_every_bit_of_key_and_address_counts(key: int, index: int, turn: int, slot: int, bit: int) -> None:
    address = key | index << 64 | turn << 128 | slot << 160
    changed = address ^ 1 << bit
    other = uniform(changed & (2**64 - 1), changed >> 64 & (2**64 - 1), changed >> 128 & FULL, changed >> 160)
    assert other != uniform(key, index, turn, slot)
