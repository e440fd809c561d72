using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Text;
using ShapeGen.Generator.CallSites;
using ShapeGen.Generator.Common;

namespace ShapeGen.CodeFixes;

/// <summary>Corrects the length of an argument of <c>Forward</c> where its array is created.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(SizeFix)), Shared]
public sealed class SizeFix : CodeFixProvider
{
    private static readonly DocumentFixAll All = new(FixAsync);

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(
        CallSiteDescriptors.Length.Id, CallSiteDescriptors.ScratchTooSmall.Id, CallSiteDescriptors.ScratchOfAnotherModel.Id);

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => All;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        SemanticModel semantics = (await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false))!;
        foreach (Diagnostic diagnostic in context.Diagnostics)
        {
            for (int i = 0; Size(diagnostic, i, semantics) is { } size; i++)
            {
                string key = Key(diagnostic, i);
                context.RegisterCodeFix(
                    CodeAction.Create($"Change the length to {size}", cancellation => FixAsync(context.Document, [diagnostic], key, cancellation), key), diagnostic);
            }
        }
    }

    private static async Task<Document> FixAsync(Document document, IReadOnlyList<Diagnostic> diagnostics, string key, CancellationToken cancellation)
    {
        SemanticModel semantics = (await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false))!;
        SourceText text = await document.GetTextAsync(cancellation).ConfigureAwait(false);

        // One array may be the wrong argument of several calls.
        IEnumerable<TextChange> changes =
            from diagnostic in diagnostics
            let index = Enumerable.Range(0, SizeEdit.From(diagnostic.Properties).Sizes.Count).FirstOrDefault(index => Key(diagnostic, index) == key)
            let size = Key(diagnostic, index) == key ? Size(diagnostic, index, semantics) : null
            where size is not null
            group new TextChange(diagnostic.AdditionalLocations[0].SourceSpan, size) by diagnostic.AdditionalLocations[0].SourceSpan.Start into ofOne
            orderby ofOne.Key
            select ofOne.First();
        return document.WithText(text.WithChanges(changes));
    }

    /// <summary>A size as C# for this file, or null if the diagnostic has fewer sizes.</summary>
    private static string? Size(Diagnostic diagnostic, int index, SemanticModel semantics)
    {
        (IReadOnlyList<string> sizes, string model) = SizeEdit.From(diagnostic.Properties);
        if (index >= sizes.Count)
        {
            return null;
        }

        int position = diagnostic.AdditionalLocations[0].SourceSpan.Start;
        return sizes[index].Replace(SizeEdit.ModelPlace, Name(model)).Replace(SizeEdit.MathPlace, Name(typeof(Math).FullName));

        string Name(string type) => semantics.Compilation.GetTypeByMetadataName(type)!.ToMinimalDisplayString(semantics, position);
    }

    /// <summary>The equivalence key. Sizes with the same diagnostic id and index are fixed together.</summary>
    private static string Key(Diagnostic diagnostic, int index) => $"{diagnostic.Id}.{Literals.Integer(index)}";
}
