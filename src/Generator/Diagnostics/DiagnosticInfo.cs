using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using ShapeGen.Generator.Common;

namespace ShapeGen.Generator.Diagnostics;

/// <summary>Where a diagnostic stands, without a Roslyn type: a model that held the syntax tree would keep every old compilation alive.</summary>
/// <param name="Path">The file; several may have the same, or none.</param>
/// <param name="Start">The first character.</param>
/// <param name="Length">Characters.</param>
/// <param name="Text">The characters, by which the right one of several files of one path is found again.</param>
internal sealed record SourceSpan(string Path, int Start, int Length, string Text)
{
    public static SourceSpan? From(Location? location) =>
        location?.SourceTree is { } tree
            ? new(tree.FilePath, location.SourceSpan.Start, location.SourceSpan.Length, tree.GetText().ToString(location.SourceSpan))
            : null;

    /// <summary>The location in <paramref name="compilation"/>'s own tree, so that <c>#pragma warning</c> and editors know it.</summary>
    public Location ToLocation(Compilation compilation)
    {
        TextSpan span = new(Start, Length);
        foreach (SyntaxTree tree in compilation.SyntaxTrees)
        {
            if (tree.FilePath == Path && span.End <= tree.Length && tree.GetText().ToString(span) == Text)
            {
                return Location.Create(tree, span);
            }
        }

        return Location.None;
    }
}

/// <summary>A diagnostic as the declaration stage found it: equatable, without a Roslyn type.</summary>
/// <param name="Id">The <c>SHG…</c> id, a key of <see cref="Descriptors.All"/>.</param>
/// <param name="Span">Where it stands.</param>
/// <param name="Arguments">What the message's format takes.</param>
internal sealed record DiagnosticInfo(string Id, SourceSpan? Span, EquatableArray<string> Arguments)
{
    private static readonly EquatableArray<SuggestedEdit> None = new([]);

    /// <summary>What would make it go away, the best first.</summary>
    public EquatableArray<SuggestedEdit> Edits { get; init; } = None;

    /// <summary>What the message's format takes, as a terminal and a list of errors show it: names come from files.</summary>
    private object[] Shown => [.. Arguments.Select(argument => FileText.Visible(argument))];

    /// <summary>The message in the invariant culture, for the stub of a class that was not generated.</summary>
    public string Message => string.Format(
        System.Globalization.CultureInfo.InvariantCulture,
        Descriptors.All[Id].MessageFormat.ToString(System.Globalization.CultureInfo.InvariantCulture),
        Shown);

    public Diagnostic ToDiagnostic(Compilation compilation) =>
        Diagnostic.Create(Descriptors.All[Id], Span?.ToLocation(compilation) ?? Location.None, SuggestedEdit.ToProperties(Edits), Shown);
}
