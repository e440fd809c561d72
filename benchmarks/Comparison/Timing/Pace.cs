namespace ShapeGen.Comparison.Timing;

/// <summary>How thoroughly to measure.</summary>
/// <param name="Rounds">Rounds of an alternation.</param>
/// <param name="Turn">A contestant's share of a round.</param>
/// <param name="WarmUp">Calls of each contestant before the first round take at least this long: the JIT's second tier comes 0.2 s after the first call.</param>
/// <param name="Launches">Starts of each program.</param>
/// <param name="IsQuick">True to only check that everything works.</param>
internal sealed record Pace(int Rounds, TimeSpan Turn, TimeSpan WarmUp, int Launches, bool IsQuick)
{
    public static Pace Thorough { get; } = new(51, TimeSpan.FromMilliseconds(2.5), TimeSpan.FromMilliseconds(600), 9, IsQuick: false);

    /// <summary>To check that everything works; the numbers are rough.</summary>
    public static Pace Quick { get; } = new(7, TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(300), 3, IsQuick: true);
}
