namespace ShapeGen;

/// <summary>Collects what is wrong with a checkpoint. Bounded: a hostile file can have millions of problems.</summary>
internal sealed class ProblemList
{
    /// <summary>Enough for every parameter of a deep stack of layers.</summary>
    public const int MaxListed = 1000;

    private readonly List<string> _listed = [];
    private int _count;

    public bool IsEmpty => _count == 0;

    /// <summary>Adds one, formatted without the thread's culture, and not at all once the list is full.</summary>
    public void Add(FormattableString problem)
    {
        if (_count++ < MaxListed)
        {
            _listed.Add(FormattableString.Invariant(problem));
        }
    }

    /// <summary>Throws if there is any.</summary>
    /// <exception cref="CheckpointException">There is.</exception>
    public void ThrowIfAny(string headline, string checkpoint)
    {
        if (!IsEmpty)
        {
            Throw(headline, checkpoint);
        }
    }

    private void Throw(string headline, string checkpoint)
    {
        IEnumerable<string> problems = _count > MaxListed
            ? _listed.Append(FormattableString.Invariant($"… and {_count - MaxListed} more"))
            : _listed;
        throw new CheckpointException(headline, checkpoint, problems);
    }
}
