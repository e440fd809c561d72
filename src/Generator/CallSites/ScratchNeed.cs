using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Planning;
using Buffer = ShapeGen.Generator.Planning.Buffer;

namespace ShapeGen.Generator.CallSites;

/// <summary>The scratch of a call in numbers, as generated code and the runtime's <c>Execution.ScratchFloats</c> compute it when it runs.</summary>
internal sealed class ScratchNeed
{
    /// <summary>Floats more than are needed, so that they can be aligned: the runtime's <c>Scratch.AlignmentSlack</c>.</summary>
    private const int AlignmentSlack = CacheLine.Floats - 1;

    private readonly BodyPlan _plan;
    private readonly long _tokens;
    private readonly long _memoryTokens;
    private readonly long _rows;
    private readonly long _memoryRows;

    private ScratchNeed(BodyPlan plan, long tokens, long memoryTokens, long threads)
    {
        _plan = plan;
        _tokens = tokens;
        _memoryTokens = memoryTokens;

        // Of any number of sequences: a group is as long as a row block for each thread, or has a sequence for each.
        bool isOneSequence = Windows > 0;
        _rows = isOneSequence ? tokens : checked(Math.Max(plan.NeedsSequences ? tokens : 0, plan.RowBlock) * threads);
        _memoryRows = isOneSequence ? memoryTokens : memoryTokens == 0 ? 0 : checked(Math.Max(memoryTokens, plan.RowBlock) * threads);
    }

    private int Windows => _plan.Graph.Edges?.Windows.Count ?? 0;

    /// <param name="plan">The body.</param>
    /// <param name="tokens">Tokens of the longest sequence in the layers.</param>
    /// <param name="memoryTokens">Tokens of the longest memory, or rows of an input that has another number of them; 0 where there are none.</param>
    /// <param name="threads">Threads.</param>
    /// <returns>Floats, or null where no array can hold them.</returns>
    public static long? Of(BodyPlan plan, long tokens, long memoryTokens, long threads)
    {
        try
        {
            ScratchNeed need = new(plan, tokens, memoryTokens, threads);
            long floats = checked(need.SharedFloats() + (threads * need.WorkerFloats()) + AlignmentSlack);
            return floats <= int.MaxValue ? floats : null;
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    private long SharedFloats() => WholeLines(_plan.Scratch.Shared.Aggregate(0L, (sum, buffer) => checked(sum + (buffer.Slots * Size(buffer.Extent)))));

    private long WorkerFloats()
    {
        Dictionary<Buffer, long> ends = [];
        foreach (ScratchPlace place in _plan.Scratch.Places)
        {
            ends.Add(place.Buffer, checked(place.After.Select(below => ends[below]).DefaultIfEmpty(0).Max() + Size(place.Buffer.Extent)));
        }

        return WholeLines(ends.Values.DefaultIfEmpty(0).Max());
    }

    private long Size(Extent extent) =>
        extent.Variable.Length == 0 ? extent.Constant : checked(extent.Constant + (extent.Factor * Math.Min(extent.Most ?? long.MaxValue, Count(extent.Variable))));

    private long Count(string variable)
    {
        switch (variable)
        {
            case Extent.Variables.Rows:
                return _rows;
            case Extent.Variables.BlockRows:
                return Math.Min(BlockRows(), _plan.RowBlock);
            case Extent.Variables.Tokens:
                return _tokens;
            case Extent.Variables.MemoryRows:
                return _memoryRows;
            case Extent.Variables.MemoryTokens:
                return _memoryTokens;
        }

        // What the rows are after a convolution.
        for (int number = 1; number <= Windows; number++)
        {
            if (variable == RowSpace.Convolved(number).Variable)
            {
                return Convolved(number);
            }
        }

        throw new InvalidOperationException($"No number is known for {variable}.");
    }

    private long BlockRows() => _plan.Graph.Memory is not null
        ? Math.Max(_rows, _memoryRows)
        : Enumerable.Range(1, Windows).Select(Convolved).Append(_rows).Max();

    private long Convolved(int number) =>
        _plan.Graph.Edges!.Windows.Take(number).Aggregate(_memoryRows, (rows, window) => checked(((rows + (2L * window.Padding) - window.Kernel) / window.Stride) + 1));

    private static long WholeLines(long floats) => checked(floats + CacheLine.Floats - 1) / CacheLine.Floats * CacheLine.Floats;
}
