using ShapeGen.Generator.Graph;

namespace ShapeGen.Generator.Planning;

/// <summary>Stages that run one after the other on a row block: a method of the generated code.</summary>
/// <param name="Name">The name of the method.</param>
/// <param name="Stack">The stack whose layers it is a part of, or null if it runs once.</param>
/// <param name="Stages">The stages.</param>
internal sealed record Segment(string Name, LayerStack? Stack, IReadOnlyList<Stage> Stages);

/// <summary>When a step of a phase runs.</summary>
internal enum StepTime
{
    /// <summary>Whenever the phase runs.</summary>
    Always,

    /// <summary>In the phases of all layers but the last.</summary>
    BeforeLastLayer,

    /// <summary>In the phase of the last layer only.</summary>
    LastLayer,
}

/// <summary>The layer that a step computes, where its segment is a part of layers.</summary>
internal enum StepLayer
{
    /// <summary>The one of the phase.</summary>
    OfPhase,

    /// <summary>The one after that of the phase.</summary>
    Next,

    /// <summary>The first one of its stack, which begins in a phase before.</summary>
    First,
}

/// <summary>A segment in a phase.</summary>
/// <param name="Segment">What runs.</param>
/// <param name="Layer">The layer that it computes.</param>
/// <param name="Time">When it runs.</param>
internal sealed record PhaseStep(Segment Segment, StepLayer Layer, StepTime Time = StepTime.Always);

/// <summary>
/// One phase, or one for each layer. Steps run one after the other on row blocks, in any order of the blocks. Between two phases all rows
/// wait for each other.
/// </summary>
/// <param name="Space">The space whose rows the phase takes.</param>
/// <param name="Steps">What runs on a row block.</param>
internal sealed record Phase(RowSpace Space, IReadOnlyList<PhaseStep> Steps);

/// <summary>Phases one after the other: once, or for each layer of a stack.</summary>
/// <param name="Stack">The stack, or null.</param>
/// <param name="Phases">The phases, of one layer if there is a stack.</param>
internal sealed record PhaseGroup(LayerStack? Stack, IReadOnlyList<Phase> Phases)
{
    /// <summary>How often the phases run.</summary>
    public int Times => Stack?.Layers ?? 1;
}

/// <summary>A stage in a layer.</summary>
/// <param name="Stage">The stage.</param>
/// <param name="Stack">The stack that it is a part of, or null.</param>
/// <param name="Layer">The layer of that stack, or 0.</param>
internal sealed record StageRun(Stage Stage, LayerStack? Stack, int Layer);

/// <summary>Stages that run once, or for each layer of a stack: what a schedule is made from.</summary>
internal sealed record StageList(LayerStack? Stack, IReadOnlyList<Stage> Stages);

/// <summary>
/// The phases of a model. Stages go on in one phase until one reads whole sequences of what the phase wrote, or other rows than it takes.
/// Layers are a loop: the end of one layer and the beginning of the next share a phase, and so do the last layer and what comes after it.
/// </summary>
internal sealed class Schedule
{
    private Schedule(IReadOnlyList<PhaseGroup> groups)
    {
        Groups = groups;
        Segments = groups.SelectMany(group => group.Phases).SelectMany(phase => phase.Steps).Select(step => step.Segment).Distinct().ToList();
    }

    /// <summary>All phases in order.</summary>
    public IReadOnlyList<PhaseGroup> Groups { get; }

    /// <summary>Each segment once, in order.</summary>
    public IReadOnlyList<Segment> Segments { get; }

    public int PhaseCount => Groups.Sum(group => group.Times * group.Phases.Count);

    public IEnumerable<Stage> Stages => Segments.SelectMany(segment => segment.Stages);

    /// <summary>What runs in each phase, layer by layer, as the generated code does.</summary>
    public IEnumerable<IReadOnlyList<StageRun>> Phases() =>
        from @group in Groups
        from layer in Enumerable.Range(0, @group.Times)
        from phase in @group.Phases
        select Of(phase, layer, isLast: layer + 1 == @group.Times);

    /// <param name="parts">The stages of the model, in order.</param>
    public static Schedule Create(IReadOnlyList<StageList> parts) => new(ScheduleBuilder.Build(parts));

    private static IReadOnlyList<StageRun> Of(Phase phase, int layer, bool isLast)
    {
        return [.. phase.Steps.Where(IsRun).SelectMany(step => step.Segment.Stages.Select(stage => new StageRun(stage, step.Segment.Stack, Layer(step))))];

        bool IsRun(PhaseStep step) => step.Time switch
        {
            StepTime.Always => true,
            StepTime.BeforeLastLayer => !isLast,
            StepTime.LastLayer => isLast,
            _ => throw new InvalidOperationException($"No time is known for {step.Time}."),
        };

        int Layer(PhaseStep step) => step.Layer switch
        {
            _ when step.Segment.Stack is null => 0,
            StepLayer.OfPhase => layer,
            StepLayer.Next => layer + 1,
            StepLayer.First => 0,
            _ => throw new InvalidOperationException($"No layer is known for {step.Layer}."),
        };
    }
}
