using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ShapeGen.Generator.Diagnostics;

namespace ShapeGen.CodeFixes;

/// <summary>Fixes the modifiers of a class, so that a model can be generated into it: partial, like its containing types, and without forbidden modifiers.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ModifierFix)), Shared]
public sealed class ModifierFix : CodeFixProvider
{
    private const string Partial = "partial";

    private static readonly SyntaxKind[] Forbidden = [SyntaxKind.StaticKeyword, SyntaxKind.AbstractKeyword, SyntaxKind.FileKeyword];

    private static readonly DocumentFixAll All = new(FixAsync);

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(
        Descriptors.NotPartial.Id, Descriptors.ContainingTypeNotPartial.Id, Descriptors.WrongKindOfClass.Id, Descriptors.RequiredMember.Id);

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => All;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        SyntaxNode root = (await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false))!;
        foreach (Diagnostic diagnostic in context.Diagnostics)
        {
            List<Change> changes = Changes(root, diagnostic).ToList();
            if (changes.Count > 0)
            {
                context.RegisterCodeFix(
                    CodeAction.Create(Title(changes), cancellation => FixAsync(context.Document, [diagnostic], "", cancellation), diagnostic.Id == Descriptors.ContainingTypeNotPartial.Id ? Descriptors.NotPartial.Id : diagnostic.Id),
                    diagnostic);
            }
        }
    }

    /// <param name="Node">The declaration with the modifier.</param>
    /// <param name="Kind">The modifier to add or remove.</param>
    private sealed record Change(MemberDeclarationSyntax Node, SyntaxKind Kind);

    private static IEnumerable<Change> Changes(SyntaxNode root, Diagnostic diagnostic)
    {
        SyntaxNode at = root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true);
        if (diagnostic.Id == Descriptors.RequiredMember.Id)
        {
            return at.FirstAncestorOrSelf<MemberDeclarationSyntax>() is { } member && member.Modifiers.Any(SyntaxKind.RequiredKeyword) ? [new(member, SyntaxKind.RequiredKeyword)] : [];
        }

        List<TypeDeclarationSyntax> types = at.AncestorsAndSelf().OfType<TypeDeclarationSyntax>().ToList();
        return diagnostic.Id == Descriptors.WrongKindOfClass.Id
            ? from type in types
              from kind in Forbidden
              where type.Modifiers.Any(kind) && (kind == SyntaxKind.FileKeyword || type == types[0])
              select new Change(type, kind)
            : types.Where(type => !type.Modifiers.Any(SyntaxKind.PartialKeyword)).Select(type => new Change(type, SyntaxKind.PartialKeyword));
    }

    private static string Title(List<Change> changes)
    {
        SyntaxKind kind = changes[0].Kind;
        string names = string.Join(" and ", changes.Select(change => change.Node is TypeDeclarationSyntax type ? $"'{type.Identifier.ValueText}'" : "the member"));
        return kind == SyntaxKind.PartialKeyword
            ? $"Make {names} {Partial}"
            : $"Remove {string.Join(" and ", changes.Select(change => $"'{SyntaxFacts.GetText(change.Kind)}'").Distinct())}";
    }

    private static async Task<Document> FixAsync(Document document, IReadOnlyList<Diagnostic> diagnostics, string key, CancellationToken cancellation)
    {
        SyntaxNode root = (await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false))!;
        ILookup<MemberDeclarationSyntax, SyntaxKind> changes = diagnostics.SelectMany(diagnostic => Changes(root, diagnostic)).Distinct().ToLookup(change => change.Node, change => change.Kind);
        return document.WithSyntaxRoot(root.ReplaceNodes(
            changes.Select(change => change.Key),
            (original, rewritten) => changes[original].Aggregate(rewritten, (node, kind) => kind == SyntaxKind.PartialKeyword ? WithPartial((TypeDeclarationSyntax)node) : Without(node, kind))));
    }

    /// <summary>Adds <c>partial</c> as the last modifier, as C# requires.</summary>
    private static TypeDeclarationSyntax WithPartial(TypeDeclarationSyntax type)
    {
        SyntaxToken partial = SyntaxFactory.Token(SyntaxKind.PartialKeyword).WithTrailingTrivia(SyntaxFactory.Space);
        if (type.Modifiers.Count > 0)
        {
            return (TypeDeclarationSyntax)type.WithModifiers(type.Modifiers.Add(partial));
        }

        SyntaxToken keyword = type.Keyword;
        return (TypeDeclarationSyntax)type.WithKeyword(keyword.WithLeadingTrivia()).WithModifiers(SyntaxFactory.TokenList(partial.WithLeadingTrivia(keyword.LeadingTrivia)));
    }

    private static MemberDeclarationSyntax Without(MemberDeclarationSyntax member, SyntaxKind kind)
    {
        SyntaxToken modifier = member.Modifiers.First(token => token.IsKind(kind));
        SyntaxToken next = modifier.GetNextToken();
        if (modifier.LeadingTrivia.Count > 0)
        {
            // The first modifier holds the comments and the indentation.
            member = member.ReplaceToken(next, next.WithLeadingTrivia(modifier.LeadingTrivia));
        }

        return member.WithModifiers(SyntaxFactory.TokenList(member.Modifiers.Where(token => !token.IsKind(kind))));
    }
}
