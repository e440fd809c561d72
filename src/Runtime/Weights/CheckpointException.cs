namespace ShapeGen;

/// <summary>A checkpoint is malformed or does not fit the module that it is loaded into. Lists all problems.</summary>
public sealed class CheckpointException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="headline">What failed, in one line without a final colon.</param>
    /// <param name="checkpoint">The path of the file, the resource and its assembly, <c>&lt;stream&gt;</c> or <c>&lt;bytes&gt;</c>.</param>
    /// <param name="problems">All problems, one line each.</param>
    public CheckpointException(string headline, string checkpoint, IEnumerable<string> problems)
        : this(headline, checkpoint, [.. problems])
    {
    }

    private CheckpointException(string headline, string checkpoint, string[] problems)
        : base(Compose(headline, problems))
    {
        Headline = headline;
        Checkpoint = checkpoint;
        Problems = Array.AsReadOnly(problems);
    }

    /// <summary>What failed, in one line: the message without the list of <see cref="Problems"/>.</summary>
    public string Headline { get; }

    /// <summary>The path of the file, the resource and its assembly, <c>&lt;stream&gt;</c> or <c>&lt;bytes&gt;</c>.</summary>
    public string Checkpoint { get; }

    /// <summary>All problems, one line each. A long list ends with the number of problems that are not listed.</summary>
    public IReadOnlyList<string> Problems { get; }

    private static string Compose(string headline, string[] problems) =>
        problems.Length == 0 ? headline : $"{headline}:\n  - {string.Join("\n  - ", problems)}";
}
