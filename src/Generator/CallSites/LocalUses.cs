using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ShapeGen.Generator.CallSites;

/// <summary>Finds the value of a variable that is assigned only in its declaration.</summary>
internal static class LocalUses
{
    /// <summary>The initializer of a local variable or a field of the file if nothing else is assigned to it, or null.</summary>
    public static ExpressionSyntax? OnlyValue(ISymbol variable, SyntaxTree tree, CancellationToken cancellation) =>
        DeclaredValue(variable, tree, cancellation) is { } value && IsSetOnce(variable, cancellation) ? value : null;

    /// <summary>The initializer of a local variable or a read-only field in a file, or null.</summary>
    public static ExpressionSyntax? DeclaredValue(ISymbol variable, SyntaxTree tree, CancellationToken cancellation) =>
        variable is ILocalSymbol { RefKind: RefKind.None } or IFieldSymbol { IsReadOnly: true }
        && variable.DeclaringSyntaxReferences is { Length: 1 } declarations && declarations[0].SyntaxTree == tree
        && declarations[0].GetSyntax(cancellation) is VariableDeclaratorSyntax { Initializer.Value: { } value }
            ? value
            : null;

    /// <summary>True if only its declaration assigns such a variable.</summary>
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

    /// <summary>True if code assigns a variable or any member with the name.</summary>
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

    /// <summary>The members of a type that may assign its read-only fields: constructors and <c>init</c> accessors.</summary>
    private static IEnumerable<SyntaxNode> Setters(SyntaxNode type) =>
        (type as TypeDeclarationSyntax)?.Members.SelectMany(member => member switch
        {
            ConstructorDeclarationSyntax => [member],
            BasePropertyDeclarationSyntax { AccessorList: { } accessors } => accessors.Accessors.Where(accessor => accessor.IsKind(SyntaxKind.InitAccessorDeclaration)),
            _ => Enumerable.Empty<SyntaxNode>(),
        }) ?? [type];

    /// <summary>All places with a variable's name in the member that declares it: its uses, and rarely others.</summary>
    public static IEnumerable<IdentifierNameSyntax> Names(SyntaxNode declaration, string name) =>
        Member(declaration).DescendantNodes().OfType<IdentifierNameSyntax>().Where(found => found.Identifier.ValueText == name);

    /// <summary>True if the expression is assigned, or a reference to it is taken.</summary>
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

    /// <summary>The member that contains a node; for top-level statements, the file.</summary>
    private static SyntaxNode Member(SyntaxNode node) =>
        node.Ancestors().First(outer => outer is (MemberDeclarationSyntax and not GlobalStatementSyntax) or CompilationUnitSyntax);
}
