using System.Collections.Immutable;
using System.Runtime.CompilerServices;
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
    private static readonly ConditionalWeakTable<SyntaxNode, Entry> Entries = new();

    /// <summary>As <see cref="DeclarationReader.Read"/>.</summary>
    public static DeclarationResult? Read(GeneratorAttributeSyntaxContext context, ModuleKind kind, CancellationToken cancellation)
    {
        if (context is not { TargetSymbol: INamedTypeSymbol type, TargetNode: TypeDeclarationSyntax node }
            || !IsAllItsOwn(type, node)
            || Arguments.Of(type) is not { } arguments)
        {
            return DeclarationReader.Read(context, kind, cancellation);
        }

        bool isKnown = Entries.TryGetValue(node, out Entry known);
        if (isKnown && known.Kind == kind && arguments.Are(known.Constructors, known.Values) && FileStem.Of(type) == known.FileStem)
        {
            return known.Result;
        }

        DeclarationResult? result = DeclarationReader.Read(context, kind, cancellation);
        if (result is not null)
        {
            // Two threads may read one class at once, for two projects.
            lock (Entries)
            {
                Entries.Remove(node);
                Entries.Add(node, new(kind, arguments.WeakConstructors(), arguments.Values.ToArray(), FileStem.Of(type), result));
            }
        }

        return result;
    }

    /// <summary>Whether no other file can tell anything about the class, its arguments and its file's name apart.</summary>
    private static bool IsAllItsOwn(INamedTypeSymbol type, TypeDeclarationSyntax node) =>
        node is { Members.Count: 0, ParameterList: null }
        && type.ContainingType is null
        && type.DeclaringSyntaxReferences is { Length: 1 } parts && parts[0].GetSyntax() == node
        && (node.BaseList is null || type.BaseType is { SpecialType: SpecialType.System_Object });

    /// <summary>The names of arguments are in the text of the class; their values are compared.</summary>
    private readonly struct Arguments
    {
        private readonly List<IMethodSymbol> _constructors;

        private Arguments(List<IMethodSymbol> constructors, List<object?> values)
        {
            _constructors = constructors;
            Values = values;
        }

        public List<object?> Values { get; }

        /// <summary>Those of ShapeGen's attributes; null where one of them is not as it should be.</summary>
        public static Arguments? Of(INamedTypeSymbol type)
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

            // The very object: symbols of packages outlive an edit.
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
                    // Its length, so that two arrays are not taken for two others of the same elements.
                    values.Add(constant.Values.Length);
                    return TryAdd(constant.Values, values);
                default:
                    return false;
            }
        }
    }

    private sealed class Entry(ModuleKind kind, WeakReference<IMethodSymbol>[] constructors, object?[] values, string fileStem, DeclarationResult result)
    {
        public ModuleKind Kind { get; } = kind;

        public WeakReference<IMethodSymbol>[] Constructors { get; } = constructors;

        public object?[] Values { get; } = values;

        public string FileStem { get; } = fileStem;

        public DeclarationResult Result { get; } = result;
    }
}
