using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ShapeGen.Generator.Common;

namespace ShapeGen.Generator.CallSites;

/// <summary>Another length for an array, a span or a <c>stackalloc</c>, which a code fix writes in place of its size. A diagnostic carries it as properties and a location.</summary>
internal static class SizeEdit
{
    /// <summary>Placeholder for the name of the model, which depends on the file's usings.</summary>
    public const string ModelPlace = "{0}";

    /// <summary>Placeholder for <c>System.Math</c>.</summary>
    public const string MathPlace = "{1}";

    private const string Key = "Size";
    private const string TypeKey = "SizeType";

    /// <summary>The constants with which a model may name a width.</summary>
    private static readonly string[] Widths = ["Embed", "Dim", "In", "Out"];

    public static ImmutableDictionary<string, string?> ToProperties(INamedTypeSymbol model, IEnumerable<string> sizes) =>
        sizes.Select((size, index) => new KeyValuePair<string, string?>(Key + Literals.Integer(index), size)).ToImmutableDictionary().Add(TypeKey, MetadataName(model));

    /// <summary>The sizes, and the metadata name of the model for <see cref="ModelPlace"/>.</summary>
    public static (IReadOnlyList<string> Sizes, string Model) From(ImmutableDictionary<string, string?> properties)
    {
        List<string> sizes = [];
        while (properties.TryGetValue(Key + Literals.Integer(sizes.Count), out string? size) && size is not null)
        {
            sizes.Add(size);
        }

        return (sizes, sizes.Count == 0 ? "" : properties[TypeKey]!);
    }

    /// <summary>The metadata name; neither models nor their containing types are generic.</summary>
    private static string MetadataName(INamedTypeSymbol type) =>
        type.ContainingType is { } outer ? $"{MetadataName(outer)}+{type.MetadataName}"
        : type.ContainingNamespace is { IsGlobalNamespace: false } inside ? $"{inside.ToDisplayString()}.{type.MetadataName}"
        : type.MetadataName;

    /// <summary>The elements of rows, with the model's constant for the width if it has one.</summary>
    public static string Rows(INamedTypeSymbol model, long rows, long width)
    {
        string? name = Widths.FirstOrDefault(name => model.GetMembers(name).OfType<IFieldSymbol>().Any(field => field is { IsConst: true, ConstantValue: int value } && value == width));
        return width == 1 || name is null ? Literals.Integer(rows * width) : rows == 1 ? $"{ModelPlace}.{name}" : $"{Literals.Integer(rows)} * {ModelPlace}.{name}";
    }

    /// <summary>The size expression of a value or of the initializer of its variable; null if it is not in this file.</summary>
    public static ExpressionSyntax? Of(IOperation value, SemanticModel semantics, CancellationToken cancellation)
    {
        ExpressionSyntax? declared = value switch
        {
            IConversionOperation conversion => Of(conversion.Operand, semantics, cancellation),
            ILocalReferenceOperation local => Created(LocalUses.OnlyValue(local.Local, semantics.SyntaxTree, cancellation)),
            IFieldReferenceOperation field => Created(LocalUses.OnlyValue(field.Field, semantics.SyntaxTree, cancellation)),
            _ => Created(value.Syntax as ExpressionSyntax),
        };
        return declared?.SyntaxTree == semantics.SyntaxTree ? declared : null;
    }

    /// <summary>True if other calls may use the same array.</summary>
    public static bool IsShared(IOperation value, CancellationToken cancellation)
    {
        while (value is IConversionOperation conversion)
        {
            value = conversion.Operand;
        }

        return value is IFieldReferenceOperation
            || value is ILocalReferenceOperation { Local: var local } && LocalUses.Names(local.DeclaringSyntaxReferences[0].GetSyntax(cancellation), local.Name).Count() > 1;
    }

    private static ExpressionSyntax? Created(ExpressionSyntax? expression) => expression switch
    {
        ArrayCreationExpressionSyntax { Initializer: null, Type: { RankSpecifiers.Count: 1 } array } when array.RankSpecifiers[0].Sizes.Count == 1 => array.RankSpecifiers[0].Sizes[0],
        StackAllocArrayCreationExpressionSyntax { Initializer: null, Type: ArrayTypeSyntax { RankSpecifiers.Count: 1 } stack } => stack.RankSpecifiers[0].Sizes[0],
        ParenthesizedExpressionSyntax parenthesized => Created(parenthesized.Expression),
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "AllocateArray" or "AllocateUninitializedArray" }, ArgumentList.Arguments.Count: > 0 } call => call.ArgumentList.Arguments[0].Expression,
        _ => null,
    };
}
