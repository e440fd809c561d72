using ShapeGen.Generator.Emission;
using ShapeGen.Generator.Emission.Kernels;
using ShapeGen.Generator.Planning;

namespace ShapeGen.Generator.Operations.Activations;

/// <summary>
/// GELU, exact: x · Φ(x) = max(x, 0) - u · erfc(√2 · u) with u = |x| / 2, and erfc(√2 · u) = 2^t(u) with a polynomial t.
/// </summary>
/// <remarks>
/// <para>
/// A vector takes 25 operations: 3 for u and its bound, 9 for the polynomial, 11 for the power, 2 for the result. A fraction of polynomials for
/// erf takes 17 and a division, which costs as much as ten of them, and a Gaussian times a polynomial 28; both lose the negative tail
/// or pay for it. Here the tail is the second term alone, so it keeps its relative precision as far as the polynomial has one.
/// </para>
/// <para>
/// (x / 2) + |x / 2| is max(x, 0), but NaN at minus infinity, as GELU is in PyTorch; and 0 at -0.
/// </para>
/// </remarks>
internal static class GeluFunction
{
    /// <summary>c₁₀ to c₁ of t(u) = c₁u + … + c₁₀u¹⁰, from <c>tools/fit_erf.py</c>; the error of u · 2^t is at most 6.7e-8 of it, or 1.1e-8.</summary>
    private static readonly float[] Coefficients =
    [
        -1.6232707e-05f, 0.00028901958f, -0.0020720172f, 0.007780633f, -0.014586652f, -0.0033582111f, 0.11318324f, -0.42021373f, -1.836773f, -2.3022144f,
    ];

    /// <summary>The u from which on 2^t is 0: t falls as far as here, to Exp2's zero power.</summary>
    private const float Zero = 6.4387f;

    public static readonly ActivationFunction Gelu = new(
        "Gelu",
        "x · Φ(x) = max(x, 0) - u · 2^t with u = |x| / 2 and a polynomial t = log2(erfc(√2 · u)).",
        [Exp2Kernel.Kernel, PortableKernels.Min, PortableKernels.MultiplyAdd],
        Body);

    private static IEnumerable<string> Body(VectorUnit unit)
    {
        yield return $"{unit.Type} half = value * {ActivationFunction.Constant(unit, 0.5f)};";
        yield return $"{unit.Type} magnitude = {unit.Vector}.Abs(half);";
        yield return $"{unit.Type} u = {unit.Min(ActivationFunction.Constant(unit, Zero), "magnitude")};";
        yield return $"{unit.Type} t = {ActivationFunction.Constant(unit, Coefficients[0])};";
        foreach (float coefficient in Coefficients.Skip(1))
        {
            yield return $"t = {unit.MultiplyAdd("t", "u", ActivationFunction.Constant(unit, coefficient))};";
        }

        yield return $"{unit.Type} power = Exp2(t, u);";
        yield return $"{unit.Type} result = {unit.MultiplyAdd("-u", "power", "half + magnitude")};";
    }
}
