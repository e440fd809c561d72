namespace ShapeGen.Generator.Graph;

/// <summary>
/// What a call estimates its work by, to choose the number of threads: a few multiplications of numbers that it has anyway. It differs from the exact counts of
/// <see cref="Work"/> where those need more: of a window each token sees all, also at the ends of a sequence; a causal token sees half of its sequence; rows of
/// a convolution are a multiple of the tokens; and one row for a whole sequence is nothing.
/// </summary>
/// <param name="PerRow">For each row.</param>
/// <param name="PerRowAndToken">For each row and each token of its sequence, or of its memory if the model has one.</param>
/// <param name="PerMemoryRow">For each row of memory.</param>
/// <param name="PerRowAndSeen">For each row and each token of its sequence that is in its window.</param>
/// <param name="Window">Tokens of the window, where there is one: clamped to the length of the sequence.</param>
internal readonly record struct Cost(long PerRow = 0, long PerRowAndToken = 0, long PerMemoryRow = 0, long PerRowAndSeen = 0, int Window = 0)
{
    public static Cost operator +(Cost a, Cost b) => a.Window == 0 || b.Window == 0 || a.Window == b.Window
        ? new(a.PerRow + b.PerRow, a.PerRowAndToken + b.PerRowAndToken, a.PerMemoryRow + b.PerMemoryRow, a.PerRowAndSeen + b.PerRowAndSeen, Math.Max(a.Window, b.Window))
        : throw new InvalidOperationException($"Windows of {a.Window} and of {b.Window} tokens are in one model, and its cost knows one.");
}
