using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using ShapeGen.Generator.CallSites;

namespace ShapeGen.CodeFixes;

/// <summary>Passes <c>batch</c> to a <c>Forward</c> whose input has several sequences.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(BatchFix)), Shared]
public sealed class BatchFix : CodeFixProvider
{
    private static readonly DocumentFixAll All = new(static (document, diagnostics, _, cancellation) => FixAsync(document, diagnostics, cancellation));

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(CallSiteDescriptors.Length.Id);

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => All;

    /// <inheritdoc/>
    public override Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        foreach (Diagnostic diagnostic in context.Diagnostics)
        {
            if (BatchEdit.From(diagnostic.Properties) is { } batch)
            {
                context.RegisterCodeFix(CodeAction.Create($"Pass batch: {batch}", cancellation => FixAsync(context.Document, [diagnostic], cancellation), nameof(BatchFix)), diagnostic);
            }
        }

        return Task.CompletedTask;
    }

    private static async Task<Document> FixAsync(Document document, IReadOnlyList<Diagnostic> diagnostics, CancellationToken cancellation)
    {
        SyntaxNode root = (await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false))!;
        SourceText text = await document.GetTextAsync(cancellation).ConfigureAwait(false);
        IEnumerable<TextChange> changes =
            from diagnostic in diagnostics
            orderby diagnostic.Location.SourceSpan.Start
            let batch = BatchEdit.From(diagnostic.Properties)
            where batch is not null
            select diagnostic.AdditionalLocations.Count > 0 ? new TextChange(diagnostic.AdditionalLocations[0].SourceSpan, batch) : new(new(LastArgument(root, diagnostic).Span.End, 0), $", batch: {batch}");
        return document.WithText(text.WithChanges(changes));
    }

    private static ArgumentSyntax LastArgument(SyntaxNode root, Diagnostic diagnostic) =>
        ((ArgumentListSyntax)root.FindNode(diagnostic.Location.SourceSpan).FirstAncestorOrSelf<ArgumentSyntax>()!.Parent!).Arguments.Last();
}
