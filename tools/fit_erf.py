"""The polynomial of GELU's exponent: t(a) ~ log2(erfc(a / sqrt(2))) for a = |x|, with t(0) = 0 exactly.

    python3 tools/fit_erf.py

GELU(x) = max(x, 0) - a / 2 * 2^t(a), as x * Phi(x) = max(x, 0) - |x| / 2 * erfc(|x| / sqrt(2)). This needs only a polynomial and a power of two,
no division. The negative tail is the second term alone, so it keeps its relative precision.

Remez exchange in float64 (numpy) on the error of h = a / 2 * 2^t, relative to h + FLOOR: relative if GELU is large, and absolute in the
tail, where float32 code based on 1 + erf consists only of rounding errors. Further out, TAIL keeps t itself close enough that
the power of two falls to 0. The coefficients are rounded to float32 one at a time; each time the others are fitted again, so
that rounding errors do not add up. Prints the coefficients of src/Generator/Operations/Activations/GeluFunction.cs, where the power is 0, and
the largest errors before and after rounding.
"""
import math

import numpy as np

DEGREE = 10
LARGEST = 13.0  # 2^t is below 2^-126 there
FLOOR = 1e-3
TAIL = 1e-8
LOWEST_POWER = -126  # half of it, 2^-127, has an exponent of 0, so it counts as 0

a = LARGEST * (0.5 - 0.5 * np.cos(np.pi * (np.arange(40000) + 0.5) / 40000))
t = np.array([math.log2(math.erfc(x / math.sqrt(2))) for x in a])
h = a / 2 * 2.0**t
weight = math.log(2) * h / (h + FLOOR) + TAIL


def value(coefficients, points):
    return sum(c * points**d for d, c in coefficients.items())


def error(coefficients):
    return (value(coefficients, a) - t) * weight


def extremes(e, count):
    """The largest point of each run of equal sign; of these, the best `count` neighbours."""
    starts = np.flatnonzero(np.diff(np.sign(e)) != 0) + 1
    peaks = [first + np.argmax(np.abs(part)) for first, part in zip([0, *starts], np.split(e, starts))]
    while len(peaks) > count:
        peaks.pop(0 if abs(e[peaks[0]]) < abs(e[peaks[-1]]) else -1)
    return peaks


def remez(fixed):
    """The free coefficients of t that minimise the largest weighted error; `fixed` maps degree -> value."""
    free = [d for d in range(1, DEGREE + 1) if d not in fixed]
    if not free:
        return dict(fixed), np.abs(error(fixed)).max()
    left = t - value(fixed, a) if fixed else t
    scale = LARGEST ** np.array(free, dtype=float)
    basis = np.stack([a**d for d in free], axis=1) / scale

    # Lawson's iteration comes close to the fit, so the exchange starts with the right number of sign changes.
    w = np.ones_like(a)
    for _ in range(60):
        s = np.sqrt(w) * weight
        c, *_ = np.linalg.lstsq(basis[::20] * s[::20, None], left[::20] * s[::20], rcond=None)
        e = (basis @ c - left) * weight
        w *= np.abs(e) / np.abs(e).max() + 1e-3
        w /= w.sum()
    best = c, np.abs(e).max()
    for _ in range(60):
        peaks = extremes(e, len(free) + 1)
        if len(peaks) < len(free) + 1:
            break
        signs = (-1.0) ** np.arange(len(peaks))
        solution = np.linalg.solve(np.column_stack([basis[peaks], signs / weight[peaks]]), left[peaks])
        e = (basis @ solution[:-1] - left) * weight
        if np.abs(e).max() < best[1]:
            best = solution[:-1], np.abs(e).max()
    return {**fixed, **dict(zip(free, best[0] / scale))}, best[1]


coefficients, largest = remez({})
print(f"float64 coefficients: largest error {largest:.3e}, relative to h + {FLOOR}")
fixed = {}
for degree in range(1, DEGREE + 1):
    coefficients, largest = remez(fixed)
    fixed[degree] = float(np.float32(coefficients[degree]))
print(f"float32 coefficients: largest error {np.abs(error(fixed)).max():.3e}")

relative = np.abs(np.expm1(math.log(2) * (value(fixed, a) - t)))
for x in range(1, 9):
    print(f"  up to |x| = {x}: largest error of h {relative[a <= x].max():.1e} relative, {(relative * h)[a <= x].max():.1e} absolute")

points = np.linspace(0, LARGEST + 0.5, 700001)
power = value(fixed, points)
assert np.all(np.diff(power[power >= LOWEST_POWER - 0.25]) < 0), "t must fall all the way"
end = np.float32(points[np.argmax(power <= LOWEST_POWER)])
print(f"zero from a = {end!r}: t = {value(fixed, float(end)):.3f}")
for degree in range(DEGREE, 0, -1):
    print(f"c{degree} = {np.float32(fixed[degree])!r}  ({fixed[degree].hex()})")
