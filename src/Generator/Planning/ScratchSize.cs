using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Sizes;
using ShapeGen.Generator.Vectors;

namespace ShapeGen.Generator.Planning;

/// <summary>
/// The scratch of a call in numbers, as the generated code finds it when it runs: for sequences of one size, in the largest group that the threads take.
/// </summary>
internal sealed class ScratchSize
{
    private readonly ScratchLayout _scratch;
    private readonly long _threads;
    private readonly SizeValues _group;

    /// <param name="plan">The body.</param>
    /// <param name="size">The longest sequence.</param>
    /// <param name="threads">Threads that share the work: each has a part of its own, and a group is as long as a row block, or a sequence, for each.</param>
    public ScratchSize(BodyPlan plan, CallSize size, long threads = 1)
    {
        _scratch = plan.Scratch;
        _threads = threads;
        bool isOneSequence = plan.Graph.Edges is { Windows.Count: > 0 };
        _group = plan.InBlocks(new()
        {
            [SizeName.Rows] = isOneSequence ? size.Tokens : Rows.LargestGroup(plan.NeedsSequences ? size.Tokens : 0, plan.RowBlock, threads),
            [SizeName.Tokens] = size.Tokens,
            [SizeName.MemoryRows] = isOneSequence || size.OtherRows == 0 ? size.OtherRows : Rows.LargestGroup(size.OtherRows, plan.RowBlock, threads),
            [SizeName.MemoryTokens] = size.OtherRows,

            // The runtime asks for the scratch of a group before it knows how many sequences are in it.
            [SizeName.Sequences] = 0,
        });
    }

    /// <summary>Floats, as <c>ScratchLength</c> says.</summary>
    public long Floats => checked(_scratch.SharedFloats.In(_group) + (_threads * _scratch.WorkerFloats.In(_group)) + CacheLine.Slack);

    /// <summary>The buffers that lie one on the other and so make the scratch as long as it is, each with its floats.</summary>
    public IEnumerable<FigurePart> Largest()
    {
        foreach (Buffer buffer in _scratch.Shared)
        {
            yield return new(buffer.Name, buffer.Floats.In(_group));
        }

        IReadOnlyList<ScratchPlace> candidates = _scratch.Tops;
        while (candidates.Count > 0)
        {
            ScratchPlace top = candidates.OrderByDescending(place => place.End.In(_group)).First();
            yield return new(top.Buffer.Name, top.Buffer.Floats.In(_group));
            candidates = top.After;
        }

        yield return new("alignment", CacheLine.Slack);
    }
}
