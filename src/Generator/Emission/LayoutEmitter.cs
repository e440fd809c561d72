using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Planning;
using Buffer = ShapeGen.Generator.Planning.Buffer;

namespace ShapeGen.Generator.Emission;

/// <summary>Where weights and scratch buffers stand.</summary>
internal static class LayoutEmitter
{
    public static void Emit(SourceWriter writer, BodyPlan plan)
    {
        Weights(writer, plan);
        writer.Line();
        Groups(writer, plan);
        Scratch(writer, plan);
        writer.Line();
    }

    /// <summary>The locals that hold where each of a worker's buffers starts in its part; they need <c>blockRows</c> and <c>tokens</c>.</summary>
    public static void Starts(SourceWriter writer, BodyPlan plan, string type, Func<Buffer, bool> wanted)
    {
        foreach (ScratchPlace place in Needed(plan, wanted))
        {
            string start = place.After.Count == 0
                ? "0"
                : place.After.Select(below => End(below, type)).Aggregate((a, b) => $"Math.Max({a}, {b})");
            writer.Line($"{type} {place.Buffer.Name}Start = {start};");
        }
    }

    /// <summary>The places of the wanted buffers, and of those that they stand on.</summary>
    public static IReadOnlyList<ScratchPlace> Needed(BodyPlan plan, Func<Buffer, bool> wanted)
    {
        HashSet<Buffer> needed = [];
        foreach (ScratchPlace place in plan.Scratch.Places.Reverse().Where(place => wanted(place.Buffer) || needed.Contains(place.Buffer)))
        {
            needed.Add(place.Buffer);
            needed.UnionWith(place.After);
        }

        return plan.Scratch.Places.Where(place => needed.Contains(place.Buffer)).ToList();
    }

    private static string End(Buffer buffer, string type) => $"{buffer.Name}Start + {Size(buffer, type)}";

    private static string Size(Buffer buffer, string type) => buffer.Scope switch
    {
        BufferScope.Block => $"(blockRows * {buffer.Title}Stride)",
        BufferScope.PaddedBlock => $"((blockRows + Lanes) * {buffer.Title}Stride)",
        BufferScope.Scores => $"(({type})tokens * {buffer.Title}Stride)",
        _ => $"{buffer.Title}Length",
    };

    private static void Weights(SourceWriter writer, BodyPlan plan)
    {
        writer.Line("/// <summary>How the checkpoint's tensors are packed.</summary>");
        using (writer.Block("public static ParameterLayout[] Layout(out int length)"))
        {
            writer.Line("length = PackedLength;");
            writer.Line("return");
            writer.Line("[");
            foreach (WeightSlot slot in plan.Weights.Slots)
            {
                Parameter parameter = slot.Parameter!;
                string layout = parameter.Shape.Count == 2
                    ? $"Panels({Literals.String(parameter.Name)}, {parameter.Shape[0]}, {parameter.Shape[1]}, {slot.Name}, Lanes, {VectorUnit.PanelVectors})"
                    : $"Vector({Literals.String(parameter.Name)}, {parameter.Shape[0]}, {slot.Name})";
                string start = parameter.Start.Bound > 0
                    ? $".Uniform({Literals.Float(parameter.Start.Bound)})"
                    : $".Filled({Literals.Float(parameter.Start.Value)})";
                writer.Line($"    ParameterLayout.{layout}{start},");
            }

            writer.Line("];");
        }
    }

    /// <summary>How sequences and rows are cut: the same sums that the plan was made with.</summary>
    private static void Groups(SourceWriter writer, BodyPlan plan)
    {
        writer.Line(plan.Attends
            ? """
              /// <summary>Sequences that run together: short ones share a pass over the weights, and each thread has at least one.</summary>
              public static int GroupSequences(int tokens, int threads) => (int)Math.Min(int.MaxValue, Math.Max(threads, (long)RowBlock * threads / tokens));

              """
            : """
              /// <summary>No row needs another one: all sequences run together.</summary>
              public static int GroupSequences(int tokens, int threads) => int.MaxValue;

              """);
        writer.Line($$"""
            /// <summary>Rows of each row block when <paramref name="rows"/> rows are cut evenly, in multiples of {{Planner.RowStep}}.</summary>
            private static int BlockRows(int rows) => DivideUp(DivideUp(rows, DivideUp(rows, RowBlock)), {{Planner.RowStep}}) * {{Planner.RowStep}};

            private static int DivideUp(int value, int divisor) => ((value - 1) / divisor) + 1;

            """);
    }

    private static void Scratch(SourceWriter writer, BodyPlan plan)
    {
        writer.Line("/// <summary>Floats of scratch for <paramref name=\"batch\"/> sequences of <paramref name=\"tokens\"/> tokens on <paramref name=\"threads\"/> threads; the largest number where no long holds theirs.</summary>");
        if (plan.Scratch.IsEmpty)
        {
            writer.Line("public static long ScratchFloats(int batch, int tokens, int threads) => 0;");
            return;
        }

        using (writer.Block("public static long ScratchFloats(int batch, int tokens, int threads)"))
        {
            writer.Line("long rows = Math.Min(batch, GroupSequences(tokens, threads)) * (long)tokens;");
            string workers = "threads * WorkerFloats(rows, tokens)";
            writer.Line($$"""
                try
                {
                    return checked({{(plan.Scratch.Shared.Count > 0 ? $"SharedFloats(rows) + ({workers})" : workers)}});
                }
                catch (OverflowException)
                {
                    return long.MaxValue;
                }
                """);
        }

        writer.Line();
        if (plan.Scratch.Shared.Count > 0)
        {
            writer.Line("/// <summary>What all workers see: it comes first, in whole cache lines.</summary>");
            writer.Line($"private static long SharedFloats(long rows) => checked({WholeLines(string.Join(" + ", plan.Scratch.Shared.Select(buffer => $"(rows * {buffer.Title}Stride)")))});");
            writer.Line();
        }

        writer.Line("/// <summary>A worker's part, in whole cache lines; the workers' parts stand one behind the other.</summary>");
        using (writer.Block("private static long WorkerFloats(long rows, int tokens)"))
        {
            using (writer.Block("checked"))
            {
                if (plan.Scratch.Places.Any(place => IsByBlock(place.Buffer)))
                {
                    writer.Line("long blockRows = Math.Min(rows, RowBlock);");
                }

                Starts(writer, plan, "long", _ => true);
                string length = plan.Scratch.Tops.Select(top => End(top, "long")).DefaultIfEmpty("0").Aggregate((a, b) => $"Math.Max({a}, {b})");
                writer.Line($"return {WholeLines(length)};");
            }
        }
    }

    /// <summary>A number of floats, rounded up to whole cache lines.</summary>
    private static string WholeLines(string floats) => $"({floats} + {CacheLine.Floats - 1}) & ~{CacheLine.Floats - 1}L";

    /// <summary>Whether a buffer's size depends on the rows of a block.</summary>
    public static bool IsByBlock(Buffer buffer) => buffer.Scope is BufferScope.Block or BufferScope.PaddedBlock;
}
