using ShapeGen.Generator.Planning;
using Buffer = ShapeGen.Generator.Planning.Buffer;

namespace ShapeGen.Generator.Tests.Planning;

/// <summary>
/// A plan's scratch in numbers for one token count and batch: written a second time here, from the plan's description, so that a mistake in
/// the generated sums is no mistake of the test as well.
/// </summary>
internal sealed class ScratchMap
{
    private readonly BodyPlan _plan;
    private readonly int _tokens;
    private readonly long _rows;
    private readonly long _sequences;

    public ScratchMap(BodyPlan plan, int tokens, int batch)
    {
        _plan = plan;
        _tokens = tokens;
        _sequences = Math.Min(batch, Math.Max(1, plan.RowBlock / tokens));
        _rows = _sequences * tokens;
        foreach (ScratchPlace place in plan.Scratch.Places)
        {
            Starts.Add(place.Buffer, place.After.Select(below => Starts[below] + Size(below)).DefaultIfEmpty(0).Max());
        }
    }

    public Dictionary<Buffer, long> Starts { get; } = [];

    /// <summary>The end of the last buffer.</summary>
    public long Length => Starts.Select(start => start.Value + Size(start.Key)).DefaultIfEmpty(0).Max();

    public long Size(Buffer buffer)
    {
        long blocks = (_rows + _plan.RowBlock - 1) / _plan.RowBlock;
        long paddedTokens = (_tokens + _plan.Unit.Lanes - 1) / _plan.Unit.Lanes * _plan.Unit.Lanes;
        return buffer.Scope switch
        {
            BufferScope.Block => (_rows + blocks - 1) / blocks * buffer.Stride,
            BufferScope.Group => _rows * buffer.Stride,
            BufferScope.Queries => _sequences * paddedTokens * buffer.Stride,
            BufferScope.Scores => (long)_tokens * buffer.Stride,
            BufferScope.Fixed => buffer.Stride,
            _ => throw new ArgumentException($"{buffer} is not in scratch."),
        };
    }
}
