namespace ShapeGen.Comparison.Timing;

/// <summary>Something whose calls are timed.</summary>
internal abstract class Contestant
{
    public abstract string Name { get; }

    /// <summary>Bytes of the managed heap that a call took at most, rounded up; null where they cannot be told.</summary>
    public virtual long? BytesPerCall => null;

    /// <summary>Makes one call that is not timed, which brings its memory back into the caches, and then as many as asked.</summary>
    /// <returns>Microseconds per call.</returns>
    public abstract double Time(int calls);

    /// <summary>Forgets the bytes of the warm-up.</summary>
    public virtual void Start()
    {
    }
}
