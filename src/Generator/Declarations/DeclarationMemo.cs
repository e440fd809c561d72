using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ShapeGen.Generator.Declarations;

/// <summary>
/// Remembers what was read from a class. The compiler asks about every attributed class at each keystroke anywhere, as an edit elsewhere may
/// change what it means. For most classes little can have changed, and comparing that is many times cheaper than reading again.
/// </summary>
/// <remarks>
/// A class is remembered where all that <see cref="DeclarationReader"/> looks at is its own text, which has not changed where the node is the
/// same one, and what this memo compares: the values of its arguments, which may be constants of other files; the attributes' constructors, which
/// may be another package's; and the names beside it, on which its file's name depends. Classes of several parts, nested ones, those with members
/// or a base class are read again: what they depend on stands elsewhere.
/// </remarks>
internal static class DeclarationMemo
{
    private static readonly DeclaredMemo<Entry> Memo = new();

    /// <summary>As <see cref="DeclarationReader.Read"/>.</summary>
    public static DeclarationResult? Read(GeneratorAttributeSyntaxContext context, ModuleKind kind, CancellationToken cancellation)
    {
        if (context is not { TargetSymbol: INamedTypeSymbol type, TargetNode: TypeDeclarationSyntax node }
            || !IsAllItsOwn(type, node)
            || DeclaredArguments.Of(type) is not { } arguments)
        {
            return DeclarationReader.Read(context, kind, cancellation);
        }

        if (Memo.TryGet(node, arguments, out Entry? known) && known!.Kind == kind && FileStem.Of(type) == known.FileStem)
        {
            return known.Result;
        }

        DeclarationResult? result = DeclarationReader.Read(context, kind, cancellation);
        if (result is not null)
        {
            Memo.Set(node, arguments, new(kind, FileStem.Of(type), result));
        }

        return result;
    }

    /// <summary>Whether no other file can tell anything about the class, its arguments and its file's name apart.</summary>
    private static bool IsAllItsOwn(INamedTypeSymbol type, TypeDeclarationSyntax node) =>
        node is { Members.Count: 0, ParameterList: null }
        && type.ContainingType is null
        && type.DeclaringSyntaxReferences is { Length: 1 } parts && parts[0].GetSyntax() == node
        && (node.BaseList is null || type.BaseType is { SpecialType: SpecialType.System_Object });

    private sealed class Entry(ModuleKind kind, string fileStem, DeclarationResult result)
    {
        public ModuleKind Kind { get; } = kind;

        public string FileStem { get; } = fileStem;

        public DeclarationResult Result { get; } = result;
    }
}
