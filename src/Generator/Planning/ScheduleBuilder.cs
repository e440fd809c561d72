using ShapeGen.Generator.Common;
using ShapeGen.Generator.Emission;
using ShapeGen.Generator.Graph;

namespace ShapeGen.Generator.Planning;

/// <summary>Cuts the stages of a model into phases, and joins what may run in one phase across the parts of the model.</summary>
internal sealed class ScheduleBuilder
{
    private readonly List<(LayerStack? Stack, List<OpenPhase> Phases)> _groups = [];

    /// <summary>The phase that the next stages may join, and when they would run in it; null where they begin one of their own.</summary>
    private (OpenPhase Phase, StepTime Time)? _open;

    /// <param name="parts">The stages of the model, in order.</param>
    public static IReadOnlyList<PhaseGroup> Build(IReadOnlyList<StageList> parts)
    {
        ScheduleBuilder builder = new();
        for (int i = 0; i < parts.Count; i++)
        {
            if (parts[i].Stack is { } stack)
            {
                builder.AddStack(stack, Cut(parts[i].Stages));
            }
            else
            {
                builder.AddOnce(parts.Skip(i).FirstOrDefault(part => part.Stack is not null)?.Stack, parts.Any(part => part.Stack is not null), Cut(parts[i].Stages));
            }
        }

        return [.. builder._groups.Select(group => new PhaseGroup(group.Stack, [.. group.Phases.Select(phase => phase.ToPhase())]))];
    }

    private void AddOnce(LayerStack? next, bool hasStacks, List<IReadOnlyList<Stage>> cut)
    {
        string name = !hasStacks ? "Phase" : next is null ? "After" : $"Before{next.Prefix}";
        for (int i = 0; i < cut.Count; i++)
        {
            Join(new(hasStacks && cut.Count == 1 ? name : name + Literals.Integer(i + 1), null, cut[i]), StepLayer.OfPhase);
        }
    }

    private void AddStack(LayerStack stack, List<IReadOnlyList<Stage>> cut)
    {
        IReadOnlyList<Stage> first = cut[0], last = cut[cut.Count - 1];
        if (cut.Count == 1 || !Joins(last, first))
        {
            throw new InvalidOperationException("A repeated layer must begin with stages that need their own rows only, and have one later that reads whole sequences.");
        }

        Segment start = new(stack.Prefix + "LayerStart", stack, first);
        Join(start, StepLayer.First);
        List<OpenPhase> phases = [.. cut.Skip(1).Take(cut.Count - 2).Select((stages, index) => new OpenPhase(new(new($"{stack.Prefix}LayerPart{Literals.Integer(index + 1)}", stack, stages), StepLayer.OfPhase)))];
        OpenPhase end = new(new(new(stack.Prefix + "LayerEnd", stack, last), StepLayer.OfPhase));
        end.AddOfOtherLayers(new(start, StepLayer.Next, StepTime.BeforeLastLayer));
        phases.Add(end);
        _groups.Add((stack, phases));
        _open = (end, StepTime.LastLayer);
    }

    /// <summary>Adds a segment to the open phase, or begins a phase with it.</summary>
    private void Join(Segment segment, StepLayer layer)
    {
        if (_open is { } open && Joins(open.Phase.Stages, segment.Stages))
        {
            open.Phase.Add(new(segment, layer, open.Time));
            return;
        }

        OpenPhase phase = new(new(segment, layer));
        if (_groups.Count == 0 || _groups[_groups.Count - 1].Stack is not null)
        {
            _groups.Add((null, []));
        }

        _groups[_groups.Count - 1].Phases.Add(phase);
        _open = (phase, StepTime.Always);
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

    /// <summary>A phase that more segments may join.</summary>
    private sealed class OpenPhase(PhaseStep first)
    {
        private readonly List<PhaseStep> _steps = [first];
        private readonly List<Stage> _stages = [.. first.Segment.Stages];

        /// <summary>The stages that run before those of a segment that joins.</summary>
        public IReadOnlyList<Stage> Stages => _stages;

        public void Add(PhaseStep step)
        {
            _steps.Add(step);
            _stages.AddRange(step.Segment.Stages);
        }

        /// <summary>Adds a step that does not run where a segment that joins runs.</summary>
        public void AddOfOtherLayers(PhaseStep step) => _steps.Add(step);

        public Phase ToPhase() => new(Stages[0].Space, _steps);
    }
}
