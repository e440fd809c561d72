using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ShapeGen.Generator.CallSites;

/// <summary>Finds what a variable holds wherever it is read: what it was declared with, where nothing else is ever assigned to it.</summary>
internal static class LocalUses
{
    /// <summary>The expression that a variable is declared with, where that is all that it ever holds; else null. Of a local variable, or of a field of the same file.</summary>
    public static ExpressionSyntax? OnlyValue(ISymbol variable, SyntaxTree tree, CancellationToken cancellation) =>
        DeclaredValue(variable, tree, cancellation) is { } value && IsSetOnce(variable, cancellation) ? value : null;

    /// <summary>The expression that a variable is declared with in a file: of a local variable, or of a read-only field.</summary>
    public static ExpressionSyntax? DeclaredValue(ISymbol variable, SyntaxTree tree, CancellationToken cancellation) =>
        variable is ILocalSymbol { RefKind: RefKind.None } or IFieldSymbol { IsReadOnly: true }
        && variable.DeclaringSyntaxReferences is { Length: 1 } declarations && declarations[0].SyntaxTree == tree
        && declarations[0].GetSyntax(cancellation) is VariableDeclaratorSyntax { Initializer.Value: { } value }
            ? value
            : null;

    /// <summary>Whether only its declaration sets such a variable.</summary>
    public static bool IsSetOnce(ISymbol variable, CancellationToken cancellation)
    {
        if (variable is ILocalSymbol)
        {
            return !IsWrittenIn(Member(variable.DeclaringSyntaxReferences[0].GetSyntax(cancellation)), variable.Name, mayBeMember: false);
        }

        foreach (SyntaxReference part in variable.ContainingType.DeclaringSyntaxReferences)
        {
            foreach (SyntaxNode setter in Setters(part.GetSyntax(cancellation)))
            {
                if (IsWrittenIn(setter, variable.Name))
                {
                    return false;
                }
            }
        }

        return true;
    }

    /// <summary>Whether code sets a variable of a name, or a member of that name of anything.</summary>
    public static bool IsWrittenIn(SyntaxNode code, string name) => IsWrittenIn(code, name, mayBeMember: true);

    private static bool IsWrittenIn(SyntaxNode code, string name, bool mayBeMember)
    {
        foreach (SyntaxNode node in code.DescendantNodes())
        {
            if (node is IdentifierNameSyntax found && found.Identifier.ValueText == name && IsWritten(mayBeMember && found.Parent is MemberAccessExpressionSyntax access && access.Name == found ? access : found))
            {
                return true;
            }
        }

        return false;
    }

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
