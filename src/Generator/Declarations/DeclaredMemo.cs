using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace ShapeGen.Generator.Declarations;

/// <summary>Caches a result for a class by its syntax node, for as long as the node lives. The result is valid while the arguments of its attributes are unchanged.</summary>
internal sealed class DeclaredMemo<T>
{
    private readonly ConditionalWeakTable<SyntaxNode, Entry> _entries = new();

    public bool TryGet(SyntaxNode node, DeclaredArguments arguments, out T? value)
    {
        bool isKnown = _entries.TryGetValue(node, out Entry known) && arguments.Are(known.Constructors, known.Values);
        value = isKnown ? known.Value : default;
        return isKnown;
    }

    public void Set(SyntaxNode node, DeclaredArguments arguments, T value)
    {
        // Two threads may read the same class at once, for two projects.
        lock (_entries)
        {
            _entries.Remove(node);
            _entries.Add(node, new(arguments.WeakConstructors(), arguments.Values.ToArray(), value));
        }
    }

    private sealed class Entry(WeakReference<IMethodSymbol>[] constructors, object?[] values, T value)
    {
        public WeakReference<IMethodSymbol>[] Constructors { get; } = constructors;

        public object?[] Values { get; } = values;

        public T Value { get; } = value;
    }
}
