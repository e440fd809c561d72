using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace ShapeGen.CodeFixes;

/// <summary>Fixes all diagnostics of a document in one step: several are often in the same attribute, where separate fixes could not be merged.</summary>
/// <param name="fix">Fixes the diagnostics of a document with the code action that has the given equivalence key.</param>
internal sealed class DocumentFixAll(Func<Document, IReadOnlyList<Diagnostic>, string, CancellationToken, Task<Document>> fix) : DocumentBasedFixAllProvider
{
    /// <inheritdoc/>
    protected override async Task<Document?> FixAllAsync(FixAllContext fixAllContext, Document document, ImmutableArray<Diagnostic> diagnostics) =>
        await fix(document, diagnostics, fixAllContext.CodeActionEquivalenceKey ?? "", fixAllContext.CancellationToken).ConfigureAwait(false);
}
