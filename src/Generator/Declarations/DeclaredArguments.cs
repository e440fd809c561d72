using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace ShapeGen.Generator.Declarations;

/// <summary>What <see cref="DeclaredMemo{T}"/> compares of a class: the constructors of its attributes and the values of their arguments. The names of the arguments are part of the class's text.</summary>
internal readonly struct DeclaredArguments
{
    private readonly List<IMethodSymbol> _constructors;

    private DeclaredArguments(List<IMethodSymbol> constructors, List<object?> values)
    {
        _constructors = constructors;
        Values = values;
    }

    public List<object?> Values { get; }

    /// <summary>The arguments of ShapeGen's attributes; null if one of them has an error.</summary>
    public static DeclaredArguments? Of(INamedTypeSymbol type)
    {
        List<IMethodSymbol> constructors = new(1);
        List<object?> values = new(8);
        foreach (AttributeData attribute in type.GetAttributes())
        {
            if (!ModuleKind.IsShapeGens(attribute))
            {
                continue;
            }

            if (attribute.AttributeConstructor is not { } constructor || !TryAdd(attribute.ConstructorArguments, values))
            {
                return null;
            }

            constructors.Add(constructor);
            // By index: the enumerators of an immutable array of the compiler's structs are in no image.
            for (int i = 0; i < attribute.NamedArguments.Length; i++)
            {
                if (!TryAdd(attribute.NamedArguments[i].Value, values))
                {
                    return null;
                }
            }
        }

        return new(constructors, values);
    }

    public bool Are(WeakReference<IMethodSymbol>[] constructors, object?[] values)
    {
        if (_constructors.Count != constructors.Length || Values.Count != values.Length)
        {
            return false;
        }

        // By reference: symbols of packages survive an edit.
        for (int i = 0; i < constructors.Length; i++)
        {
            if (!constructors[i].TryGetTarget(out IMethodSymbol constructor) || !ReferenceEquals(constructor, _constructors[i]))
            {
                return false;
            }
        }

        for (int i = 0; i < values.Length; i++)
        {
            if (!Equals(values[i], Values[i]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>A memo must not keep an old compilation alive.</summary>
    public WeakReference<IMethodSymbol>[] WeakConstructors() => [.. _constructors.Select(constructor => new WeakReference<IMethodSymbol>(constructor))];

    private static bool TryAdd(ImmutableArray<TypedConstant> constants, List<object?> values)
    {
        for (int i = 0; i < constants.Length; i++)
        {
            if (!TryAdd(constants[i], values))
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
                // Its length too, so that [a], [b, c] and [a, b], [c] differ.
                values.Add(constant.Values.Length);
                return TryAdd(constant.Values, values);
            default:
                return false;
        }
    }
}
