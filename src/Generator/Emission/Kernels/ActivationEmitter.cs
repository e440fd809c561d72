using ShapeGen.Generator.Declarations;
using ShapeGen.Generator.Planning;

namespace ShapeGen.Generator.Emission.Kernels;

/// <summary>Element-wise functions over scratch rows, whose last vector is whole.</summary>
/// <remarks>A pass of its own: inlined into a tile's end, the copies of the function push its accumulators out of their registers (design.md §4).</remarks>
internal static class ActivationEmitter
{
    public static void Emit(SourceWriter writer, VectorUnit unit, ActivationKind kind)
    {
        string vector = unit.Vector;
        string type = unit.Type;
        (string summary, string[] body) = kind switch
        {
            ActivationKind.Silu => (
                "x = x / (1 + e^-x); the power of two is kept where it is a normal number.",
                new[]
                {
                    $"{type} power = {unit.Min(unit.Max($"value * {vector}.Create(-1.442695f)", $"{vector}.Create(-125f)"), $"{vector}.Create(126f)")};",
                    $"(value / ({vector}.Create(1f) + Exp2(power))).StoreUnsafe(ref x, i);",
                }),
            _ => ("x = max(x, 0).", [$"{unit.Max($"{type}.Zero", "value")}.StoreUnsafe(ref x, i);"]),
        };

        writer.Line($"/// <summary>{summary}</summary>");
        writer.Line("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
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
