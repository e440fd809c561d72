using ShapeGen.Generator.Common;
using ShapeGen.Generator.Emission.Kernels;
using ShapeGen.Generator.Planning;
using Buffer = ShapeGen.Generator.Planning.Buffer;

namespace ShapeGen.Generator.Emission;

/// <summary>The model's stages in order, each with a comment of its formula and shapes: a method for each phase.</summary>
internal static class PhaseEmitter
{
    public static void Emit(SourceWriter writer, BodyPlan plan)
    {
        writer.Line("/// <inheritdoc/>");
        writer.Line($"public static int Phases => {plan.Phases.Count};");
        writer.Line();
        writer.Line("/// <inheritdoc/>");
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
            Phase(writer, plan, i);
            writer.Line();
        }
    }

    private static string Method(int phase) => $"Phase{phase + 1}";

    private static void Phase(SourceWriter writer, BodyPlan plan, int index)
    {
        Phase phase = plan.Phases[index];
        HashSet<Buffer> used = new(phase.Stages.SelectMany(stage => stage.Buffers));
        List<ScratchPlace> own = plan.Scratch.Places.Where(place => used.Contains(place.Buffer)).ToList();
        writer.Line(index == plan.Phases.Count - 1
            ? "/// <summary>Takes the part's rows to the output.</summary>"
            : "/// <summary>Prepares the part's rows; the next phase needs those of all parts.</summary>");
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
            using (writer.Block("for (int row = part.First, block = BlockRows(part.End - part.First); row < part.End; row += block)"))
            {
                writer.Line("int rows = Math.Min(block, part.End - row);");
                Stages(writer, plan, phase);
            }
        }
    }

    private static void Scratch(SourceWriter writer, BodyPlan plan, HashSet<Buffer> used, List<ScratchPlace> own)
    {
        if (plan.Scratch.Shared.Any(used.Contains) || own.Count > 0)
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

        string sharedFloats = plan.Scratch.Shared.Count > 0 ? "SharedFloats(groupRows) + " : "";
        writer.Line($"ref float own = ref Unsafe.Add(ref part.Scratch, (nint)({sharedFloats}(part.Worker * WorkerFloats(groupRows, part.Tokens))));");
        if (own.SelectMany(place => place.After.Append(place.Buffer)).Any(LayoutEmitter.IsByBlock))
        {
            writer.Line("nint blockRows = (nint)Math.Min(groupRows, RowBlock);");
        }

        LayoutEmitter.Starts(writer, plan, "nint", used.Contains);
        foreach (ScratchPlace place in own)
        {
            writer.Line($"ref float {place.Buffer.Name} = ref Unsafe.Add(ref own, {place.Buffer.Name}Start);");
        }
    }

    private static void Stages(SourceWriter writer, BodyPlan plan, Phase phase)
    {
        const string rows = "rows";
        foreach (Stage stage in phase.Stages)
        {
            writer.Line();
            switch (stage)
            {
                case CopyStage copy:
                    writer.Line($"// {copy.Target.Name} = {copy.Source.Name}   [{rows}, {copy.Source.Width}]");
                    writer.Line($"{CopyEmitter.Method(copy)}(ref {Rows(copy.Source)}, ref {Rows(copy.Target)}, {rows});");
                    break;

                case LayerNormStage norm:
                    writer.Line($"// {norm.Op.Walk.Formula}   [{rows}, {norm.Op.Source.Width}]");
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
                            {{rows}}, {{Columns(linear.Op.Outputs, linear.Target, plan.Unit)}}, depth: {{linear.Op.Inputs}}, add: {{Text(linear.Add)}}{{(linear.Ragged is null ? "" : ", ref " + linear.Ragged.Name)}});
                        """);
                    break;

                case AttentionStage attention:
                    writer.Line($"// {attention.Op.Walk.Formula}: {attention.Op.Walk.Shape}");
                    writer.Line($$"""
                        Attend(
                            ref {{attention.Source.Name}}, ref {{attention.Target.Name}},
                            ref {{attention.Queries.Name}}, ref {{attention.Answers.Name}}, ref {{attention.Scores.Name}}, ref {{attention.Sums.Name}},
                            ref {{Weight(attention.Zeros)}}, tokens, first: row, {{rows}});
                        """);
                    break;
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

    private static string Formula(LinearStage linear)
    {
        string product = linear.Op.Walk.Formula;
        return linear switch
        {
            { Add: true } => $"{linear.Target.Name} += {product.Substring(product.IndexOf("= ", StringComparison.Ordinal) + 2)}",
            { Activation: { } activation } => $"{product}, {activation.Walk.Formula}",
            _ => product,
        };
    }

    private static string Text(bool value) => value ? "true" : "false";
}
