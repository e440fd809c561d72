using ShapeGen.Generator.Common;
using ShapeGen.Generator.Emission.Kernels;
using ShapeGen.Generator.Planning;
using Buffer = ShapeGen.Generator.Planning.Buffer;

namespace ShapeGen.Generator.Emission;

/// <summary>The model's stages in order, each with a comment of its formula and shapes: a method for each phase.</summary>
internal static class PhaseEmitter
{
    public static void Emit(SourceWriter writer, BodyPlan plan, bool stageTimes)
    {
        if (stageTimes)
        {
            writer.Line("// How long each stage ran.");
            writer.Line("public static readonly StageTimes Times = new(");
            writer.Line(string.Join(",\n", plan.Stages.Select(stage => "    " + Literals.String(Formula(stage)))) + ");");
            writer.Line();
        }

        writer.Line($"public static int Phases => {plan.Phases.Count};");
        writer.Line();
        using (writer.Block("public static void Run(in Part part)"))
        {
            for (int i = 0; i < plan.Phases.Count; i++)
            {
                if (plan.Phases.Count == 1)
                {
                    writer.Line($"{Method(0)}(part);");
                    break;
                }

                using (writer.Block(i == plan.Phases.Count - 1 ? "else" : $"{(i > 0 ? "else " : "")}if (part.Phase == {i})"))
                {
                    writer.Line($"{Method(i)}(part);");
                }
            }
        }

        writer.Line();
        for (int i = 0; i < plan.Phases.Count; i++)
        {
            Phase(writer, plan, i, stageTimes);
            writer.Line();
        }
    }

    private static string Method(int phase) => $"Phase{phase + 1}";

    private static void Phase(SourceWriter writer, BodyPlan plan, int index, bool stageTimes)
    {
        Phase phase = plan.Phases[index];
        HashSet<Buffer> used = new(phase.Stages.SelectMany(stage => stage.Buffers));
        List<ScratchPlace> own = plan.Scratch.Places.Where(place => used.Contains(place.Buffer)).ToList();
        writer.Line(index == plan.Phases.Count - 1
            ? "// Takes the part's rows to the output."
            : "// Prepares the part's rows; the next phase needs those of all parts.");
        using (writer.Block($"private static void {Method(index)}(in Part part)"))
        {
            writer.Line("ref float weights = ref part.Weights;");
            foreach (BufferScope scope in new[] { BufferScope.Input, BufferScope.Output })
            {
                if (used.FirstOrDefault(buffer => buffer.Scope == scope) is { } buffer)
                {
                    writer.Line($"ref float {buffer.Name} = ref part.{scope};");
                }
            }

            if (phase.Stages.Any(stage => stage is AttentionStage))
            {
                writer.Line("int tokens = part.Tokens;");
            }

            Scratch(writer, plan, used, own);
            writer.Line();
            writer.Line("int block = BlockRows(part.End - part.First);");
            using (writer.Block("for (int row = part.First, rows; row < part.End; row += rows)"))
            {
                writer.Line("rows = Math.Min(block, part.End - row);");
                Stages(writer, plan, phase, stageTimes);
            }
        }
    }

    private static void Scratch(SourceWriter writer, BodyPlan plan, HashSet<Buffer> used, List<ScratchPlace> own)
    {
        // One shared buffer begins at the start, whatever the rows.
        if (own.Count > 0 || plan.Scratch.Shared.Skip(1).Any(used.Contains))
        {
            writer.Line("long groupRows = (long)part.Sequences * part.Tokens;");
        }

        string shared = "ref part.Scratch";
        foreach (Buffer buffer in plan.Scratch.Shared)
        {
            if (used.Contains(buffer))
            {
                writer.Line($"ref float {buffer.Name} = {shared};");
            }

            shared = $"ref Unsafe.Add({shared}, (nint)groupRows * {buffer.Title}Stride)";
        }

        if (own.Count == 0)
        {
            return;
        }

        const string workers = "part.Worker * WorkerFloats(groupRows, part.Tokens)";
        string start = plan.Scratch.Shared.Count > 0 ? $"SharedFloats(groupRows) + ({workers})" : workers;
        writer.Line($"ref float own = ref Unsafe.Add(ref part.Scratch, (nint)({start}));");
        if (LayoutEmitter.Needed(plan, used.Contains).SelectMany(place => place.After).Any(LayoutEmitter.IsByBlock))
        {
            writer.Line("nint blockRows = (nint)Math.Min(groupRows, RowBlock);");
        }

        LayoutEmitter.Starts(writer, plan, "nint", used.Contains);
        foreach (ScratchPlace place in own)
        {
            writer.Line($"ref float {place.Buffer.Name} = ref Unsafe.Add(ref own, {place.Buffer.Name}Start);");
        }
    }

    private static void Stages(SourceWriter writer, BodyPlan plan, Phase phase, bool stageTimes)
    {
        const string rows = "rows";
        if (stageTimes)
        {
            writer.Line("long since = global::System.Diagnostics.Stopwatch.GetTimestamp();");
        }

        foreach (Stage stage in phase.Stages)
        {
            writer.Line();
            switch (stage)
            {
                case CopyStage copy:
                    writer.Line($"// {Formula(copy)}   [{rows}, {copy.Source.Width}]");
                    writer.Line($"{CopyEmitter.Method(copy)}(ref {Rows(copy.Source)}, ref {Rows(copy.Target)}, {rows});");
                    break;

                case LayerNormStage norm:
                    writer.Line($"// {Formula(norm)}   [{rows}, {norm.Op.Source.Width}]");
                    writer.Line($$"""
                        {{LayerNormEmitter.Method(norm.Op)}}(
                            ref {{Rows(norm.Source)}}, {{norm.Source.Title}}Stride,
                            ref {{Weight(norm.Weight)}}, ref {{Weight(norm.Bias)}},
                            ref {{Rows(norm.Target)}}, {{norm.Target.Title}}Stride,
                            {{rows}}, epsilon: {{Literals.Float(norm.Op.Epsilon)}});
                        """);
                    break;

                case LinearStage linear:
                    writer.Line($"// {Formula(linear)}   [{rows}, {linear.Op.Inputs}] -> [{rows}, {linear.Op.Outputs}]");
                    writer.Line($$"""
                        {{ProjectEmitter.Method(linear)}}(
                            ref {{Rows(linear.Source)}}, aRow: {{linear.Source.Title}}Stride,
                            ref {{Weight(linear.Weight)}}, ref {{Weight(linear.Bias)}},
                            ref {{Rows(linear.Target)}}, cRow: {{linear.Target.Title}}Stride,
                            {{rows}}, {{Columns(linear.Op.Outputs, linear.Target, plan.Unit)}}, depth: {{linear.Op.Inputs}}{{(linear.Activation is null ? $", add: {Text(linear.Add)}" : "")}}{{(linear.Ragged is null ? "" : ", ref " + linear.Ragged.Name)}});
                        """);
                    break;

                case AttentionStage attention:
                    writer.Line($"// {Formula(attention)}: {attention.Op.Walk.Shape}");
                    writer.Line($$"""
                        Attend(
                            ref {{attention.Source.Name}}, ref {{attention.Target.Name}},
                            ref {{attention.Queries.Name}}, ref {{attention.Answers.Name}}, ref {{attention.Scores.Name}}, ref {{attention.Sums.Name}},
                            ref {{Weight(attention.Zeros)}}, tokens, first: row, {{rows}});
                        """);
                    break;
            }

            if (stageTimes)
            {
                writer.Line($"Times.Add({plan.Stages.ToList().IndexOf(stage)}, ref since);");
            }
        }
    }

    /// <summary>The stage's first row in <paramref name="buffer"/>.</summary>
    private static string Rows(Buffer buffer) => LayoutEmitter.IsByBlock(buffer)
        ? buffer.Name
        : $"Unsafe.Add(ref {buffer.Name}, (nint)row * {buffer.Title}Stride)";

    private static string Weight(WeightSlot slot) => $"Unsafe.Add(ref weights, {slot.Name})";

    /// <summary>Scratch has room for whole vectors; the caller's rows end where they end.</summary>
    private static string Columns(int outputs, Buffer target, VectorUnit unit) =>
        $"columns: {(target.Scope == BufferScope.Output ? outputs : Arithmetic.RoundUp(outputs, unit.Lanes))}";

    /// <summary>What a stage computes.</summary>
    private static string Formula(Stage stage) => stage switch
    {
        CopyStage copy => $"{copy.Target.Name} = {copy.Source.Name}",
        LayerNormStage norm => norm.Op.Walk.Formula,
        LinearStage { Add: true } linear => $"{linear.Target.Name} += {RightSide(linear.Op.Walk.Formula)}",
        LinearStage { Activation: { } activation } linear => $"{linear.Op.Walk.Formula}, {activation.Walk.Formula}",
        LinearStage linear => linear.Op.Walk.Formula,
        AttentionStage attention => attention.Op.Walk.Formula,
        _ => throw new InvalidOperationException($"No formula is known for {stage.GetType().Name}."),
    };

    private static string RightSide(string formula) => formula.Substring(formula.IndexOf("= ", StringComparison.Ordinal) + 2);

    private static string Text(bool value) => value ? "true" : "false";
}
