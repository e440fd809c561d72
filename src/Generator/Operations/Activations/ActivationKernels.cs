using ShapeGen.Generator.Common;
using ShapeGen.Generator.Emission;
using ShapeGen.Generator.Kernels;
using ShapeGen.Generator.Vectors;

namespace ShapeGen.Generator.Operations.Activations;

/// <summary>Element-wise functions over columns of rows. Columns are whole vectors: scratch rows have room for them.</summary>
/// <remarks>A pass of its own: inlined into a tile's end, the copies of the function push its accumulators out of their registers.</remarks>
internal static class ActivationKernels
{
    /// <summary>x = f(x).</summary>
    public static Kernel InPlace(ActivationFunction function) => new EntryKernel(
        function.Name,
        $"// x = {function.Summary}",
        "ref float x, int xRow, int rows, int columns",
        function.Uses,
        (writer, context) =>
        {
            using (writer.Block("for (; rows > 0; rows--)"))
            {
                Columns(writer, context.Unit, "x", function, "result");
                writer.Line("x = ref Unsafe.Add(ref x, xRow);");
            }
        },
        Kernel.RunsOverNumbers);

    /// <summary>x = f(gate) · x.</summary>
    public static Kernel Gate(ActivationFunction function) => new(
        "Gate" + function.Name,
        function.Uses,
        (writer, context) =>
        {
            writer.Line($"// x = f(gate) · x, with f(x) = {function.Summary}");
            writer.Line(Kernel.RunsOverNumbers);
            using (writer.Block($"private static void Gate{function.Name}(ref float gate, int gateRow, ref float x, int xRow, int rows, int columns)"))
            {
                using (writer.Block("for (; rows > 0; rows--)"))
                {
                    Columns(writer, context.Unit, "gate", function, $"(result * {context.Unit.Vector}.LoadUnsafe(ref x, (nuint)i))");
                    writer.Line("gate = ref Unsafe.Add(ref gate, gateRow);");
                    writer.Line("x = ref Unsafe.Add(ref x, xRow);");
                }
            }
        });

    private static void Columns(SourceWriter writer, VectorUnit unit, string source, ActivationFunction function, string result)
    {
        using (writer.Block("for (int i = 0; i < columns; i += Lanes)"))
        {
            writer.Line($"{unit.Type} value = {unit.Vector}.LoadUnsafe(ref {source}, (nuint)i);");
            foreach (string line in function.Body(unit))
            {
                writer.Line(line);
            }

            writer.Line($"{result}.StoreUnsafe(ref x, (nuint)i);");
        }

        writer.Line();
    }
}
