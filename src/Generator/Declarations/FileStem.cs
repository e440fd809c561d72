using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace ShapeGen.Generator.Declarations;

/// <summary>What the files of a model are called: two of one name are an exception inside the compiler, and all models of the project are lost.</summary>
internal static class FileStem
{
    /// <summary>
    /// The type's name in metadata, <c>Namespace.Outer+Inner</c>, made fit for a file name. Two types never have the same one, nor one that
    /// differs in case only. Nor is one the stem of another with a suffix behind it: a dot follows namespaces only, and what stands beside a
    /// namespace is never called like it.
    /// </summary>
    public static string Of(INamedTypeSymbol type)
    {
        string stem = Name(type);
        for (INamespaceOrTypeSymbol? outer = Container(type); outer is not (null or INamespaceSymbol { IsGlobalNamespace: true }); outer = Container(outer))
        {
            stem = Name(outer) + (outer.IsNamespace ? "." : "+") + stem;
        }

        return stem;
    }

    /// <summary>
    /// A letter that no file name should have becomes <c>-</c> and its code. Of siblings that differ in case only, or that C# refuses after
    /// the generator ran (a class and a record of one name), all but the first get a number.
    /// </summary>
    private static string Name(INamespaceOrTypeSymbol part)
    {
        string name = string.Concat(part.MetadataName.Select(letter =>
            char.IsLetterOrDigit(letter) || letter is '_' or '`' ? letter.ToString() : $"-{(int)letter:X4}"));
        int place = Siblings.GetValue(Container(part)!, container => new(container))[part.MetadataName]
            .OrderBy(sibling => sibling.IsNamespace)
            .ThenBy(sibling => sibling.MetadataName, StringComparer.Ordinal)
            .TakeWhile(sibling => !SymbolEqualityComparer.Default.Equals(sibling, part))
            .Count();
        return place == 0 ? name : $"{name}({place + 1})";
    }

    /// <summary>
    /// The types and namespaces of a container by name, without regard to case. Kept with the container, which is one compilation's: each model
    /// asks for those of its own at each keystroke.
    /// </summary>
    private static readonly ConditionalWeakTable<INamespaceOrTypeSymbol, MembersByName> Siblings = new();

    private sealed class MembersByName(INamespaceOrTypeSymbol container)
    {
        private readonly ILookup<string, INamespaceOrTypeSymbol> _members =
            container.GetMembers().OfType<INamespaceOrTypeSymbol>().ToLookup(member => member.MetadataName, StringComparer.OrdinalIgnoreCase);

        public IEnumerable<INamespaceOrTypeSymbol> this[string name] => _members[name];
    }

    private static INamespaceOrTypeSymbol? Container(INamespaceOrTypeSymbol symbol) =>
        symbol.ContainingType ?? (INamespaceOrTypeSymbol?)symbol.ContainingNamespace;
}
