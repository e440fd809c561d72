using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Rename;
using ShapeGen.Generator.Diagnostics;

namespace ShapeGen.CodeFixes;

/// <summary>Renames a member and all its uses, so that it does not collide with a generated one.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(RenameFix)), Shared]
public sealed class RenameFix : CodeFixProvider
{
    /// <summary>The prefix of the new name.</summary>
    private const string Prefix = "Own";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(Descriptors.MemberCollides.Id);

    /// <summary>Not supported, because names are chosen one by one.</summary>
    public override FixAllProvider? GetFixAllProvider() => null;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        SyntaxNode root = (await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false))!;
        SemanticModel semantics = (await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false))!;
        foreach (Diagnostic diagnostic in context.Diagnostics)
        {
            SyntaxNode at = root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true);
            if (at is not (MemberDeclarationSyntax or VariableDeclaratorSyntax)
                || semantics.GetDeclaredSymbol(at, context.CancellationToken) is not { } member
                || member is not (IMethodSymbol { MethodKind: MethodKind.Ordinary } or IFieldSymbol or IPropertySymbol or IEventSymbol or INamedTypeSymbol { ContainingType: not null }))
            {
                continue;
            }

            string name = NewName(member);
            context.RegisterCodeFix(
                CodeAction.Create(
                    $"Rename '{member.Name}' to '{name}'",
                    cancellation => Renamer.RenameSymbolAsync(context.Document.Project.Solution, member, default(SymbolRenameOptions), name, cancellation),
                    nameof(RenameFix)),
                diagnostic);
        }
    }

    private static string NewName(ISymbol member)
    {
        string stem = member.Name.TrimStart('_');
        string name = Prefix + char.ToUpperInvariant(stem[0]) + stem.Substring(1);
        while (!member.ContainingType.GetMembers(name).IsEmpty)
        {
            name = Prefix + name;
        }

        return name;
    }
}
