using ShapeGen.Generator.Planning;
using ShapeGen.Generator.Sizes;
using Buffer = ShapeGen.Generator.Planning.Buffer;

namespace ShapeGen.Generator.Tests.Planning;

/// <summary>A plan's scratch in numbers, for a group of so many rows whose longest sequence has so many tokens: the plan's places, each with its start and end.</summary>
internal sealed class ScratchMap
{
    private const int CacheLine = 16;

    private readonly BodyPlan _plan;
    private readonly SizeValues _call;
    private readonly int _threads;
    private readonly Dictionary<Buffer, long> _starts = [];

    public ScratchMap(BodyPlan plan, long tokens, long rows, int threads)
    {
        _plan = plan;
        _threads = threads;
        _call = Call(plan, tokens, rows);
        foreach (Buffer buffer in plan.Scratch.Shared)
        {
            _starts.Add(buffer, SharedFloats);
            SharedFloats += Size(buffer);
        }

        SharedFloats = WholeLines(SharedFloats);
        foreach (ScratchPlace place in plan.Scratch.Places)
        {
            _starts.Add(place.Buffer, place.After.Select(below => _starts[below.Buffer] + Size(below.Buffer)).DefaultIfEmpty(0).Max());
        }

        WorkerFloats = WholeLines(plan.Scratch.Places.Select(place => _starts[place.Buffer] + Size(place.Buffer)).DefaultIfEmpty(0).Max());
    }

    /// <summary>What all workers see.</summary>
    public long SharedFloats { get; }

    /// <summary>A worker's part.</summary>
    public long WorkerFloats { get; }

    public long Length => SharedFloats + (_threads * WorkerFloats);

    /// <summary>Where each buffer is: the shared ones of worker -1, and each worker's own.</summary>
    public IEnumerable<(int Worker, Buffer Buffer, long Start, long End)> Extents =>
        _plan.Scratch.Shared.Select(buffer => (-1, buffer, _starts[buffer], _starts[buffer] + Size(buffer))).Concat(
            from worker in Enumerable.Range(0, _threads)
            from place in _plan.Scratch.Places
            let start = WorkerStart(worker) + _starts[place.Buffer]
            select (worker, place.Buffer, start, start + Size(place.Buffer)));

    public long WorkerStart(int worker) => SharedFloats + (worker * WorkerFloats);

    public long Size(Buffer buffer) => buffer.Slots * buffer.Length.In(_call);

    /// <summary>The numbers of a group of so many rows whose longest sequence has so many tokens.</summary>
    public static SizeValues Call(BodyPlan plan, long tokens, long rows) => new()
    {
        [SizeName.Rows] = rows,
        [SizeName.Tokens] = tokens,
        [SizeName.MemoryRows] = 0,
        [SizeName.MemoryTokens] = 0,
        [SizeName.Sequences] = 0,
        [SizeName.BlockRows] = Math.Min(rows, plan.RowBlock),
    };

    private static long WholeLines(long floats) => (floats + CacheLine - 1) / CacheLine * CacheLine;
}
