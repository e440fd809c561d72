using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using ShapeGen.Generator.Arguments;
using ShapeGen.Generator.Common;

namespace ShapeGen.Generator.Diagnostics;

/// <summary>The location of a diagnostic, without a Roslyn type: a model that held the syntax tree would keep every old compilation alive.</summary>
/// <param name="Path">The path of the file. It may be empty, and several files may share it.</param>
/// <param name="Start">Index of the first character.</param>
/// <param name="Length">Number of characters.</param>
/// <param name="Text">The characters themselves. They identify the file among several with the same path.</param>
internal sealed record SourceSpan(string Path, int Start, int Length, string Text)
{
    public static SourceSpan? From(Location? location) =>
        location?.SourceTree is { } tree
            ? new(tree.FilePath, location.SourceSpan.Start, location.SourceSpan.Length, tree.GetText().ToString(location.SourceSpan))
            : null;

    /// <summary>The location in a syntax tree of <paramref name="compilation"/>, so that <c>#pragma warning</c> and editors recognise it.</summary>
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

/// <summary>A diagnostic of the declaration stage: equatable, without a Roslyn type.</summary>
/// <param name="Id">The <c>SHG…</c> id, a key of <see cref="Descriptors.All"/>.</param>
/// <param name="Span">Its location.</param>
/// <param name="Arguments">The arguments of the message format.</param>
internal sealed record DiagnosticInfo(string Id, SourceSpan? Span, EquatableArray<string> Arguments)
{
    private static readonly EquatableArray<SuggestedEdit> None = new([]);

    /// <summary>Edits that would fix it, the best first.</summary>
    public EquatableArray<SuggestedEdit> Edits { get; init; } = None;

    /// <summary>The arguments with invisible characters made visible: names may come from files.</summary>
    private object[] Shown => [.. Arguments.Select(argument => FileText.Visible(argument))];

    /// <summary>The message in the invariant culture, for the stub of a class that was not generated.</summary>
    public string Message => string.Format(
        System.Globalization.CultureInfo.InvariantCulture,
        Descriptors.All[Id].MessageFormat.ToString(System.Globalization.CultureInfo.InvariantCulture),
        Shown);

    public Diagnostic ToDiagnostic(Compilation compilation) =>
        Diagnostic.Create(Descriptors.All[Id], Span?.ToLocation(compilation) ?? Location.None, EditProperties.Of(Edits), Shown);
}
