using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ShapeGen.Generator.CallSites;

/// <summary>Finds what a variable holds wherever it is read: what it was declared with, where nothing else is ever assigned to it.</summary>
internal static class LocalUses
{
    /// <summary>The expression that a local variable is declared with, where that is all that it ever holds; else null.</summary>
    public static ExpressionSyntax? OnlyValue(ILocalSymbol local, CancellationToken cancellation) =>
        local.RefKind == RefKind.None
        && local.DeclaringSyntaxReferences.Length == 1
        && local.DeclaringSyntaxReferences[0].GetSyntax(cancellation) is VariableDeclaratorSyntax { Initializer.Value: { } value } declarator
        && !Names(declarator, local.Name).Any(IsWritten)
            ? value
            : null;

    /// <summary>The same of a field that only its declaration sets; of one in the same file.</summary>
    public static ExpressionSyntax? OnlyValue(IFieldSymbol field, SyntaxTree tree, CancellationToken cancellation) =>
        field.IsReadOnly
        && field.DeclaringSyntaxReferences.Length == 1 && field.DeclaringSyntaxReferences[0] is { } reference && reference.SyntaxTree == tree
        && reference.GetSyntax(cancellation) is VariableDeclaratorSyntax { Initializer.Value: { } value }
        && field.ContainingType.DeclaringSyntaxReferences.All(part => !Setters(part.GetSyntax(cancellation)).SelectMany(setter => setter.DescendantNodes()).OfType<IdentifierNameSyntax>()
            .Any(name => name.Identifier.ValueText == field.Name && IsWritten(name.Parent is MemberAccessExpressionSyntax access && access.Name == name ? access : name)))
            ? value
            : null;

    /// <summary>The members of a type that may set its read-only fields, as the language has it: constructors and <c>init</c> accessors.</summary>
    private static IEnumerable<SyntaxNode> Setters(SyntaxNode type) =>
        (type as TypeDeclarationSyntax)?.Members.SelectMany(member => member switch
        {
            ConstructorDeclarationSyntax => [member],
            BasePropertyDeclarationSyntax { AccessorList: { } accessors } => accessors.Accessors.Where(accessor => accessor.IsKind(SyntaxKind.InitAccessorDeclaration)),
            _ => Enumerable.Empty<SyntaxNode>(),
        }) ?? [type];

    /// <summary>The places in its method that have a variable's name: as a rule its uses, never fewer.</summary>
    public static IEnumerable<IdentifierNameSyntax> Names(SyntaxNode declaration, string name) =>
        Member(declaration).DescendantNodes().OfType<IdentifierNameSyntax>().Where(found => found.Identifier.ValueText == name);

    /// <summary>Whether something else is assigned to what the expression names, here or through a reference that is taken.</summary>
    public static bool IsWritten(ExpressionSyntax expression)
    {
        SyntaxNode at = expression;
        while (at.Parent is ParenthesizedExpressionSyntax or ArgumentSyntax { Parent: TupleExpressionSyntax } or TupleExpressionSyntax)
        {
            at = at.Parent;
        }

        return at.Parent switch
        {
            AssignmentExpressionSyntax assignment => assignment.Left == at,
            PostfixUnaryExpressionSyntax postfix => postfix.IsKind(SyntaxKind.PostIncrementExpression) || postfix.IsKind(SyntaxKind.PostDecrementExpression),
            PrefixUnaryExpressionSyntax prefix => prefix.IsKind(SyntaxKind.PreIncrementExpression) || prefix.IsKind(SyntaxKind.PreDecrementExpression) || prefix.IsKind(SyntaxKind.AddressOfExpression),
            ArgumentSyntax argument => !argument.RefKindKeyword.IsKind(SyntaxKind.None),
            RefExpressionSyntax => true,
            ForEachVariableStatementSyntax each => each.Variable == at,
            _ => false,
        };
    }

    /// <summary>The member that a node stands in; of top-level statements, the file.</summary>
    private static SyntaxNode Member(SyntaxNode node) =>
        node.Ancestors().First(outer => outer is (MemberDeclarationSyntax and not GlobalStatementSyntax) or CompilationUnitSyntax);
}
