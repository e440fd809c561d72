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
    public static string Of(INamedTypeSymbol type) => Name(type);

    /// <summary>
    /// With what it stands in. A letter that no file name should have becomes <c>-</c> and its code. Of siblings that differ in case only, or
    /// that C# refuses after the generator ran (a class and a record of one name), all but the first get a number.
    /// </summary>
    private static string Name(INamespaceOrTypeSymbol part)
    {
        Members siblings = MembersOf.GetValue(Container(part)!, static container => new(container));
        string name = siblings.Prefix + Fit(part.MetadataName);
        int place = siblings.Place(part);
        return place == 0 ? name : $"{name}({place + 1})";
    }

    private static string Fit(string name) => name.All(IsFit)
        ? name
        : string.Concat(name.Select(letter => IsFit(letter) ? letter.ToString() : $"-{(int)letter:X4}"));

    private static bool IsFit(char letter) => char.IsLetterOrDigit(letter) || letter is '_' or '`';

    /// <summary>
    /// The types and namespaces of a container. Kept with the container, which is one compilation's: each model asks for those of its own at
    /// each keystroke.
    /// </summary>
    private static readonly ConditionalWeakTable<INamespaceOrTypeSymbol, Members> MembersOf = new();

    private sealed class Members
    {
        /// <summary>The places of those whose names, without regard to case, several have: the others' is 0.</summary>
        private readonly Dictionary<INamespaceOrTypeSymbol, int> _places = new(SymbolEqualityComparer.Default);

        public Members(INamespaceOrTypeSymbol container)
        {
            Prefix = container is INamespaceSymbol { IsGlobalNamespace: true } ? "" : Name(container) + (container.IsNamespace ? "." : "+");
            List<INamespaceOrTypeSymbol> members = container.GetMembers().OfType<INamespaceOrTypeSymbol>().ToList();
            HashSet<string> names = new(StringComparer.OrdinalIgnoreCase);
            List<INamespaceOrTypeSymbol> repeated = members.FindAll(member => !names.Add(member.MetadataName));
            foreach (string name in repeated.Select(member => member.MetadataName).Distinct(StringComparer.OrdinalIgnoreCase))
            {
                int place = 0;
                foreach (INamespaceOrTypeSymbol member in members
                    .Where(member => string.Equals(member.MetadataName, name, StringComparison.OrdinalIgnoreCase))
                    .OrderBy(member => member.IsNamespace)
                    .ThenBy(member => member.MetadataName, StringComparer.Ordinal))
                {
                    _places[member] = place++;
                }
            }
        }

        /// <summary>What stands before the names of the members.</summary>
        public string Prefix { get; }

        public int Place(INamespaceOrTypeSymbol member) => _places.Count > 0 && _places.TryGetValue(member, out int place) ? place : 0;
    }

    private static INamespaceOrTypeSymbol? Container(INamespaceOrTypeSymbol symbol) =>
        symbol.ContainingType ?? (INamespaceOrTypeSymbol?)symbol.ContainingNamespace;
}
