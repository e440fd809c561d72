using ShapeGen.Generator.Emission;
using ShapeGen.Generator.Emission.Kernels;
using ShapeGen.Generator.Planning;

namespace ShapeGen.Generator.Operations.Activations;

/// <summary>Element-wise functions over columns of rows. Columns are whole vectors, as scratch rows have room for them, or end where they end.</summary>
/// <remarks>A pass of its own: inlined into a tile's end, the copies of the function push its accumulators out of their registers.</remarks>
internal static class ActivationKernels
{
    /// <summary>e^-x, as a power of two, is a normal number between these.</summary>
    private static readonly float LowestExponent = (float)(-Exp2Kernel.HighestPower * Math.Log(2));

    private static readonly float HighestExponent = (float)(-Exp2Kernel.LowestPower * Math.Log(2));

    public static readonly Kernel Silu = Create(
        "Silu",
        "x = x / (1 + e^-x); the exponent is kept where the power is a normal number.",
        [Exp2Kernel.Kernel, PortableKernels.Max, PortableKernels.Min],
        unit =>
        [
            $"{unit.Type} exponent = {unit.Min(unit.Max("value", Constant(unit, LowestExponent)), Constant(unit, HighestExponent))};",
            $"{unit.Type} power = Exp2(exponent, {Constant(unit, (float)(-1 / Math.Log(2)))});",
            $"{unit.Type} result = value / ({Constant(unit, 1)} + power);",
        ]);

    public static readonly Kernel Relu = Create(
        "Relu", "x = max(x, 0).", [PortableKernels.Max], unit => [$"{unit.Type} result = {unit.Max($"{unit.Type}.Zero", "value")};"]);

    private static Kernel Create(string name, string summary, IReadOnlyList<Kernel> uses, Func<VectorUnit, IEnumerable<string>> body) =>
        new(name, uses, (writer, context) => Emit(writer, context.Unit, name, summary, body));

    private static string Constant(VectorUnit unit, float value) => $"{unit.Vector}.Create({Literals.Float(value)})";

    private static void Emit(SourceWriter writer, VectorUnit unit, string name, string summary, Func<VectorUnit, IEnumerable<string>> body)
    {
        writer.Line($"// {summary}");
        writer.Line("[MethodImpl(MethodImplOptions.NoInlining)]");
        using (writer.Block($"internal static void {name}(ref float x, int xRow, int rows, int columns)"))
        {
            using (writer.Block("for (; rows > 0; rows--)"))
            {
                using (writer.Block("for (int i = 0; i < columns; i += Lanes)"))
                {
                    writer.Line($"{unit.Type} value = {unit.Vector}.LoadUnsafe(ref x, (nuint)i);");
                    foreach (string line in body(unit))
                    {
                        writer.Line(line);
                    }

                    writer.Line("result.StoreUnsafe(ref x, (nuint)i);");
                }

                writer.Line();
                writer.Line("x = ref Unsafe.Add(ref x, xRow);");
            }
        }
    }
}
