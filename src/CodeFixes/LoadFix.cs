using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using ShapeGen.Generator.CallSites;
using ShapeGen.Generator.Common;

namespace ShapeGen.CodeFixes;

/// <summary>Loads a model once: before the loop or the statement that passes the request handler, or in a static field.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(LoadFix)), Shared]
public sealed class LoadFix : CodeFixProvider
{
    private const string Field = "Shared";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(CallSiteDescriptors.LoadedAgain.Id);

    /// <summary>Null, as each fix needs a new name.</summary>
    public override FixAllProvider? GetFixAllProvider() => null;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        SyntaxNode root = (await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false))!;
        SemanticModel semantics = (await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false))!;
        SourceText text = await context.Document.GetTextAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (Diagnostic diagnostic in context.Diagnostics)
        {
            if (root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true) is InvocationExpressionSyntax call
                && call.AncestorsAndSelf().FirstOrDefault(node => node.Span == diagnostic.AdditionalLocations[0].SourceSpan) is { } code
                && FindFix(call, code, semantics, text) is ({ } title, { } changes))
            {
                context.RegisterCodeFix(
                    CodeAction.Create(title, _ => Task.FromResult(context.Document.WithText(text.WithChanges(changes.OrderBy(change => change.Span.Start)))), nameof(LoadFix)), diagnostic);
            }
        }
    }

    private static (string Title, IReadOnlyList<TextChange> Changes)? FindFix(InvocationExpressionSyntax call, SyntaxNode code, SemanticModel semantics, SourceText text) => code switch
    {
        StatementSyntax and not LocalFunctionStatementSyntax => Before((StatementSyntax)code, "the loop", call, code, semantics, text),
        AnonymousFunctionExpressionSyntax { Parent: ArgumentSyntax } when code.FirstAncestorOrSelf<StatementSyntax>() is { } statement => Before(statement, "this statement", call, code, semantics, text),
        MemberDeclarationSyntax member when member.Parent is TypeDeclarationSyntax and not InterfaceDeclarationSyntax => InField(member, call, semantics, text),
        _ => null,
    };

    /// <summary>A variable before a statement: the one that is declared with the call, if it can be moved; else a new one.</summary>
    private static (string Title, IReadOnlyList<TextChange> Changes)? Before(StatementSyntax statement, string what, InvocationExpressionSyntax call, SyntaxNode code, SemanticModel semantics, SourceText text)
    {
        if (!TextEdits.IsInStatementList(statement))
        {
            return null;
        }

        string title = $"Load the model before {what}";
        HashSet<string> taken = new(Names(statement), StringComparer.Ordinal);
        if (call.Parent is EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax { Variables.Count: 1, Parent: LocalDeclarationStatementSyntax declaration } } variable }
            && declaration.UsingKeyword.IsKind(SyntaxKind.None)
            && declaration.Parent is BlockSyntax block && block.Parent == code
            && IsNameFree(variable, statement, code)
            && !block.DescendantNodes().OfType<IdentifierNameSyntax>().Any(name => name.Identifier.ValueText == variable.Identifier.ValueText && LocalUses.IsWritten(name)))
        {
            return (title, [TextEdits.InsertBefore(text, statement, declaration.ToString()), TextEdits.Remove(text, declaration)]);
        }

        if (ModelClass(call, semantics) is not { } model)
        {
            return null;
        }

        string type = model.ToMinimalDisplayString(semantics, statement.SpanStart);
        string name = FreeName(
            char.ToLowerInvariant(type[type.LastIndexOf('.') + 1]) + type.Substring(type.LastIndexOf('.') + 2), name => taken.Contains(name) || SyntaxFacts.GetKeywordKind(name) != SyntaxKind.None);
        return (title, [TextEdits.InsertBefore(text, statement, $"{type} {name} = {call};"), new(call.Span, name)]);
    }

    /// <summary>The class whose <c>Load</c> is called, also if <c>Load</c> is not generated yet.</summary>
    private static INamedTypeSymbol? ModelClass(InvocationExpressionSyntax call, SemanticModel semantics) =>
        call.Expression is MemberAccessExpressionSyntax access ? semantics.GetSymbolInfo(access.Expression).Symbol as INamedTypeSymbol : null;

    /// <summary>A name, followed by a number if it is taken.</summary>
    private static string FreeName(string stem, Func<string, bool> isTaken)
    {
        string name = stem;
        for (int number = 2; isTaken(name); number++)
        {
            name = stem + Literals.Integer(number);
        }

        return name;
    }

    /// <summary>All identifiers in the member or the top-level statements that contain a statement.</summary>
    private static IEnumerable<string> Names(StatementSyntax statement) =>
        statement.Ancestors().First(node => node is (MemberDeclarationSyntax and not GlobalStatementSyntax) or CompilationUnitSyntax)
            .DescendantTokens().Where(token => token.IsKind(SyntaxKind.IdentifierToken)).Select(token => token.ValueText);

    /// <summary>True if no other variable has the same name where the declaration is moved to.</summary>
    private static bool IsNameFree(VariableDeclaratorSyntax variable, StatementSyntax statement, SyntaxNode code) =>
        !(statement.Parent is GlobalStatementSyntax { Parent: { } file } ? file : statement.Parent!).DescendantTokens().Any(token => token.IsKind(SyntaxKind.IdentifierToken) && token.ValueText == variable.Identifier.ValueText && !code.Span.Contains(token.Span) && token.Parent is not (MemberAccessExpressionSyntax or NameColonSyntax));

    /// <summary>A static field of the class, if the arguments need no object.</summary>
    private static (string Title, IReadOnlyList<TextChange> Changes)? InField(MemberDeclarationSyntax member, InvocationExpressionSyntax call, SemanticModel semantics, SourceText text)
    {
        TypeDeclarationSyntax type = (TypeDeclarationSyntax)member.Parent!;
        bool isStatic = !call.DescendantNodes().OfType<SimpleNameSyntax>().Any(name => semantics.GetSymbolInfo(name).Symbol is ILocalSymbol { IsConst: false } or IParameterSymbol or IFieldSymbol { IsStatic: false } or IPropertySymbol { IsStatic: false } or IMethodSymbol { IsStatic: false, MethodKind: not MethodKind.ReducedExtension })
            && !call.DescendantNodes().Any(node => node is ThisExpressionSyntax);
        if (!isStatic || type.Members.Count == 0 || semantics.GetDeclaredSymbol(type) is not { } symbol || ModelClass(call, semantics) is not { } model)
        {
            return null;
        }

        string name = FreeName(Field, name => !symbol.GetMembers(name).IsEmpty || type.DescendantTokens().Any(token => token.ValueText == name));
        MemberDeclarationSyntax first = type.Members[0];
        string declared = model.ToMinimalDisplayString(semantics, first.SpanStart);
        return ("Load the model once, in a static field", [TextEdits.InsertBefore(text, first, $"private static readonly {declared} {name} = {call};"), new(call.Span, name)]);
    }
}
