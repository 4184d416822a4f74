"""Philox4x32-10: random words as a pure function of a counter and a key (R19).

J. K. Salmon, M. A. Moraes, R. O. Dror, D. E. Shaw: Parallel random numbers: as easy as 1, 2, 3 (SC '11). Any number of
any rollout can be had at any time, in any order, on any machine; nothing is ever "next".

All words are unsigned. In Python they are plain whole numbers; compiled, `word` and the constants are 64-bit unsigned,
since one signed operand would make the compiler compute the whole expression signed and wrap in silence.
"""

from __future__ import annotations

from math import ldexp

word = int
LOW_WORD = 0xFFFFFFFF
WORD_BITS = 32
MULTIPLIER_0 = 0xD2511F53
MULTIPLIER_1 = 0xCD9E8D57
WEYL_0 = 0x9E3779B9
WEYL_1 = 0xBB67AE85
SPARE_BITS = 12
ROUNDS = 10
GRID = ldexp(1.0, -52)


def philox(c0: int, c1: int, c2: int, c3: int, k0: int, k1: int) -> tuple[int, int, int, int]:
    """The four random 32-bit words of the counter (c0, c1, c2, c3) under the key (k0, k1), all 32-bit words."""
    for _ in range(ROUNDS):
        product_0 = MULTIPLIER_0 * c0
        product_1 = MULTIPLIER_1 * c2
        c0 = (product_1 >> WORD_BITS) ^ c1 ^ k0
        c2 = (product_0 >> WORD_BITS) ^ c3 ^ k1
        c1 = product_1 & LOW_WORD
        c3 = product_0 & LOW_WORD
        k0 = (k0 + WEYL_0) & LOW_WORD
        k1 = (k1 + WEYL_1) & LOW_WORD
    return c0, c1, c2, c3


def uniform(key: int, index: int, turn: int, slot: int) -> float:
    """The uniform draw of a key (64 bits) at a rollout or world (64 bits), a turn and a slot (32 bits each).

    The counter's words are (index low, index high, turn, slot), the key's (low, high). The first 52 of the 64 bits that
    the first two words make are a cell of a grid, and the draw is the middle of the cell: never 0, never 1, and 1 - u
    is exact and on the same grid.
    """
    key, index = word(key), word(index)
    first, second, _, _ = philox(
        index & LOW_WORD,
        index >> WORD_BITS,
        word(turn) & LOW_WORD,
        word(slot) & LOW_WORD,
        key & LOW_WORD,
        key >> WORD_BITS,
    )
    return ((((second << WORD_BITS) | first) >> SPARE_BITS) + 0.5) * GRID
