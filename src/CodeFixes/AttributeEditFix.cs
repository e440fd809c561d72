using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using ShapeGen.Generator.Arguments;
using ShapeGen.Generator.CallSites;
using ShapeGen.Generator.Common;
using ShapeGen.Generator.Diagnostics;

namespace ShapeGen.CodeFixes;

/// <summary>
/// Offers the edits of a diagnostic: setting an argument to the checkpoint's value, the nearest head count that divides, removing a meaningless property.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(AttributeEditFix)), Shared]
public sealed class AttributeEditFix : CodeFixProvider
{
    private static readonly DocumentFixAll All = new(FixAsync);

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(
        Descriptors.HeadsDoNotDivide.Id, Descriptors.TwoModules.Id, Descriptors.UnknownValue.Id, Descriptors.EpsilonNotPositive.Id, Descriptors.DropoutOutOfRange.Id,
        Descriptors.Contradiction.Id, Descriptors.NumberOutOfRange.Id, Descriptors.CheckpointArgument.Id, Descriptors.CheckpointUnknown.Id,
        CallSiteDescriptors.StageWithoutModel.Id, CallSiteDescriptors.CheckpointWithoutModel.Id);

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => All;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        SyntaxNode root = (await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false))!;
        foreach (Diagnostic diagnostic in context.Diagnostics)
        {
            IReadOnlyList<SuggestedEdit> edits = EditProperties.Read(diagnostic.Properties);
            for (int i = 0; i < edits.Count; i++)
            {
                SuggestedEdit edit = edits[i];
                if (AttributeEditor.Find(root, diagnostic, edit) is not null)
                {
                    context.RegisterCodeFix(
                        CodeAction.Create(edit.Title, cancellation => AttributeEditor.ApplyAsync(context.Document, [(diagnostic, edit)], cancellation), Key(diagnostic, i)),
                        diagnostic);
                }
            }
        }
    }

    private static Task<Document> FixAsync(Document document, IReadOnlyList<Diagnostic> diagnostics, string key, CancellationToken cancellation) => AttributeEditor.ApplyAsync(
        document,
        from diagnostic in diagnostics
        from edit in EditProperties.Read(diagnostic.Properties).Where((_, index) => Key(diagnostic, index) == key)
        select (diagnostic, edit),
        cancellation);

    /// <summary>The equivalence key. Edits with the same diagnostic id and index are fixed together.</summary>
    private static string Key(Diagnostic diagnostic, int index) => $"{diagnostic.Id}.{Literals.Integer(index)}";
}
