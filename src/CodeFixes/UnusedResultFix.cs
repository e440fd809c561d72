using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using ShapeGen.Generator.CallSites;

namespace ShapeGen.CodeFixes;

/// <summary>Keeps an unused result, discards it explicitly, or removes the call.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(UnusedResultFix)), Shared]
public sealed class UnusedResultFix : CodeFixProvider
{
    private const string Keep = "Keep";
    private const string Discard = "Discard";
    private const string RemoveCall = "Remove";

    private static readonly DocumentFixAll All = new(FixAsync);

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(CallSiteDescriptors.ResultIgnored.Id);

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => All;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        SyntaxNode root = (await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false))!;
        SemanticModel semantics = (await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false))!;
        foreach (Diagnostic diagnostic in context.Diagnostics)
        {
            foreach (string key in new[] { Keep, Discard, RemoveCall })
            {
                if (Change(root, semantics, diagnostic, key) is { Title: var title })
                {
                    context.RegisterCodeFix(CodeAction.Create(title, cancellation => FixAsync(context.Document, [diagnostic], key, cancellation), key), diagnostic);
                }
            }
        }
    }

    private static async Task<Document> FixAsync(Document document, IReadOnlyList<Diagnostic> diagnostics, string key, CancellationToken cancellation)
    {
        SyntaxNode root = (await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false))!;
        SemanticModel semantics = (await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false))!;
        SourceText text = await document.GetTextAsync(cancellation).ConfigureAwait(false);
        return document.WithText(text.WithChanges(
            diagnostics.Select(diagnostic => Change(root, semantics, diagnostic, key)?.Edit(text)).OfType<TextChange>().OrderBy(change => change.Span.Start)));
    }

    /// <param name="Title">The title in the light bulb menu.</param>
    /// <param name="Edit">The edit.</param>
    private sealed record Offer(string Title, Func<SourceText, TextChange> Edit);

    private static Offer? Change(SyntaxNode root, SemanticModel semantics, Diagnostic diagnostic, string key)
    {
        if (root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true) is not InvocationExpressionSyntax { Parent: ExpressionStatementSyntax statement } call)
        {
            return null;
        }

        string method = call.Expression is MemberAccessExpressionSyntax access ? access.Name.Identifier.ValueText : "";
        switch (key)
        {
            // WithThreads returns a new model: assign it to the variable.
            case Keep when method == "WithThreads" && call.Expression is MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax receiver } && IsVariable(semantics.GetSymbolInfo(receiver).Symbol):
                return new($"Assign it to '{receiver}'", _ => new(new(statement.SpanStart, 0), $"{receiver} = "));
            case Discard when method == "Load":
                return new("Discard it: the call only checks the file", _ => new(new(statement.SpanStart, 0), "_ = "));
            case RemoveCall when TextEdits.IsInStatementList(statement) && !call.DescendantNodes().Any(HasEffects):
                return new("Remove the call", text => TextEdits.Remove(text, statement));
            default:
                return null;
        }
    }

    private static bool IsVariable(ISymbol? symbol) => symbol is ILocalSymbol { IsConst: false, IsUsing: false, IsForEach: false, RefKind: RefKind.None } or IParameterSymbol { RefKind: not (RefKind.In or RefKind.RefReadOnlyParameter) } or IFieldSymbol { IsReadOnly: false };

    /// <summary>Whether an argument has side effects that removing the call would lose.</summary>
    private static bool HasEffects(SyntaxNode node) => node is InvocationExpressionSyntax or AssignmentExpressionSyntax or AwaitExpressionSyntax or ObjectCreationExpressionSyntax
        || node.IsKind(SyntaxKind.PostIncrementExpression) || node.IsKind(SyntaxKind.PreIncrementExpression) || node.IsKind(SyntaxKind.PostDecrementExpression) || node.IsKind(SyntaxKind.PreDecrementExpression);
}
