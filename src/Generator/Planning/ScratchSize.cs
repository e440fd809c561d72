using System.Globalization;
using ShapeGen.Generator.Budgets;
using ShapeGen.Generator.Common;
using ShapeGen.Generator.Graph;

namespace ShapeGen.Generator.Planning;

/// <summary>
/// The scratch of a call in numbers, as the generated code finds it when it runs: for sequences of one size, in the largest group that the threads take.
/// </summary>
internal sealed class ScratchSize
{
    private readonly BodyPlan _plan;
    private readonly long _threads;
    private readonly Dictionary<string, long> _numbers;
    private readonly Dictionary<Buffer, long> _starts = [];

    /// <param name="plan">The body.</param>
    /// <param name="size">The longest sequence.</param>
    /// <param name="threads">Threads that share the work: each has a part of its own, and a group is as long as a row block, or a sequence, for each.</param>
    public ScratchSize(BodyPlan plan, CallSize size, long threads = 1)
    {
        _plan = plan;
        _threads = threads;
        bool isOneSequence = size.Convolved.Count > 0;
        long rows = isOneSequence ? size.Tokens : Rows.LargestGroup(plan.NeedsSequences ? size.Tokens : 0, plan.RowBlock, threads);
        long otherRows = isOneSequence || size.OtherRows == 0 ? size.OtherRows : Rows.LargestGroup(size.OtherRows, plan.RowBlock, threads);
        long most = Math.Max(rows, plan.Graph.Memory is not null ? otherRows : size.Convolved.DefaultIfEmpty(0).Max());
        _numbers = new(StringComparer.Ordinal)
        {
            [Extent.Variables.Rows] = rows,
            [Extent.Variables.BlockRows] = Math.Min(most, plan.RowBlock),
            [Extent.Variables.Tokens] = size.Tokens,
            [Extent.Variables.MemoryRows] = otherRows,
            [Extent.Variables.MemoryTokens] = size.OtherRows,

            // The runtime asks for the scratch of a group before it knows how many sequences are in it.
            [RowSpace.Sequences.Variable] = 0,
        };
        for (int i = 0; i < size.Convolved.Count; i++)
        {
            _numbers[RowSpace.Convolved(i + 1).Variable] = size.Convolved[i];
        }

        foreach (ScratchPlace place in plan.Scratch.Places)
        {
            _starts.Add(place.Buffer, place.After.Select(End).DefaultIfEmpty(0).Max());
        }
    }

    /// <summary>Floats, as <c>ScratchLength</c> says.</summary>
    public long Floats => checked(WholeLines(_plan.Scratch.Shared.Sum(Size)) + (_threads * WholeLines(_plan.Scratch.Tops.Select(End).DefaultIfEmpty(0).Max())) + CacheLine.Slack);

    /// <summary>The buffers that lie one on the other and so make the scratch as long as it is, each with its floats.</summary>
    public IEnumerable<FigurePart> Largest()
    {
        foreach (Buffer buffer in _plan.Scratch.Shared)
        {
            yield return new(buffer.Name, Size(buffer));
        }

        Dictionary<Buffer, IReadOnlyList<Buffer>> after = _plan.Scratch.Places.ToDictionary(place => place.Buffer, place => place.After);
        IReadOnlyList<Buffer> candidates = _plan.Scratch.Tops;
        while (candidates.Count > 0)
        {
            Buffer top = candidates.OrderByDescending(End).First();
            yield return new(top.Name, Size(top));
            candidates = after[top];
        }

        yield return new("alignment", CacheLine.Slack);
    }

    private long End(Buffer buffer) => checked(_starts[buffer] + Size(buffer));

    private long Size(Buffer buffer)
    {
        Extent extent = buffer.Extent;
        return checked(buffer.Slots * (extent.Constant + (extent.Factor * Math.Min(extent.Most, Number(extent.Variable)))));
    }

    private long Number(string variable) =>
        variable.Length == 0 ? 0 :
        _numbers.TryGetValue(variable, out long number) || long.TryParse(variable, NumberStyles.None, CultureInfo.InvariantCulture, out number) ? number :
        throw new InvalidOperationException($"No number is known for {variable}.");

    private static long WholeLines(long floats) => Arithmetic.RoundUp(floats, CacheLine.Floats);
}
