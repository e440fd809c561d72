using ShapeGen.Generator.Declarations;
using ShapeGen.Generator.Planning;

namespace ShapeGen.Generator.Emission.Kernels;

/// <summary>Element-wise functions over columns of scratch rows, whose last vector is whole.</summary>
/// <remarks>A pass of its own: inlined into a tile's end, the copies of the function push its accumulators out of their registers (design.md §4).</remarks>
internal static class ActivationEmitter
{
    /// <summary>e^-x, as a power of two, is a normal number between these.</summary>
    private static readonly float LowestExponent = (float)(-ExpEmitter.HighestPower * Math.Log(2));

    private static readonly float HighestExponent = (float)(-ExpEmitter.LowestPower * Math.Log(2));

    public static void Emit(SourceWriter writer, VectorUnit unit, ActivationKind kind)
    {
        string vector = unit.Vector;
        string type = unit.Type;
        (string summary, string[] body) = kind switch
        {
            ActivationKind.Silu => (
                "x = x / (1 + e^-x); the exponent is kept where the power is a normal number.",
                new[]
                {
                    $"{type} exponent = {unit.Min(unit.Max("value", $"{vector}.Create({Literals.Float(LowestExponent)})"), $"{vector}.Create({Literals.Float(HighestExponent)})")};",
                    $"{type} power = Exp2(exponent, {vector}.Create({Literals.Float((float)(-1 / Math.Log(2)))}));",
                    $"(value / ({vector}.Create(1f) + power)).StoreUnsafe(ref x, i);",
                }),
            _ => ("x = max(x, 0).", [$"{unit.Max($"{type}.Zero", "value")}.StoreUnsafe(ref x, i);"]),
        };

        writer.Line($"// {summary}");
        writer.Line("[MethodImpl(MethodImplOptions.NoInlining)]");
        using (writer.Block($"private static void {kind}(ref float x, int xRow, int rows, nuint columns)"))
        {
            using (writer.Block("for (; rows > 0; rows--)"))
            {
                using (writer.Block("for (nuint i = 0; i < columns; i += Lanes)"))
                {
                    writer.Line($"{type} value = {vector}.LoadUnsafe(ref x, i);");
                    foreach (string line in body)
                    {
                        writer.Line(line);
                    }
                }

                writer.Line();
                writer.Line("x = ref Unsafe.Add(ref x, xRow);");
            }
        }
    }
}
