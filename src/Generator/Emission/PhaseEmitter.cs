using ShapeGen.Generator.Common;
using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Planning;

namespace ShapeGen.Generator.Emission;

/// <summary>The model's phases, and its stages in order, each with a comment of what it computes.</summary>
internal static class PhaseEmitter
{
    private static readonly SizeText GroupSizes = SizeText.In("group");

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

        PhaseNumbers numbers = new(schedule);
        writer.Line($"public static int Phases => {numbers.Count};");
        writer.Line();
        PhaseRows(writer, numbers);
        writer.Line();
        PhaseStages(writer, numbers);
        writer.Line();
        Run(writer, numbers);
        foreach (Segment segment in schedule.Segments)
        {
            writer.Line();
            Method(segment);
        }

        void Method(Segment segment)
        {
            using (writer.Block($"private static void {segment.Name}(in Part part, in Frame at{(segment.Stack is null ? "" : ", int layer")}, int row, int rows, int stage)"))
            {
                CallWriter call = new(writer, plan, segment.Stack);
                if (segment.Stack is { } stack)
                {
                    writer.Line($"ref float weights = ref Unsafe.Add(ref at.weights, {stack.FirstLayerConstant} + (layer * {stack.StrideConstant}));");
                }

                if (stageTimes)
                {
                    writer.Line("long since = global::System.Diagnostics.Stopwatch.GetTimestamp();");
                }

                bool isFirst = segment.Stack is null && !stageTimes;
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
    private static void PhaseRows(SourceWriter writer, PhaseNumbers numbers)
    {
        writer.Line("// Rows of a phase.");
        List<(string Number, Phase Phase)> others = numbers.RunOnce.Where(one => one.Phase.Space != RowSpace.Tokens).ToList();
        if (numbers.Schedule.Groups.Any(group => group.Stack is not null && group.Phases.Any(phase => phase.Space != RowSpace.Tokens)) || others.Any(one => !one.Number.All(char.IsDigit)))
        {
            using (writer.Block("public static long PhaseRows(int phase, in GroupShape group)"))
            {
                numbers.Branch(writer, "phase", usesLayer: _ => false, (phase, _) => writer.Line($"return {Rows(phase)};"));
            }

            return;
        }

        writer.Line(others.Count == 0
            ? $"public static long PhaseRows(int phase, in GroupShape group) => {GroupSizes.Of(RowSpace.Tokens.Rows)};"
            : $"public static long PhaseRows(int phase, in GroupShape group) => phase switch {{ {string.Concat(others.Select(one => $"{one.Number} => {Rows(one.Phase)}, "))}_ => {GroupSizes.Of(RowSpace.Tokens.Rows)} }};");
    }

    private static string Rows(Phase phase) => GroupSizes.Of(phase.Space.Rows);

    /// <summary>How many stages a phase has. Those of a segment are numbered from that of the first one, which its method gets.</summary>
    private static void PhaseStages(SourceWriter writer, PhaseNumbers numbers)
    {
        writer.Line("// Stages of a phase: each is a step of its own where workers share columns.");
        using (writer.Block("public static int PhaseStages(int phase)"))
        {
            numbers.Branch(
                writer, "phase", phase => phase.Steps.Any(step => step.Time != StepTime.Always),
                (phase, stack) => writer.Line($"return {string.Join(" + ", phase.Steps.GroupBy(step => step.Time).SelectMany(steps => Counts(steps.Key, stack, steps)))};"));
        }

        static IEnumerable<string> Counts(StepTime time, LayerStack? stack, IEnumerable<PhaseStep> steps)
        {
            IEnumerable<string> counts = steps.Select(step => Literals.Integer(step.Segment.Stages.Count));
            return Condition(time, stack) is { } condition ? [$"({condition} ? {string.Join(" + ", counts)} : 0)"] : counts;
        }
    }

    private static void Run(SourceWriter writer, PhaseNumbers numbers)
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
                numbers.Branch(writer, "part.Phase", usesLayer: phase => phase.Steps.Any(step => step.Layer != StepLayer.First && step.Segment.Stack is not null), (phase, stack) => Steps(writer, phase, stack));
            }
        }
    }

    /// <summary>
    /// Calls the segments of a phase. Those of all layers come first; of the others, those of the last layer and those before it exclude each other, so the stages
    /// of both are numbered from the same one on.
    /// </summary>
    private static void Steps(SourceWriter writer, Phase phase, LayerStack? stack)
    {
        if (phase.Steps.SkipWhile(step => step.Time == StepTime.Always).Any(step => step.Time == StepTime.Always))
        {
            throw new InvalidOperationException("Steps of all layers come before those that depend on the layer: the stages are numbered so.");
        }

        int always = 0;
        foreach (IGrouping<StepTime, PhaseStep> steps in phase.Steps.GroupBy(step => step.Time))
        {
            int stage = always;
            if (Condition(steps.Key, stack) is not { } condition)
            {
                Calls(steps);
                always = stage;
                continue;
            }

            using (writer.Block($"if ({condition})"))
            {
                Calls(steps);
            }

            void Calls(IEnumerable<PhaseStep> some)
            {
                foreach (PhaseStep step in some)
                {
                    writer.Line($"{step.Segment.Name}(part, at{Layer(step)}, row, rows, stage: {Literals.Integer(stage)});");
                    stage += step.Segment.Stages.Count;
                }
            }
        }

        static string Layer(PhaseStep step) => step.Segment.Stack is null ? "" : step.Layer switch
        {
            StepLayer.OfPhase => ", layer",
            StepLayer.Next => ", layer + 1",
            StepLayer.First => ", layer: 0",
            _ => throw new InvalidOperationException($"No layer is known for {step.Layer}."),
        };
    }

    /// <summary>When a step runs, as C#; null where it always does.</summary>
    private static string? Condition(StepTime time, LayerStack? stack) => time switch
    {
        StepTime.Always => null,
        StepTime.BeforeLastLayer => $"layer + 1 < {stack!.LayersConstant}",
        StepTime.LastLayer => $"layer + 1 == {stack!.LayersConstant}",
        _ => throw new InvalidOperationException($"No time is known for {time}."),
    };
}
