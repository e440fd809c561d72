using ShapeGen.Generator.Common;
using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Planning;

namespace ShapeGen.Generator.Emission;

/// <summary>The model's phases, and its stages in order, each with a comment of what it computes.</summary>
internal static class PhaseEmitter
{
    public static void Emit(SourceWriter writer, BodyPlan plan, bool stageTimes)
    {
        Schedule schedule = plan.Schedule;
        BufferNames names = new(plan.Placement);
        List<Stage> stages = plan.Stages.ToList();
        if (stageTimes)
        {
            writer.Line("// How long each stage ran.");
            writer.Line("public static readonly StageTimes Times = new(");
            writer.Line(string.Join(",\n", stages.Select(stage => "    " + Literals.String(stage.Formula(names)))) + ");");
            writer.Line();
        }

        string layers = schedule.OfLayer.Count == 1 ? "Layers" : $"({schedule.OfLayer.Count} * Layers)";
        string count = string.Join(" + ", new[]
        {
            schedule.Before.Count > 0 ? Literals.Integer(schedule.Before.Count) : "",
            schedule.OfLayer.Count > 0 ? layers : "",
            schedule.After.Count > 0 ? Literals.Integer(schedule.After.Count) : "",
        }.Where(term => term.Length > 0));
        writer.Line($"public static int Phases => {count};");
        writer.Line();
        PhaseRows(writer, schedule, layers);
        writer.Line();
        PhaseStages(writer, schedule, layers);
        writer.Line();
        Run(writer, schedule, layers);
        foreach (Segment segment in schedule.Segments)
        {
            writer.Line();
            Method(segment);
        }

        void Method(Segment segment)
        {
            using (writer.Block($"private static void {segment.Name}(in Part part, in Frame at{(segment.IsOfLayer ? ", int layer" : "")}, int row, int rows, int stage)"))
            {
                CallWriter call = new(writer, plan, segment.IsOfLayer);
                if (segment.IsOfLayer)
                {
                    writer.Line("ref float weights = ref Unsafe.Add(ref at.weights, FirstLayer + (layer * LayerStride));");
                }

                if (stageTimes)
                {
                    writer.Line("long since = global::System.Diagnostics.Stopwatch.GetTimestamp();");
                }

                bool isFirst = !segment.IsOfLayer && !stageTimes;
                for (int index = 0; index < segment.Stages.Count; index++)
                {
                    Stage stage = segment.Stages[index];
                    if (!isFirst)
                    {
                        writer.Line();
                    }

                    isFirst = false;
                    writer.Line($"// {stage.Formula(names)}");
                    string runs = $"part.{(stage.HasShares ? "Runs" : "RunsAlone")}(stage{(index == 0 ? "" : $" + {Literals.Integer(index)}")})";
                    using (writer.Block($"if ({(stage.IsForTrace ? "part.Trace is not null && " : "")}{runs})"))
                    {
                        stage.EmitCall(call);
                        TraceEmitter.Emit(call, stage);
                        if (stageTimes)
                        {
                            writer.Line($"Times.Add({stages.IndexOf(stage)}, ref since);");
                        }
                    }
                }
            }
        }
    }

    /// <summary>Phases take the rows of their space: those of the tokens, but for a few.</summary>
    private static void PhaseRows(SourceWriter writer, Schedule schedule, string layers)
    {
        writer.Line("// Rows of a phase.");
        if (schedule.Before.Concat(schedule.OfLayer).Concat(schedule.After).All(phase => phase.Space == RowSpace.Tokens))
        {
            writer.Line("public static long PhaseRows(int phase, in GroupShape group) => group.Rows;");
            return;
        }

        if (schedule.OfLayer.Concat(schedule.After).All(phase => phase.Space == RowSpace.Tokens))
        {
            IEnumerable<string> others = schedule.Before.Select((phase, index) => (phase.Space, Index: index)).Where(phase => phase.Space != RowSpace.Tokens)
                .Select(phase => $"{Literals.Integer(phase.Index)} => {phase.Space.Variable}, ");
            writer.Line($"public static long PhaseRows(int phase, in GroupShape group) => phase switch {{ {string.Concat(others)}_ => {RowSpace.Tokens.Variable} }};");
            return;
        }

        using (writer.Block("public static long PhaseRows(int phase, in GroupShape group)"))
        {
            ByPhase(writer, schedule, layers, "phase", usesLayer: _ => false, phase => writer.Line($"return {phase.Space.Variable};"));
        }
    }

    /// <summary>How many stages a phase has. Those of a segment are numbered from that of the first one, which its method gets.</summary>
    private static void PhaseStages(SourceWriter writer, Schedule schedule, string layers)
    {
        writer.Line("// Stages of a phase: each is a step of its own where workers share columns.");
        using (writer.Block("public static int PhaseStages(int phase)"))
        {
            ByPhase(writer, schedule, layers, "phase", phase => phase.Steps.Any(step => Condition(step) is not null), phase => writer.Line($"return {string.Join(" + ", phase.Steps.Select(Count))};"));
        }

        static string Count(Step step)
        {
            string count = Literals.Integer(step.Segment.Stages.Count);
            return Condition(step) is { } condition ? $"({condition} ? {count} : 0)" : count;
        }
    }

    private static void Run(SourceWriter writer, Schedule schedule, string layers)
    {
        writer.Line("// Takes the part's rows through a phase, block by block: as few blocks as can be, of even length.");
        using (writer.Block("public static void Run(in Part part)"))
        {
            writer.Line("Frame at = new(part);");
            writer.Line("int blocks = Rows.Blocks(part.End - part.First, MostBlockRows);");
            using (writer.Block("for (int block = 0; block < blocks; block++)"))
            {
                writer.Line("int row = part.First + Rows.Start(part.End - part.First, block, blocks);");
                writer.Line("int rows = part.First + Rows.Start(part.End - part.First, block + 1, blocks) - row;");
                ByPhase(writer, schedule, layers, "part.Phase", usesLayer: phase => phase.Steps.Any(step => step.Segment.IsOfLayer), phase => Steps(writer, phase));
            }
        }
    }

    private static void Steps(SourceWriter writer, Phase phase)
    {
        int stage = 0;
        foreach (Step step in phase.Steps)
        {
            string layer = step.LayerOffset == 0 ? "layer" : $"layer + {Literals.Integer(step.LayerOffset)}";
            string call = $"{step.Segment.Name}(part, at{(step.Segment.IsOfLayer ? ", " + layer : "")}, row, rows, stage: {Literals.Integer(stage)});";

            // Steps that depend on the layer exclude each other: both go on where those of all layers end.
            stage += step.Time == StepTime.Always ? step.Segment.Stages.Count : 0;
            if (phase.Steps.SkipWhile(other => other.Time == StepTime.Always).Any(other => other.Time == StepTime.Always))
            {
                throw new InvalidOperationException("Steps of all layers come before those that depend on the layer: the stages are numbered so.");
            }

            if (Condition(step) is not { } condition)
            {
                writer.Line(call);
                continue;
            }

            using (writer.Block($"if ({condition})"))
            {
                writer.Line(call);
            }
        }
    }

    /// <summary>When a step runs, as C#; null where it always does.</summary>
    private static string? Condition(Step step) => step.Time switch
    {
        StepTime.Always => null,
        StepTime.BeforeLastLayer => "layer + 1 < Layers",
        StepTime.LastLayer => "layer + 1 == Layers",
        _ => throw new InvalidOperationException($"No time is known for {step.Time}."),
    };

    /// <summary>One branch for each phase, or for each phase of a layer, in which <c>layer</c> is the number of the layer if it is used.</summary>
    private static void ByPhase(SourceWriter writer, Schedule schedule, string layers, string phase, Func<Phase, bool> usesLayer, Action<Phase> emit)
    {
        List<(string Condition, Action Body)> branches = [];
        for (int i = 0; i < schedule.Before.Count; i++)
        {
            Phase before = schedule.Before[i];
            branches.Add(($"{phase} == {Literals.Integer(i)}", () => EmitIn(before, "0")));
        }

        string first = Literals.Integer(schedule.Before.Count);
        string end = schedule.Before.Count == 0 ? layers : $"{first} + {layers}";
        string number = schedule.Before.Count == 0 ? phase : $"({phase} - {first})";
        if (schedule.OfLayer.Count > 0)
        {
            branches.Add(($"{phase} < {end}", () =>
            {
                if (schedule.OfLayer.Count == 1)
                {
                    EmitIn(schedule.OfLayer[0], schedule.Before.Count == 0 ? phase : $"{phase} - {first}");
                    return;
                }

                for (int i = 0; i < schedule.OfLayer.Count; i++)
                {
                    Phase ofLayer = schedule.OfLayer[i];
                    using (writer.Block(i == schedule.OfLayer.Count - 1 ? "else" : $"{(i > 0 ? "else " : "")}if ({number} % {schedule.OfLayer.Count} == {i})"))
                    {
                        EmitIn(ofLayer, $"{number} / {Literals.Integer(schedule.OfLayer.Count)}");
                    }
                }
            }));
        }

        for (int i = 0; i < schedule.After.Count; i++)
        {
            Phase after = schedule.After[i];
            branches.Add(($"{phase} == {end} + {Literals.Integer(i)}", () => EmitIn(after, "Layers - 1")));
        }

        if (branches.Count == 1)
        {
            branches[0].Body();
            return;
        }

        for (int i = 0; i < branches.Count; i++)
        {
            using (writer.Block(i == branches.Count - 1 ? "else" : $"{(i > 0 ? "else " : "")}if ({branches[i].Condition})"))
            {
                branches[i].Body();
            }
        }

        void EmitIn(Phase one, string layer)
        {
            if (usesLayer(one))
            {
                writer.Line(schedule.OfLayer.Count > 0 ? $"int layer = {layer};" : "const int layer = 0;");
            }

            emit(one);
        }
    }
}
