"""Logarithm, exponential, power and the normal quantile from + - * / and sqrt alone (R20).

IEEE 754 prescribes the result of these five operations to the last bit, and of nothing beyond them: a `log` of the C
library differs between machines. So every rollout is built on the functions here. `frexp` and `ldexp` only take a
number apart into exponent and mantissa and put it together; both are exact. The same source serves Python and, compiled
by `sim.engine.draws.compiled`, the fast engine: what the compiler is given is this text.

Every function is monotone in floating point, not only in the mind: rounded + - * / and sqrt are monotone in each
operand, and the formulas combine positive terms that move in one direction. A plain rational approximation, however
accurate, wiggles in its last bits, and a larger draw could then give a smaller value (R22).

The coefficients were computed for this module with 80 digits (interpolation at Chebyshev nodes; poles rounded first,
residues fitted again after it); none of the approximations errs by more than 7e-17, relative.
"""

from __future__ import annotations

from math import floor, frexp, inf, isnan, ldexp, nan, sqrt

LN2_HIGH = 0.693147180559663
"""log 2 to 41 bits: its product with any exponent of a double is exact (the reduction of Cody and Waite, 1980)"""
LN2_LOW = 2.8235290563031577e-13
"""the rest of log 2"""
INVERSE_LN2 = 1.4426950408889634
SQRT_HALF = 0.7071067811865476
LARGEST_EXPONENT = 709.7827128933839
"""the last double but one whose power is finite: at the last, rounding would reach beyond the doubles"""
SMALLEST_EXPONENT = -745.1332191019412


def logarithm(x: float) -> float:
    """The natural logarithm: -inf at 0, NaN below it. Relative error below 5e-16.

    x = 2^k m with m between sqrt(1/2) and sqrt(2), and log x = k log 2 + log m (Cody and Waite, 1980).
    """
    if x <= 0.0:
        return -inf if x == 0.0 else nan
    if not x < inf:
        return x
    mantissa, exponent = frexp(x)
    if mantissa < SQRT_HALF:
        mantissa += mantissa
        exponent -= 1
    return exponent * LN2_HIGH + (exponent * LN2_LOW + logarithm_near_one(mantissa - 1.0))


def logarithm_near_one(excess: float) -> float:
    """log(1 + excess) for an excess between -0.293 and 0.415, exact to a few last bits however small it is.

    log(1 + f) = 2 artanh(s), s = f / (2 + f), by the odd series of artanh, whose last terms are fitted. s never falls
    by rounding: below f = 0 both its parts move it upwards, and above, f grows by 2^-52 at a time, which is more in
    proportion than what 2 + f can gain by being rounded.
    """
    s = excess / (2.0 + excess)
    z = s * s
    tail = 0.18182889455674947 + z * (0.15331710618210773 + z * 0.14616585424888623)
    tail = 0.39999999999899444 + z * (0.2857142862600327 + z * (0.22222211130259878 + z * tail))
    return s * (2.0 + z * (0.666666666666667 + z * tail))


def minus_log_of_complement(u: float) -> float:
    """-log(1 - u) for u in [0, 1): the unit exponential law's inverse CDF, accurate for the smallest u too."""
    if u < 0.25:
        return -logarithm_near_one(-u)
    return -logarithm(1.0 - u)


def exponential(x: float) -> float:
    """The exponential function: inf above 709.78, 0 below -745.13. Relative error below 4e-16 for normal results.

    x = k log 2 + r with r from 0 to log 2 (Cody and Waite, 1980), and e^r by a polynomial. As r is not negative, and no
    coefficient is, the polynomial never falls by rounding; that the pieces meet is tried at each of the 2,100 joints.
    """
    if not x <= LARGEST_EXPONENT:
        return x if isnan(x) else inf
    if x < SMALLEST_EXPONENT:
        return 0.0
    k = floor(x * INVERSE_LN2)
    r = (x - k * LN2_HIGH) - k * LN2_LOW
    tail = 2.766694692154466e-06 + r * (2.624525516404983e-07 + r * 3.3527762328997865e-08)
    tail = 0.00019841438482636086 + r * (2.4796107757060607e-05 + r * tail)
    tail = 0.008333333367061912 + r * (0.0013888885738802003 + r * tail)
    tail = 0.4999999999999999 + r * (0.16666666666670518 + r * (0.041666666664835435 + r * tail))
    return ldexp(1.0 + r * (1.0 + r * tail), k)


def power(base: float, exponent: float) -> float:
    """`base` >= 0 to the power `exponent`; relative error about 4e-16 times (1 + |exponent * log base|)."""
    if exponent == 0.0:
        return 1.0
    return exponential(exponent * logarithm(base))


def normal_quantile(u: float) -> float:
    """The standard normal law's inverse CDF for u from 2^-53 to 1 - 2^-53; relative error below 1e-15.

    Like Wichura's AS241 (1988) it takes one formula in q = u - 1/2 for the middle 85 % and one in t = sqrt(-2 log p)
    for the tails, p being the tail's probability; the formulas themselves are ours. q(1-u) = -q(u) to the bit.
    """
    q = u - 0.5
    if q < 0.0:
        return -normal_quantile_middle(-q) if q >= -0.425 else -normal_quantile_tail(u)
    return normal_quantile_middle(q) if q <= 0.425 else normal_quantile_tail(1.0 - u)


def normal_quantile_middle(q: float) -> float:
    """The quantile of 1/2 + q, for q from 0 to 0.425.

    z / q is a Stieltjes function of x = q^2 with its cut from 1/4 on, so that its best rational approximations are sums
    of positive partial fractions with poles beyond 1/4. Each fraction grows with x, in floating point too.
    """
    x = q * q
    ratio = 0.00471138960228328 / (0.25301073306247585 - x) + 0.013862346782227954 / (0.26610577417168507 - x)
    ratio += 0.029121589840419376 / (0.29396015527996006 - x)
    ratio += 0.057115378125866555 / (0.3475736419075239 - x)
    ratio += 0.11446172350567609 / (0.45444672962452626 - x)
    ratio += 0.2525526750242812 / (0.6961435881160193 - x)
    ratio += 0.6966907117732949 / (1.4089323503142865 - x)
    ratio += 3.5117644193586313 / (5.422116021954664 - x)
    return q * (ratio + 0.4157070161439723)


def normal_quantile_tail(p: float) -> float:
    """The quantile of 1 - p, for p from 2^-53 to 0.075.

    t - z falls with t, nearly all of it as positive partial fractions. The one term that turns (a pair of complex
    poles) stays below 0.0023, so that its rounding is far below the step of t between neighbouring draws.
    """
    t = sqrt(-2.0 * logarithm(p))
    s = t + 2.1434240071895347
    shortfall = (0.005746163890610969 * s - 0.08928375436915963) / (s * s + 8.378588778108627)
    shortfall += 2.611158430925042 / (t + 258.83292951358294)
    shortfall += 1.2480189064068878 / (t + 45.484541956317095)
    shortfall += 0.946725355922014 / (t + 15.816775775690179)
    shortfall += 0.15252055305640283 / (t + 0.10353039160903572)
    shortfall += 1.0509219395338572 / (t + 6.224419055995902)
    shortfall += 0.5160486089514811 / (t + 0.5514740627916361)
    shortfall += 1.4843290167703231 / (t + 1.628541727408844)
    return t - shortfall


def normal_share(z: float) -> float:
    """The draw u whose `normal_quantile` is nearest to z from below: the standard normal CDF on the grid of draws.

    Found by halving the 2^52 possible draws, so that it undoes `normal_quantile` and needs no formula of its own.
    """
    low, high = 0, 4503599627370496
    while high - low > 1:
        middle = (low + high) // 2
        if normal_quantile((middle + 0.5) * 2.220446049250313e-16) <= z:
            low = middle
        else:
            high = middle
    return (low + 0.5) * 2.220446049250313e-16
