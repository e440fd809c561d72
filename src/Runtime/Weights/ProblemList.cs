using System.Globalization;
using System.Runtime.CompilerServices;

namespace ShapeGen;

/// <summary>Collects the problems of a checkpoint. Bounded, because a hostile file can have millions of problems.</summary>
internal sealed class ProblemList
{
    /// <summary>Enough for every parameter of a deep stack of layers.</summary>
    public const int MaxListed = 1000;

    private readonly List<string> _listed = [];
    private int _count;

    public bool IsEmpty => _count == 0;

    /// <summary>Adds a problem, formatted with the invariant culture. If the list is full, the problem is only counted and not formatted.</summary>
    public void Add([InterpolatedStringHandlerArgument("")] ref Problem problem)
    {
        if (_count++ < MaxListed)
        {
            _listed.Add(problem.ToStringAndClear());
        }
    }

    /// <summary>Throws if there is a problem.</summary>
    /// <exception cref="CheckpointException">There is a problem.</exception>
    public void ThrowIfAny(string headline, string checkpoint)
    {
        if (!IsEmpty)
        {
            Throw(headline, checkpoint);
        }
    }

    /// <summary>The text of a problem, formatted only if it will be listed.</summary>
    [InterpolatedStringHandler]
    public ref struct Problem
    {
        private DefaultInterpolatedStringHandler _text;

        public Problem(int literalLength, int formattedCount, ProblemList list, out bool isWanted)
        {
            isWanted = list._count < MaxListed;
            _text = isWanted ? new(literalLength, formattedCount, CultureInfo.InvariantCulture) : default;
        }

        public void AppendLiteral(string text) => _text.AppendLiteral(text);

        public void AppendFormatted<T>(T value) => _text.AppendFormatted(value);

        public void AppendFormatted<T>(T value, string format) => _text.AppendFormatted(value, format);

        public string ToStringAndClear() => _text.ToStringAndClear();
    }

    private void Throw(string headline, string checkpoint)
    {
        IEnumerable<string> problems = _count > MaxListed
            ? _listed.Append(FormattableString.Invariant($"… and {_count - MaxListed} more"))
            : _listed;
        throw new CheckpointException(headline, checkpoint, problems);
    }
}
