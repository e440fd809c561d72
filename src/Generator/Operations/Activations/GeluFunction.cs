using ShapeGen.Generator.Kernels;
using ShapeGen.Generator.Vectors;

namespace ShapeGen.Generator.Operations.Activations;

/// <summary>
/// GELU, exact: x · Φ(x) = max(x, 0) - a · erfc(a / √2) / 2 with a = |x|, and erfc(a / √2) = 2^t(a) with a polynomial t.
/// </summary>
/// <remarks>
/// <para>
/// A vector takes 25 operations: 3 for a and its bound, 10 for the polynomial, 10 for the power, 2 for the result. Fractions of polynomials for
/// erf take as many multiplications and a division, and lose the negative tail: 1 + erf is nothing but a rounding error there. Here the tail is
/// the second term alone, so that it is as precise as the polynomial is.
/// </para>
/// <para>
/// The polynomial is taken in pairs, t = a · ((c₁ + c₂a) + a² · ((c₃ + c₄a) + …)): one multiplication more than Horner's form, and half the
/// length of its chain. With Horner's the whole took 14 cycles a vector, with this 11; SiLU takes 6, its division included (Zen 5, AVX-512 and AVX2).
/// </para>
/// </remarks>
internal static class GeluFunction
{
    /// <summary>c₁ to c₁₀ of t(a) = c₁a + … + c₁₀a¹⁰, from <c>tools/fit_erf.py</c>; the error of a / 2 · 2^t is at most 6.7e-8 of it + 0.001.</summary>
    private static readonly float[] Coefficients =
    [
        -1.1511072f, -0.45919326f, -0.052526716f, 0.0070739524f, -0.0001049441f, -0.00022791643f, 6.0786195e-05f, -8.093817e-06f, 5.6449136e-07f, -1.5852253e-08f,
    ];

    /// <summary>The a from which on the power is 0: t falls as far as here, to -126, and half of that power is 0 already.</summary>
    private const float Zero = 12.852868f;

    public static readonly ActivationFunction Gelu = new(
        "Gelu",
        "x · Φ(x), as max(x, 0) - a · 2^t / 2 with a = |x| and a polynomial t of a for log2(erfc(a / √2)).",
        [Exp2Kernel.Half, PortableKernels.Max, PortableKernels.Min, PortableKernels.MultiplyAdd],
        Body);

    private static IEnumerable<string> Body(VectorUnit unit)
    {
        string zero = ActivationFunction.Constant(unit, Zero);

        // Bounded above only, so that minus infinity times 0 makes NaN, as in PyTorch, and plus infinity does not.
        yield return $"{unit.Type} magnitude = {unit.Vector}.Abs({unit.Min(zero, "value")});";
        yield return $"{unit.Type} a = {unit.Min(zero, "magnitude")};";
        yield return $"{unit.Type} square = a * a;";
        for (int i = Coefficients.Length - 2; i >= 0; i -= 2)
        {
            string pair = unit.MultiplyAdd(ActivationFunction.Constant(unit, Coefficients[i + 1]), "a", ActivationFunction.Constant(unit, Coefficients[i]));
            yield return i == Coefficients.Length - 2 ? $"{unit.Type} t = {pair};" : $"t = {unit.MultiplyAdd("t", "square", pair)};";
        }

        yield return $"{unit.Type} power = HalfExp2(t, a);";
        yield return $"{unit.Type} result = {unit.MultiplyAdd("-magnitude", "power", unit.Max($"{unit.Type}.Zero", "value"))};";
    }
}
