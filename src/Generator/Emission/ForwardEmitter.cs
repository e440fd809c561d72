using ShapeGen.Generator.Common;
using ShapeGen.Generator.Emission.Kernels;
using ShapeGen.Generator.Planning;
using Buffer = ShapeGen.Generator.Planning.Buffer;

namespace ShapeGen.Generator.Emission;

/// <summary>The model's stages in order, each with a comment of its formula and shapes.</summary>
internal static class ForwardEmitter
{
    public static void Emit(SourceWriter writer, BodyPlan plan)
    {
        string rows = plan.Graph.Tokens is { } tokens ? $"{tokens}" : "tokens";
        writer.Line("/// <summary>Runs the model on checked arguments.</summary>");
        writer.Line("/// <param name=\"weights\">The packed weights.</param>");
        writer.Line($"/// <param name=\"input\">[batch, {rows}, {plan.Graph.Input.Width}]</param>");
        writer.Line($"/// <param name=\"output\">[batch, {rows}, {plan.Graph.Output.Width}]</param>");
        writer.Line("/// <param name=\"scratch\">As long as <see cref=\"ScratchFloats\"/> says.</param>");
        writer.Line("/// <param name=\"batch\">Sequences.</param>");
        writer.Line("/// <param name=\"tokens\">Tokens of each.</param>");
        using (writer.Block("public static void Forward(ref float weights, ref float input, ref float output, ref float scratch, int batch, int tokens)"))
        {
            writer.Line("int group = Math.Min(batch, GroupSequences(tokens));");
            if (plan.Scratch.Places.Count > 0)
            {
                writer.Line("int groupRows = group * tokens;");
                LayoutEmitter.Starts(writer, plan, "nint", "groupRows", "group");
                foreach (ScratchPlace place in plan.Scratch.Places)
                {
                    writer.Line($"ref float {place.Buffer.Name} = ref Unsafe.Add(ref scratch, {place.Buffer.Name}Start);");
                }
            }

            writer.Line();
            using (writer.Block("for (int sequence = 0; sequence < batch; sequence += group)"))
            {
                writer.Line("int sequences = Math.Min(group, batch - sequence);");
                writer.Line("int rows = sequences * tokens;");
                foreach (Segment segment in plan.Segments)
                {
                    writer.Line();
                    Emit(writer, plan, segment);
                }

                writer.Line();
                writer.Line($"input = ref Unsafe.Add(ref input, (nint)rows * {plan.Graph.Input.Width});");
                writer.Line($"output = ref Unsafe.Add(ref output, (nint)rows * {plan.Graph.Output.Width});");
            }
        }

        writer.Line();
    }

    private static void Emit(SourceWriter writer, BodyPlan plan, Segment segment)
    {
        if (!segment.ByRowBlock)
        {
            Stages(writer, plan, segment, "rows");
            return;
        }

        using (writer.Block("for (int row = 0, block = BlockRows(rows); row < rows; row += block)"))
        {
            writer.Line("int count = Math.Min(block, rows - row);");
            writer.Line();
            Stages(writer, plan, segment, "count");
        }
    }

    private static void Stages(SourceWriter writer, BodyPlan plan, Segment segment, string rows)
    {
        string ragged = plan.HasRagged ? ", ref ragged" : "";
        for (int i = 0; i < segment.Stages.Count; i++)
        {
            if (i > 0)
            {
                writer.Line();
            }

            Stage stage = segment.Stages[i];
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
                    writer.Line($"// {Formula(linear.Op.Walk.Formula, linear.Target, linear.Add)}   [{rows}, {linear.Op.Inputs}] -> [{rows}, {linear.Op.Outputs}]");
                    writer.Line($$"""
                        Project(
                            ref {{Rows(linear.Source)}}, aRow: {{linear.Source.Title}}Stride, aStep: 1,
                            ref {{Weight(linear.Weight)}}, ref {{Weight(linear.Bias)}},
                            ref {{Rows(linear.Target)}}, cRow: {{linear.Target.Title}}Stride,
                            {{rows}}, {{Columns(linear.Op.Outputs, linear.Target, plan.Unit)}}, depth: {{linear.Op.Inputs}}, add: {{Text(linear.Add)}}{{ragged}});
                        """);
                    break;

                case ActivationStage activation:
                    writer.Line($"// {activation.Op.Walk.Formula}, in place   [{rows}, {activation.Op.Source.Width}]");
                    writer.Line($"{activation.Op.Kind}(ref {Rows(activation.Target)}, {activation.Target.Title}Stride, {rows}, columns: {activation.Target.Width});");
                    break;

                case AttentionStage attention:
                    writer.Line($"// {attention.Op.Walk.Formula}: {attention.Op.Walk.Shape}");
                    writer.Line($$"""
                        for (int i = 0; i < sequences; i++)
                        {
                            Attend(
                                ref Unsafe.Add(ref {{attention.Source.Name}}, (nint)i * tokens * {{attention.Source.Title}}Stride),
                                ref Unsafe.Add(ref {{attention.Target.Name}}, (nint)i * PaddedTokens(tokens) * {{attention.Target.Title}}Rows),
                                ref {{attention.Scores.Name}}, ref {{attention.Sums.Name}}, ref {{Weight(attention.Zeros)}}, tokens);
                        }
                        """);
                    break;

                case ContextLinearStage linear:
                    writer.Line($"// {Formula(linear.Op.Walk.Formula, linear.Target, linear.Add)}   [{rows}, {linear.Op.Inputs}] -> [{rows}, {linear.Op.Outputs}]");
                    writer.Line($$"""
                        ProjectContext(
                            ref {{linear.Source.Name}},
                            ref {{Weight(linear.Weight)}}, ref {{Weight(linear.Bias)}},
                            ref {{linear.Target.Name}}, cRow: {{linear.Target.Title}}Stride,
                            sequences, tokens, {{Columns(linear.Op.Outputs, linear.Target, plan.Unit)}}, add: {{Text(linear.Add)}}{{ragged}});
                        """);
                    break;
            }
        }
    }

    /// <summary>The stage's first row in <paramref name="buffer"/>.</summary>
    private static string Rows(Buffer buffer) => buffer.Scope == BufferScope.Block
        ? buffer.Name
        : $"Unsafe.Add(ref {buffer.Name}, (nint)row * {buffer.Title}Stride)";

    private static string Weight(WeightSlot slot) => $"Unsafe.Add(ref weights, {slot.Name})";

    /// <summary>Scratch has room for whole vectors; the caller's rows end where they end.</summary>
    private static string Columns(int outputs, Buffer target, VectorUnit unit) =>
        $"columns: {(target.Scope == BufferScope.Output ? outputs : Arithmetic.RoundUp(outputs, unit.Lanes))}";

    private static string Formula(string formula, Buffer target, bool add) =>
        add ? $"{target.Name} += {formula.Substring(formula.IndexOf("= ", StringComparison.Ordinal) + 2)}" : formula;

    private static string Text(bool value) => value ? "true" : "false";
}
