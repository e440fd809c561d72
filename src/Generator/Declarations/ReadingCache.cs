using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace ShapeGen.Generator.Declarations;

/// <summary>
/// Caches what was read of a class. After each keystroke the compiler asks again about every attributed class, as an edit of another file may change its
/// meaning; comparing what can have changed is many times cheaper than reading the class.
/// </summary>
/// <remarks>
/// The key is a syntax node: the same object means the same text, including the names of the attributes' arguments. Compared are the values of the arguments,
/// which may be constants of other files, and the attributes' constructors, as a name may mean another attribute. Whatever else is read must be in the node,
/// or compared as <c>others</c>.
/// </remarks>
internal sealed class ReadingCache<T>
    where T : class
{
    private readonly ConditionalWeakTable<SyntaxNode, Entry> _entries = new();

    /// <param name="type">The class.</param>
    /// <param name="node">The node that contains the text that is read.</param>
    /// <param name="read">Reads the class; null is not cached.</param>
    /// <param name="others">What else the result depends on.</param>
    public T? GetOrRead(INamedTypeSymbol type, SyntaxNode node, Func<T?> read, params object[] others)
    {
        List<IMethodSymbol> constructors = [];
        List<object?> values = [.. others];
        if (!TryAddAttributes(type, constructors, values))
        {
            return read();
        }

        if (_entries.TryGetValue(node, out Entry known) && known.IsOf(constructors, values))
        {
            return known.Value;
        }

        T? value = read();
        if (value is not null)
        {
            // Two projects may share a file, and be read by two threads.
            lock (_entries)
            {
                _entries.Remove(node);
                _entries.Add(node, new(constructors, values, value));
            }
        }

        return value;
    }

    /// <returns>False if an attribute of ShapeGen is incomplete.</returns>
    private static bool TryAddAttributes(INamedTypeSymbol type, List<IMethodSymbol> constructors, List<object?> values)
    {
        foreach (AttributeData attribute in type.GetAttributes())
        {
            if (!ClassAttributes.IsShapeGens(attribute))
            {
                continue;
            }

            if (attribute.AttributeConstructor is not { } constructor || !TryAdd(attribute.ConstructorArguments, values))
            {
                return false;
            }

            constructors.Add(constructor);
            foreach (KeyValuePair<string, TypedConstant> argument in attribute.NamedArguments)
            {
                if (!TryAdd(argument.Value, values))
                {
                    return false;
                }
            }
        }

        return true;
    }

    private static bool TryAdd(ImmutableArray<TypedConstant> constants, List<object?> values)
    {
        foreach (TypedConstant constant in constants)
        {
            if (!TryAdd(constant, values))
            {
                return false;
            }
        }

        return true;
    }

    private static bool TryAdd(TypedConstant constant, List<object?> values)
    {
        switch (constant.Kind)
        {
            case TypedConstantKind.Primitive:
            case TypedConstantKind.Enum:
                values.Add(constant.Value);
                return true;
            case TypedConstantKind.Array when !constant.IsNull:
                // The length separates the elements of two arrays.
                values.Add(constant.Values.Length);
                return TryAdd(constant.Values, values);
            default:
                return false;
        }
    }

    private sealed class Entry(List<IMethodSymbol> constructors, List<object?> values, T value)
    {
        /// <summary>Weak, as a symbol keeps its compilation alive.</summary>
        private readonly WeakReference<IMethodSymbol>[] _constructors = [.. constructors.Select(constructor => new WeakReference<IMethodSymbol>(constructor))];

        public T Value { get; } = value;

        public bool IsOf(List<IMethodSymbol> current, List<object?> currentValues)
        {
            if (_constructors.Length != current.Count || !values.SequenceEqual(currentValues))
            {
                return false;
            }

            // The same object: a package's symbols outlive an edit.
            for (int i = 0; i < current.Count; i++)
            {
                if (!_constructors[i].TryGetTarget(out IMethodSymbol constructor) || !ReferenceEquals(constructor, current[i]))
                {
                    return false;
                }
            }

            return true;
        }
    }
}
