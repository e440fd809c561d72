using ShapeGen.Generator.Common;
using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Sizes;
using ShapeGen.Generator.Vectors;

namespace ShapeGen.Generator.Planning;

/// <summary>
/// Gives each value and each temporary its memory, by what is alive when. A value that a phase reads before it writes it was made by an
/// earlier phase: all workers see it. Everything else is a worker's own, for one row block.
/// </summary>
internal sealed class Placement
{
    private readonly Dictionary<Value, Buffer> _values = [];
    private readonly Dictionary<Temporary, Buffer> _temporaries = [];

    private Placement()
    {
    }

    /// <summary>All buffers, in the order of their first use.</summary>
    public IEnumerable<Buffer> Buffers => _values.Values.Concat(_temporaries.Values);

    public Buffer this[Value value] => _values[value];

    public Buffer this[Temporary temporary] => _temporaries[temporary];

    /// <summary>The buffers that a stage touches.</summary>
    public IEnumerable<Buffer> Of(Stage stage) =>
        ValuesOf(stage).Distinct().Select(value => _values[value]).Concat(stage.Temporaries.Select(temporary => _temporaries[temporary]));

    /// <summary>What a stage reads, then what it writes.</summary>
    private static IEnumerable<Value> ValuesOf(Stage stage) => stage.Reads.Select(read => read.Value).Concat(stage.Writes.Select(write => write.Value));

    public static Placement Create(ModuleGraph graph, Schedule schedule, VectorUnit unit)
    {
        HashSet<Value> shared = [];
        Dictionary<Value, LayerStack> alternating = [];
        foreach (IReadOnlyList<StageRun> phase in schedule.Phases())
        {
            HashSet<Value> written = [];
            Dictionary<Value, StageRun> wholeReads = [];
            foreach (StageRun run in phase)
            {
                foreach (Read read in run.Stage.Reads)
                {
                    if (!written.Contains(read.Value))
                    {
                        shared.Add(read.Value);
                    }

                    if (read.Rows == ReadRows.WholeSequence)
                    {
                        shared.Add(read.Value);
                        wholeReads[read.Value] = run;
                    }
                }

                foreach (Write write in run.Stage.Writes)
                {
                    written.Add(write.Value);
                    if (wholeReads.TryGetValue(write.Value, out StageRun reader))
                    {
                        // Other blocks still read it: odd and even layers take turns with two slots.
                        if (run.Stack is null || reader.Stack != run.Stack || reader.Layer == run.Layer)
                        {
                            throw new InvalidOperationException($"{write.Value} is rewritten in the phase that reads whole sequences of it, not by the next layer of the same stack.");
                        }

                        alternating[write.Value] = run.Stack;
                    }
                }
            }
        }

        Placement placement = new();
        HashSet<string> names = new(StringComparer.Ordinal);
        foreach (Stage stage in schedule.Stages)
        {
            foreach (Value value in ValuesOf(stage))
            {
                if (!placement._values.ContainsKey(value))
                {
                    placement._values.Add(value, Place(value));
                }
            }

            // Stages that run one after the other can share what is equal.
            foreach (Temporary temporary in stage.Temporaries.Where(temporary => !placement._temporaries.ContainsKey(temporary)))
            {
                placement._temporaries.Add(temporary, new(Unique(temporary.Name), BufferScope.Worker, 0, 0, temporary.Length));
            }
        }

        return placement;

        Buffer Place(Value value)
        {
            if (value == graph.Output)
            {
                return new(Unique("output"), BufferScope.Output, value.Width, value.Width, Size.Zero);
            }

            if (value == graph.Input)
            {
                BufferScope scope = value.Space == RowSpace.Memory ? BufferScope.Memory : BufferScope.Input;
                return new(Unique(graph.Edges is null ? "input" : value.Name), scope, value.Width, value.Width, Size.Zero);
            }

            if (value == graph.Memory)
            {
                return new(Unique("memory"), BufferScope.Memory, value.Width, value.Width, Size.Zero);
            }

            List<Write> writes = schedule.Stages.SelectMany(stage => stage.Writes).Where(write => write.Value == value).ToList();
            if (writes.Count == 0)
            {
                throw new InvalidOperationException($"{value} is read, but no stage writes it.");
            }

            int extraWidth = schedule.Stages.SelectMany(stage => stage.Reads).Where(read => read.Value == value).Select(read => read.ExtraWidth)
                .Concat(writes.Select(write => write.ExtraWidth)).Max();
            int stride = Strides.Of(value.Width + extraWidth, unit);
            int extraRows = writes.Max(write => write.ExtraRows);
            Size rows = shared.Contains(value) ? value.Space.Rows : SizeName.BlockRows;
            Size length = (rows * stride) + (extraRows * (long)stride);
            return shared.Contains(value)
                ? new(Unique(value.Name), BufferScope.Shared, value.Width, stride, length, alternating.TryGetValue(value, out LayerStack stack) ? stack : null)
                : new(Unique(value.Name), BufferScope.Worker, value.Width, stride, length);
        }

        string Unique(string name)
        {
            string unique = name;
            for (int number = 2; !names.Add(unique); number++)
            {
                unique = name + Literals.Integer(number);
            }

            return unique;
        }
    }
}
