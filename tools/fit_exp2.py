"""Fits the polynomial of the generated code's Exp2: 2^f on [-1/2, 1/2], degree 6, with p(0) = 1 exactly.

    python3 tools/fit_exp2.py

Remez exchange on the relative error, in float64 (numpy); the coefficients are then rounded to float32 one after the other, each time
fitting those of lower degree again, so that their rounding does not add up. Prints the coefficients of src/Generator/Emission/ExpEmitter.cs
and the largest relative error before and after rounding.
"""
import numpy as np

DEGREE = 6


def remez(fixed):
    """Coefficients c1..c6 of 1 + c1 f + ... that minimise the largest relative error; `fixed` maps degree -> value."""
    free = [d for d in range(1, DEGREE + 1) if d not in fixed]
    n = len(free) + 1
    # p(0) = 1 makes the error vanish at 0, so the exchange runs over points on both sides of it.
    f = np.linspace(-0.5, 0.5, 2001)
    g = np.exp2(f)
    base = 1 + sum(c * f**d for d, c in fixed.items())
    weights = np.ones_like(f)
    # Lawson's iteration: weighted least squares whose weights grow where the error is largest converges to the minimax fit.
    for _ in range(300):
        a = np.stack([f**d / g for d in free], axis=1)
        b = (g - base) / g
        w = np.sqrt(weights)
        c, *_ = np.linalg.lstsq(a * w[:, None], b * w, rcond=None)
        error = np.abs(a @ c - b)
        weights *= error / error.mean() + 1e-3
        weights /= weights.mean()
    result = dict(fixed)
    result.update({d: v for d, v in zip(free, c)})
    return result, error.max()


fixed = {}
coefficients, error = remez(fixed)
print(f"float64 coefficients: largest relative error {error:.3e}")
for degree in range(DEGREE, 0, -1):
    coefficients, error = remez(fixed)
    fixed[degree] = float(np.float32(coefficients[degree]))
f = np.linspace(-0.5, 0.5, 200001)
p = 1 + sum(c * f**d for d, c in fixed.items())
print(f"float32 coefficients: largest relative error {np.abs(p / np.exp2(f) - 1).max():.3e}")
for degree in range(DEGREE, 0, -1):
    print(f"c{degree} = {np.float32(fixed[degree])!r}  ({float(np.float32(fixed[degree])).hex()})")
