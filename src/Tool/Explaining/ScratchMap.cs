using ShapeGen.Generator.Common;
using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Planning;
using ShapeGen.Tool.Compilation;
using ShapeGen.Tool.Costs;
using Buffer = ShapeGen.Generator.Planning.Buffer;

namespace ShapeGen.Tool.Explaining;

/// <summary>The positions in bytes and the lifetimes of a plan's buffers, for one sequence on one thread.</summary>
internal sealed class ScratchMap
{
    private readonly BodyPlan _plan;
    private readonly CallRows _size;
    private readonly long _blockRows;
    private readonly Dictionary<Buffer, List<ScratchLayout.Life>> _lives;

    public ScratchMap(CompiledModel model, CallRows size)
    {
        _plan = model.Plan;
        _size = size;
        _lives = ScratchLayout.Lives(_plan.Schedule, _plan.Placement);
        IEnumerable<long> others = model.Graph.Memory is not null ? [size.MemoryTokens] : size.Each.Convolved;
        _blockRows = Math.Min(others.Append(size.Tokens).Max(), _plan.RowBlock);

        List<ScratchBlock> blocks = [];
        long start = 0;
        foreach (Buffer buffer in _plan.Scratch.Shared)
        {
            for (int slot = 0; slot < buffer.Slots; slot++)
            {
                long bytes = sizeof(float) * Floats(buffer);
                blocks.Add(new(buffer, buffer.Slots == 1 ? null : slot, start, bytes, _lives[buffer]));
                start += bytes;
            }
        }

        long worker = Lines(start);
        Dictionary<Buffer, long> starts = [];
        foreach (ScratchPlace place in _plan.Scratch.Places)
        {
            starts[place.Buffer] = place.After.Select(below => starts[below] + (sizeof(float) * Floats(below))).DefaultIfEmpty(worker).Max();
            blocks.Add(new(place.Buffer, null, starts[place.Buffer], sizeof(float) * Floats(place.Buffer), _lives[place.Buffer]));
        }

        SharedBytes = worker;
        Blocks = blocks;
        Bytes = Lines(blocks.Select(block => block.Start + block.Bytes).DefaultIfEmpty(0).Max());
    }

    /// <summary>The buffers, shared ones first.</summary>
    public IReadOnlyList<ScratchBlock> Blocks { get; }

    /// <summary>Bytes that all workers share.</summary>
    public long SharedBytes { get; }

    /// <summary>Total bytes.</summary>
    public long Bytes { get; }

    private long Floats(Buffer buffer)
    {
        Extent extent = buffer.Extent;
        return extent.Variable.Length == 0 || extent.Variable.StartsWith("group.", StringComparison.Ordinal) || extent.Variable == Extent.Variables.BlockRows
            ? Of(extent)
            : extent.Constant + (extent.Factor * RowsOf(extent.Variable));
    }

    private long Of(Extent extent) => extent.Variable == RowSpace.Sequences.Variable
        ? extent.Constant + extent.Factor
        : extent.Floats(_size.Tokens, _blockRows, _size.Tokens, _size.Each.OtherRows, _size.Each.OtherRows);

    /// <summary>Rows of a space that only convolutions create.</summary>
    private long RowsOf(string variable)
    {
        if (long.TryParse(variable, System.Globalization.CultureInfo.InvariantCulture, out long channels))
        {
            return channels;
        }

        for (int i = 0; i < _size.Each.Convolved.Count; i++)
        {
            if (variable == RowSpace.Convolved(i + 1).Variable)
            {
                return _size.Each.Convolved[i];
            }
        }

        throw new InvalidOperationException($"No number of rows is known for {variable}.");
    }

    private static long Lines(long bytes) => Arithmetic.RoundUp(bytes, sizeof(float) * CacheLine.Floats);
}

/// <summary>A buffer with its position.</summary>
/// <param name="Buffer">The buffer.</param>
/// <param name="Slot">0 for even layers, 1 for odd layers, null if there is a single slot.</param>
/// <param name="Start">Bytes from the start of the scratch.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Lives">The stages that use it, phase by phase.</param>
internal sealed record ScratchBlock(Buffer Buffer, int? Slot, long Start, long Bytes, IReadOnlyList<ScratchLayout.Life> Lives)
{
    /// <summary>Whether all workers share it. If so, it is alive from its first phase to its last.</summary>
    public bool IsShared => Buffer.Scope == BufferScope.Shared;

    /// <summary>Its name, with the layers that use this slot.</summary>
    public string Name => Slot switch
    {
        null => Buffer.Name,
        0 => Buffer.Name + ", even layers",
        _ => Buffer.Name + ", odd layers",
    };
}
