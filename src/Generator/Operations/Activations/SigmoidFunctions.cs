using ShapeGen.Generator.Kernels;
using ShapeGen.Generator.Vectors;

namespace ShapeGen.Generator.Operations.Activations;

/// <summary>
/// The activations x · sigmoid(s) = x / (1 + e^-s). A vector takes 2 operations for the bounds, 11 for the power, an addition and a division, and
/// the tanh form 2 more for its cube.
/// </summary>
/// <remarks>
/// At the lower bound of x the power is infinite, so that what is below gives -0, and minus infinity NaN, as in PyTorch. The upper one keeps
/// the exponent in range, where the power is nothing beside 1 already. The bounds are for the exponent only, so a NaN comes out of the division.
/// </remarks>
internal static class SigmoidFunctions
{
    /// <summary>tanh(u) is 2 · sigmoid(2u) - 1, so GELU's tanh form is x · sigmoid(2u) with u = √(2/π) · (x + 0.044715 x³).</summary>
    private static readonly double TanhFactor = -2 * Math.Sqrt(2 / Math.PI) / Math.Log(2);

    private const double TanhCube = 0.044715;

    /// <summary>Where TanhFactor · (x + TanhCube · x³) is Exp2's infinite power.</summary>
    private const float TanhLowest = -10.06f;

    /// <summary>Where it is above Exp2's zero power, and the power nothing beside 1.</summary>
    private const float TanhHighest = 9;

    public static readonly ActivationFunction Silu = Scaled("Silu", 1, "x / (1 + e^-x)");

    public static readonly ActivationFunction QuickGelu = Scaled("QuickGelu", 1.702, "x / (1 + e^(-1.702 x))");

    public static readonly ActivationFunction GeluTanh = Create(
        "GeluTanh",
        "x / (1 + e^-2u) with u = √(2/π) · (x + 0.044715 x³), which is GELU's form with tanh(u)",
        TanhLowest,
        TanhHighest,
        unit =>
        [
            $"{unit.Type} factor = {unit.MultiplyAdd("bounded * bounded", ActivationFunction.Constant(unit, (float)(TanhFactor * TanhCube)), ActivationFunction.Constant(unit, (float)TanhFactor))};",
            $"{unit.Type} power = Exp2(bounded, factor);",
        ]);

    /// <summary>1 / (1 + e^-x). The bounds are the first operands, so that a NaN stays one.</summary>
    public static readonly ActivationFunction Sigmoid = new(
        "Sigmoid",
        "1 / (1 + e^-x); x is bounded where the power leaves the range of numbers.",
        [Exp2Kernel.Kernel, PortableKernels.Max, PortableKernels.Min, PortableKernels.MultiplyAdd],
        unit => Bounded(unit, -1 / Math.Log(2), $"{ActivationFunction.Constant(unit, 1)} / ({ActivationFunction.Constant(unit, 1)} + power)"));

    /// <summary>Below it tanh is a polynomial: there 1 - e^-2x cancels, and a norm behind would make what is lost large again.</summary>
    private const float TanhNear = 0.625f;

    /// <summary>(tanh(x) / x - 1) / x² as a polynomial of x² up to <see cref="TanhNear"/>, from the highest power on: a minimax fit of the relative error, which is 5e-9.</summary>
    private static readonly float[] TanhPolynomial = [-0.0057049864f, 0.020639086f, -0.053739715f, 0.13331442f, -0.3333328f];

    /// <summary>tanh(x) = (1 - e^-2x) / (1 + e^-2x), and a polynomial near 0; from 10 on it is 1 in single precision, and the powers stay numbers.</summary>
    public static readonly ActivationFunction Tanh = new(
        "Tanh",
        "tanh(x) = (1 - e^-2x) / (1 + e^-2x), with x bounded where that is 1 or -1; near 0, where it cancels, a polynomial.",
        [Exp2Kernel.Kernel, PortableKernels.Max, PortableKernels.Min, PortableKernels.MultiplyAdd],
        unit =>
        [
            .. Bounded(unit, -2 / Math.Log(2), $"({ActivationFunction.Constant(unit, 1)} - power) / ({ActivationFunction.Constant(unit, 1)} + power)", bound: 10),
            $"{unit.Type} square = value * value;",
            $"{unit.Type} near = {ActivationFunction.Constant(unit, TanhPolynomial[0])};",
            .. TanhPolynomial.Skip(1).Select(coefficient => $"near = {unit.MultiplyAdd("near", "square", ActivationFunction.Constant(unit, coefficient))};"),
            $"near = {unit.MultiplyAdd("near * square", "value", "value")};",
            $"result = {unit.Vector}.ConditionalSelect({unit.Vector}.LessThan({unit.Vector}.Abs(value), {ActivationFunction.Constant(unit, TanhNear)}), near, result);",
        ]);

    private static IEnumerable<string> Bounded(VectorUnit unit, double factor, string result, float bound = 87)
    {
        yield return $"{unit.Type} bounded = {unit.Min(ActivationFunction.Constant(unit, bound), unit.Max(ActivationFunction.Constant(unit, -bound), "value"))};";
        yield return $"{unit.Type} power = Exp2(bounded, {ActivationFunction.Constant(unit, (float)factor)});";
        yield return $"{unit.Type} result = {result};";
    }

    /// <summary>x · sigmoid(scale · x).</summary>
    private static ActivationFunction Scaled(string name, double scale, string formula)
    {
        double factor = -scale / Math.Log(2);
        return Create(
            name,
            formula,
            (float)(Exp2Kernel.InfinitePower / factor),
            (float)(Exp2Kernel.LowestPower / factor),
            unit => [$"{unit.Type} power = Exp2(bounded, {ActivationFunction.Constant(unit, (float)factor)});"]);
    }

    private static ActivationFunction Create(string name, string formula, float lowest, float highest, Func<VectorUnit, IEnumerable<string>> power) => new(
        name,
        $"{formula}; x is bounded where the power leaves the range of numbers.",
        [Exp2Kernel.Kernel, PortableKernels.Max, PortableKernels.Min, PortableKernels.MultiplyAdd],
        unit =>
        [
            $"{unit.Type} bounded = {unit.Min(unit.Max("value", ActivationFunction.Constant(unit, lowest)), ActivationFunction.Constant(unit, highest))};",
            .. power(unit),
            $"{unit.Type} result = value / ({ActivationFunction.Constant(unit, 1)} + power);",
        ]);
}
