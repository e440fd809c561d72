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

    /// <summary>The locals that hold where each scratch buffer starts.</summary>
    public static void Starts(SourceWriter writer, BodyPlan plan, string type, string rows, string sequences)
    {
        if (plan.Scratch.Places.Any(place => place.Buffer.Scope == BufferScope.Block))
        {
            writer.Line($"{type} blockRows = BlockRows({rows});");
        }

        foreach (ScratchPlace place in plan.Scratch.Places)
        {
            string start = place.After.Count == 0
                ? "0"
                : place.After.Select(below => End(below, type, rows, sequences)).Aggregate((a, b) => $"Math.Max({a}, {b})");
            writer.Line($"{type} {place.Buffer.Name}Start = {start};");
        }
    }

    private static string End(Buffer buffer, string type, string rows, string sequences) =>
        $"{buffer.Name}Start + {Size(buffer, type, rows, sequences)}";

    private static string Size(Buffer buffer, string type, string rows, string sequences) => buffer.Scope switch
    {
        BufferScope.Block => $"(blockRows * {buffer.Title}Stride)",
        BufferScope.Group => $"(({type}){rows} * {buffer.Title}Stride)",
        BufferScope.Queries => $"(({type}){sequences} * PaddedTokens(tokens) * {buffer.Title}Rows)",
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
        writer.Line("""
            /// <summary>Sequences that run together, so that short ones share a pass over the weights.</summary>
            private static int GroupSequences(int tokens) => Math.Max(1, RowBlock / tokens);

            """);
        if (plan.Segments.Any(segment => segment.ByRowBlock))
        {
            writer.Line("""
                /// <summary>Rows of each row block when <paramref name="rows"/> rows are cut evenly.</summary>
                private static int BlockRows(int rows) => DivideUp(rows, DivideUp(rows, RowBlock));

                """);
        }

        if (plan.Stages.Any(stage => stage is AttentionStage))
        {
            writer.Line("""
                /// <summary>Tokens of one sequence in whole vectors.</summary>
                private static int PaddedTokens(int tokens) => DivideUp(tokens, Lanes) * Lanes;

                """);
        }

        writer.Line("""
            private static int DivideUp(int value, int divisor) => ((value - 1) / divisor) + 1;

            """);
    }

    private static void Scratch(SourceWriter writer, BodyPlan plan)
    {
        writer.Line("/// <summary>Floats of scratch for sequences of <paramref name=\"tokens\"/> tokens, whatever the batch.</summary>");
        if (plan.Scratch.Places.Count == 0)
        {
            writer.Line("public static long ScratchFloats(int tokens) => 0;");
            return;
        }

        using (writer.Block("public static long ScratchFloats(int tokens)"))
        {
            writer.Line("int sequences = GroupSequences(tokens);");
            writer.Line("int rows = sequences * tokens;");
            Starts(writer, plan, "long", "rows", "sequences");
            string length = plan.Scratch.Tops.Select(top => End(top, "long", "rows", "sequences")).Aggregate((a, b) => $"Math.Max({a}, {b})");
            writer.Line($"return {length};");
        }
    }
}
