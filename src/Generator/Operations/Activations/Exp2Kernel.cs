using ShapeGen.Generator.Common;
using ShapeGen.Generator.Emission;
using ShapeGen.Generator.Kernels;
using ShapeGen.Generator.Vectors;

namespace ShapeGen.Generator.Operations.Activations;

/// <summary>2^(x · factor) by range reduction and a polynomial; its coefficients come from <c>tools/fit_exp2.py</c>.</summary>
internal static class Exp2Kernel
{
    /// <summary>The precise polynomial: c₆ to c₁ of 2^f ≈ 1 + c₁f + … + c₆f⁶ on [-½, ½]; largest relative error 1.6e-8.</summary>
    private static readonly float[] Coefficients = [0.00015353375f, 0.0013398879f, 0.009618437f, 0.055503324f, 0.24022648f, 0.6931472f];

    /// <summary>The short one: c₅ to c₁ of 2^f ≈ 1 + c₁f + … + c₅f⁵; largest relative error 9.3e-8.</summary>
    private static readonly float[] ShortCoefficients = [0.0013269437f, 0.009671296f, 0.055507112f, 0.24022247f, 0.693147f];

    /// <summary>1.5 · 2²³: a number this large has no fraction.</summary>
    private const int Shift = 12_582_912;

    /// <summary>The bits of an exponent are so much more than it is.</summary>
    private const int ExponentBias = 127;

    /// <summary>Powers of two from here on are normal numbers, and small enough to be nothing beside 1.</summary>
    public const int LowestPower = -100;

    /// <summary>The power that is 0: its exponent's bits are all 0. Below it there is nothing but wrong numbers.</summary>
    public const int ZeroPower = -127;

    /// <summary>The power that is infinite: its exponent's bits are all 1. Above it there is nothing but wrong numbers.</summary>
    public const int InfinitePower = 128;

    /// <summary>2^(x · factor).</summary>
    public static readonly Kernel Kernel = new("Exp2", [PortableKernels.MultiplyAdd], (writer, context) => Emit(writer, context.Unit, "Exp2", exponent: 0, Coefficients, "1.6e-8"));

    /// <summary>
    /// 2^(x · factor) / 2, the half for no operation more and by the short polynomial. A power that is above <see cref="ZeroPower"/> by 1 is
    /// 0 already.
    /// </summary>
    public static readonly Kernel Half =
        new("HalfExp2", [PortableKernels.MultiplyAdd], (writer, context) => Emit(writer, context.Unit, "HalfExp2", exponent: -1, ShortCoefficients, "9.3e-8"));

    private static void Emit(SourceWriter writer, VectorUnit unit, string name, int exponent, float[] coefficients, string error)
    {
        string vector = unit.Vector;
        string type = unit.Type;
        int bias = ExponentBias + exponent;
        writer.Line($"// 2^(x · factor){(exponent == 0 ? "" : " / 2")}, where x · factor is in [{Literals.Integer(ZeroPower - exponent)}, {Literals.Integer(InfinitePower - exponent)}]: 0 at the first of them, infinite at the second.");
        writer.Line("[MethodImpl(MethodImplOptions.AggressiveInlining)]");
        using (writer.Block($"private static {type} {name}({type} x, {type} factor)"))
        {
            writer.Line($$"""
                // Added to x · factor, 1.5·2²³ leaves no room for a fraction: the low bits hold the nearest integer n, and f is what is left. With
                // {{Literals.Integer(bias)}} more, they hold the exponent's bits of 2^n{{(exponent == 0 ? "" : " / 2")}}.
                {{type}} shift = {{vector}}.Create({{Literals.Float(Shift + bias)}});
                {{type}} shifted = {{unit.MultiplyAdd("x", "factor", "shift")}};
                {{type}} f = {{unit.MultiplyAdd("x", "factor", "shift - shifted")}};

                // 2^f on [-½, ½] by a polynomial of relative error {{error}}, exactly 1 at 0.
                {{type}} power = {{vector}}.Create({{Literals.Float(coefficients[0])}});
                """);
            foreach (string coefficient in coefficients.Skip(1).Select(Literals.Float).Append("1f"))
            {
                writer.Line($"power = {unit.MultiplyAdd("power", "f", $"{vector}.Create({coefficient})")};");
            }

            writer.Line();
            writer.Line("""
                // Multiplied by this, a NaN stays one, and 0 and infinity are what they should be; added to its exponent, n would make numbers of them.
                return power * (shifted.AsInt32() << 23).AsSingle();
                """);
        }
    }
}
