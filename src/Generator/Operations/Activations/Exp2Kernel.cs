using ShapeGen.Generator.Emission;
using ShapeGen.Generator.Emission.Kernels;
using ShapeGen.Generator.Planning;

namespace ShapeGen.Generator.Operations.Activations;

/// <summary>2^(x · factor) by range reduction and a polynomial; its coefficients come from <c>tools/fit_exp2.py</c>.</summary>
internal static class Exp2Kernel
{
    /// <summary>c₆ to c₁ of 2^f ≈ 1 + c₁f + … + c₆f⁶ on [-½, ½]; largest relative error 1.6e-8.</summary>
    private static readonly float[] Coefficients = [0.00015353375f, 0.0013398879f, 0.009618437f, 0.055503324f, 0.24022648f, 0.6931472f];

    /// <summary>Powers of two from here on are normal numbers, and small enough to be nothing beside 1.</summary>
    public const int LowestPower = -100;

    /// <summary>The power that is 0: its exponent's bits are all 0. Below it there is nothing but wrong numbers.</summary>
    public const int ZeroPower = -127;

    /// <summary>The power that is infinite: its exponent's bits are all 1. Above it there is nothing but wrong numbers.</summary>
    public const int InfinitePower = 128;

    public static readonly Kernel Kernel = new("Exp2", [PortableKernels.MultiplyAdd], (writer, context) => Emit(writer, context.Unit));

    private static void Emit(SourceWriter writer, VectorUnit unit)
    {
        string vector = unit.Vector;
        string type = unit.Type;
        writer.Line($"// 2^(x · factor), where x · factor is in [{Literals.Integer(ZeroPower)}, {Literals.Integer(InfinitePower)}]: 0 at the first of them, infinite at the second.");
        writer.Line("[MethodImpl(MethodImplOptions.AggressiveInlining)]");
        using (writer.Block($"private static {type} Exp2({type} x, {type} factor)"))
        {
            writer.Line($$"""
                // Added to x · factor, 1.5·2²³ leaves no room for a fraction: the low bits hold the nearest integer n, and f is what is left. With
                // 127 more, they hold the exponent's bits of 2^n.
                {{type}} shift = {{vector}}.Create(12583039f);
                {{type}} shifted = {{unit.MultiplyAdd("x", "factor", "shift")}};
                {{type}} f = {{unit.MultiplyAdd("x", "factor", "shift - shifted")}};

                // 2^f on [-½, ½] by a polynomial of relative error 1.6e-8, exactly 1 at 0.
                {{type}} power = {{vector}}.Create({{Literals.Float(Coefficients[0])}});
                """);
            foreach (string coefficient in Coefficients.Skip(1).Select(Literals.Float).Append("1f"))
            {
                writer.Line($"power = {unit.MultiplyAdd("power", "f", $"{vector}.Create({coefficient})")};");
            }

            writer.Line();
            writer.Line("""
                // Multiplied by 2^n, a NaN stays one, and 0 and infinity are what they should be; added to its exponent, n would make numbers of them.
                return power * (shifted.AsInt32() << 23).AsSingle();
                """);
        }
    }
}
