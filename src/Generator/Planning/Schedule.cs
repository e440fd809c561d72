using ShapeGen.Generator.Graph;

namespace ShapeGen.Generator.Planning;

/// <summary>Stages that run one after the other on a row block: a method of the generated code.</summary>
internal sealed record Segment(string Name, bool IsOfLayer, IReadOnlyList<Stage> Stages);

/// <summary>When a step of a repeated phase runs.</summary>
internal enum StepTime
{
    /// <summary>In each of the phases.</summary>
    Always,

    /// <summary>In all but the last layer's.</summary>
    BeforeLastLayer,

    /// <summary>In the last layer's only.</summary>
    LastLayer,
}

/// <summary>A segment in a phase.</summary>
/// <param name="Segment">What runs.</param>
/// <param name="LayerOffset">0 for the phase's layer, 1 for the one after it.</param>
/// <param name="Time">When it runs.</param>
internal sealed record Step(Segment Segment, int LayerOffset = 0, StepTime Time = StepTime.Always);

/// <summary>
/// One phase, or one for each layer. Steps run one after the other on row blocks, in any order of the blocks. Between two phases all rows
/// wait for each other.
/// </summary>
/// <param name="Space">The space whose rows the phase takes.</param>
/// <param name="Steps">What runs on a row block.</param>
internal sealed record Phase(RowSpace Space, IReadOnlyList<Step> Steps);

/// <summary>A stage in a layer.</summary>
internal sealed record StageRun(Stage Stage, int Layer);

/// <summary>
/// The phases of a model. Stages go on in one phase until one reads whole sequences of what the phase wrote, or other rows than it takes.
/// Layers are a loop: the end of one layer and the beginning of the next share a phase.
/// </summary>
internal sealed class Schedule
{
    private Schedule(int layers, IReadOnlyList<Phase> before, IReadOnlyList<Phase> ofLayer, IReadOnlyList<Phase> after)
    {
        Layers = layers;
        Before = before;
        OfLayer = ofLayer;
        After = after;
        Segments = before.Concat(ofLayer).Concat(after).SelectMany(phase => phase.Steps).Select(step => step.Segment).Distinct().ToList();
    }

    public int Layers { get; }

    /// <summary>The phases before the loop over layers.</summary>
    public IReadOnlyList<Phase> Before { get; }

    /// <summary>The phases of each layer; none where nothing is repeated.</summary>
    public IReadOnlyList<Phase> OfLayer { get; }

    /// <summary>The phases after the loop.</summary>
    public IReadOnlyList<Phase> After { get; }

    /// <summary>Each segment once, in order.</summary>
    public IReadOnlyList<Segment> Segments { get; }

    public int PhaseCount => Before.Count + (Layers * OfLayer.Count) + After.Count;

    public IEnumerable<Stage> Stages => Segments.SelectMany(segment => segment.Stages);

    /// <summary>What runs in each phase, layer by layer, as the generated code does.</summary>
    public IEnumerable<IReadOnlyList<StageRun>> Phases()
    {
        foreach (Phase phase in Before)
        {
            yield return Of(phase, 0);
        }

        for (int layer = 0; layer < (OfLayer.Count == 0 ? 0 : Layers); layer++)
        {
            foreach (Phase phase in OfLayer)
            {
                yield return Of(phase, layer);
            }
        }

        foreach (Phase phase in After)
        {
            yield return Of(phase, Layers - 1);
        }
    }

    private List<StageRun> Of(Phase phase, int layer)
    {
        List<StageRun> runs = [];
        foreach (Step step in phase.Steps)
        {
            bool isRun = step.Time switch
            {
                StepTime.Always => true,
                StepTime.BeforeLastLayer => layer + 1 < Layers,
                StepTime.LastLayer => layer + 1 == Layers,
                _ => throw new InvalidOperationException($"No time is known for {step.Time}."),
            };
            if (isRun)
            {
                runs.AddRange(step.Segment.Stages.Select(stage => new StageRun(stage, layer + step.LayerOffset)));
            }
        }

        return runs;
    }

    /// <param name="before">The stages before the layers.</param>
    /// <param name="layers">How many layers there are.</param>
    /// <param name="ofLayer">The stages of a layer; none where nothing is repeated.</param>
    /// <param name="after">The stages after the layers.</param>
    public static Schedule Create(IReadOnlyList<Stage> before, int layers, IReadOnlyList<Stage> ofLayer, IReadOnlyList<Stage> after)
    {
        if (layers == 1 || ofLayer.Count == 0)
        {
            List<Phase> phases = Cut([.. before, .. ofLayer, .. after]).Select((stages, index) => Alone(new($"Phase{index + 1}", false, stages))).ToList();
            return new(1, phases, [], []);
        }

        List<IReadOnlyList<Stage>> starts = Cut(before);
        List<IReadOnlyList<Stage>> parts = Cut(ofLayer);
        List<IReadOnlyList<Stage>> ends = Cut(after);
        if (parts.Count == 1 || !Joins(parts.Last(), parts[0]))
        {
            throw new InvalidOperationException("A repeated layer must begin with stages that need their own rows only, and have one later that reads whole sequences.");
        }

        Segment layerStart = new("LayerStart", true, parts[0]);
        bool isStartJoined = starts.Count > 0 && Joins(starts.Last(), parts[0]);
        List<Phase> first = starts.Take(starts.Count - (isStartJoined ? 1 : 0)).Select((stages, index) => Alone(new($"Before{index + 1}", false, stages))).ToList();
        first.Add(isStartJoined ? new(parts[0][0].Space, [new(new("Before", false, starts.Last())), new(layerStart)]) : Alone(layerStart));

        List<Phase> loop = parts.Skip(1).Take(parts.Count - 2).Select((stages, index) => Alone(new($"LayerPart{index + 1}", true, stages))).ToList();
        bool isEndJoined = ends.Count > 0 && Joins(parts.Last(), ends[0]);
        List<Step> last = [new(new("LayerEnd", true, parts.Last())), new(layerStart, LayerOffset: 1, StepTime.BeforeLastLayer)];
        if (isEndJoined)
        {
            last.Add(new(new("After", false, ends[0]), Time: StepTime.LastLayer));
        }

        loop.Add(new(parts.Last()[0].Space, last));
        List<Phase> tail = ends.Skip(isEndJoined ? 1 : 0).Select((stages, index) => Alone(new($"After{index + 1}", false, stages))).ToList();
        return new(layers, first, loop, tail);

        static Phase Alone(Segment segment) => new(segment.Stages[0].Space, [new(segment)]);
    }

    /// <summary>Cuts stages where a phase must end.</summary>
    private static List<IReadOnlyList<Stage>> Cut(IReadOnlyList<Stage> stages)
    {
        List<IReadOnlyList<Stage>> parts = [];
        List<Stage> part = [];
        foreach (Stage stage in stages)
        {
            if (part.Count > 0 && !Joins(part, [stage]))
            {
                parts.Add(part);
                part = [];
            }

            part.Add(stage);
        }

        if (part.Count > 0)
        {
            parts.Add(part);
        }

        return parts;
    }

    /// <summary>Whether <paramref name="next"/> may run in the phase of <paramref name="part"/>, block by block.</summary>
    private static bool Joins(IReadOnlyList<Stage> part, IReadOnlyList<Stage> next)
    {
        HashSet<Value> written = [.. part.SelectMany(stage => stage.Writes).Select(write => write.Value)];
        return next.All(stage => stage.Space == part[0].Space && stage.Reads.All(read => read.Rows switch
        {
            ReadRows.Own => true,
            ReadRows.WholeSequence => !written.Contains(read.Value),
            _ => throw new InvalidOperationException($"No rule is known for {read.Rows}."),
        }));
    }
}
