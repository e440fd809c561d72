using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace ShapeGen.Generator.Declarations;

/// <summary>The names of a model's generated files. Two files of the same name throw inside the compiler, and all models of the project are lost.</summary>
internal static class FileStem
{
    /// <summary>
    /// The type's metadata name, <c>Namespace.Outer+Inner</c>, made valid as a file name. Two types never get the same name, nor names that
    /// differ only in case. No name is another one with a suffix either: a dot follows only a namespace, and no sibling has the name of a
    /// namespace.
    /// </summary>
    public static string Of(INamedTypeSymbol type) => Name(type);

    /// <summary>
    /// The name with that of its container. A character that does not belong in a file name becomes <c>-</c> and its code. Of siblings that differ
    /// only in case, or that C# rejects later (a class and a record of the same name), all but the first get a number.
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
    /// The types and namespaces of a container, cached with the container, which belongs to one compilation: every model asks for them at every
    /// keystroke.
    /// </summary>
    private static readonly ConditionalWeakTable<INamespaceOrTypeSymbol, Members> MembersOf = new();

    private sealed class Members
    {
        /// <summary>The places of members whose names several members share, ignoring case. All others have place 0.</summary>
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

        /// <summary>The prefix of the members' names.</summary>
        public string Prefix { get; }

        public int Place(INamespaceOrTypeSymbol member) => _places.Count > 0 && _places.TryGetValue(member, out int place) ? place : 0;
    }

    private static INamespaceOrTypeSymbol? Container(INamespaceOrTypeSymbol symbol) =>
        symbol.ContainingType ?? (INamespaceOrTypeSymbol?)symbol.ContainingNamespace;
}
