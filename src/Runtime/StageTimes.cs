using System.ComponentModel;
using System.Diagnostics;

namespace ShapeGen;

/// <summary>
/// How long each stage of a model's code ran. Models have it only if the build property <c>ShapeGenStageTimes</c> is <c>true</c>, because measuring takes
/// time. Meant for calls on one thread.
/// </summary>
public sealed class StageTimes
{
    private readonly string[] _names;
    private readonly long[] _ticks;

    /// <summary>Used by generated code.</summary>
    /// <param name="names">What each stage computes.</param>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public StageTimes(params string[] names)
    {
        ArgumentNullException.ThrowIfNull(names);
        _names = names;
        _ticks = new long[names.Length];
    }

    /// <summary>The formula of each stage, in the order in which they run.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>The time of each stage since the program started or since the last <see cref="Reset"/>, in units of 1 / <see cref="Stopwatch.Frequency"/> seconds.</summary>
    public ReadOnlySpan<long> Ticks => _ticks;

    /// <summary>Number of calls of <c>Forward</c> in that time.</summary>
    public long Calls { get; private set; }

    /// <summary>Sets all times and the number of calls to zero.</summary>
    public void Reset()
    {
        Array.Clear(_ticks);
        Calls = 0;
    }

    /// <summary>Counts a call. Used by generated code.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void CountCall() => Calls++;

    /// <summary>Adds the time since <paramref name="since"/> to a stage. Used by generated code.</summary>
    /// <param name="stage">The stage's index.</param>
    /// <param name="since">When the stage started; set to the current time, when the next stage starts.</param>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void Add(int stage, ref long since)
    {
        long now = Stopwatch.GetTimestamp();
        _ticks[stage] += now - since;
        since = now;
    }
}
