"""The polynomials of Exp2: p(f) ~ 2^f on [-1/2, 1/2], with p(0) = 1 exactly: of degree 6, and of degree 5 for GELU.

    python3 tools/fit_exp2.py

Lawson's iteration on the relative error, in float64 (numpy); the coefficients are then rounded to float32 one at a time; each time
the remaining ones are fitted again, so that rounding errors do not add up. Prints the coefficients of
src/Generator/Operations/Activations/Exp2Kernel.cs and the largest relative error before and after rounding.
"""
import numpy as np


def fit(degree, fixed):
    """The free coefficients that minimise the largest relative error; `fixed` maps degree -> value."""
    free = [d for d in range(degree + 1) if d not in fixed]
    f = np.linspace(-0.5, 0.5, 2001)
    g = np.exp2(f)
    base = sum((c * f**d for d, c in fixed.items()), np.zeros_like(f))
    weights = np.ones_like(f)
    # Weighted least squares converge to the minimax fit if the weights grow where the error is largest.
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


def report(degree, fixed, order):
    coefficients, error = fit(degree, fixed)
    print(f"degree {degree}, float64 coefficients: largest relative error {error:.3e}")
    for d in order:
        coefficients, error = fit(degree, fixed)
        fixed[d] = float(np.float32(coefficients[d]))
    f = np.linspace(-0.5, 0.5, 200001)
    p = sum(c * f**d for d, c in fixed.items())
    print(f"degree {degree}, float32 coefficients: largest relative error {np.abs(p / np.exp2(f) - 1).max():.3e}")
    for d in range(degree, -1, -1):
        print(f"c{d} = {np.float32(fixed[d])!r}  ({float(np.float32(fixed[d])).hex()})")


report(6, {0: 1.0}, range(6, 0, -1))
report(5, {0: 1.0}, range(1, 6))
