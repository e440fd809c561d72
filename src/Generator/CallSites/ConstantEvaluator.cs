using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace ShapeGen.Generator.CallSites;

/// <summary>
/// Evaluates expressions at compile time: numbers, the lengths of spans and arrays, and the numbers in them. It follows variables that are set once.
/// Null if a value is not certain.
/// </summary>
/// <param name="models">The models of the compilation.</param>
/// <param name="semantics">The semantic model of the file.</param>
/// <param name="cancellation">Cancels.</param>
internal sealed class ConstantEvaluator(CalledModels models, SemanticModel semantics, CancellationToken cancellation)
{
    /// <summary>Limit for a chain of variables: in wrong code, it may be a cycle.</summary>
    private const int MaxSteps = 20;

    private readonly Dictionary<ISymbol, bool> _setOnce = new(SymbolEqualityComparer.Default);

    private int _steps;

    /// <summary>A number.</summary>
    public long? Number(IOperation? value)
    {
        if (value is { ConstantValue: { HasValue: true, Value: { } constant } })
        {
            return constant is int or long or short or byte or sbyte or ushort or uint ? Convert.ToInt64(constant, CultureInfo.InvariantCulture) : null;
        }

        switch (value)
        {
            case IConversionOperation conversion:
                return Number(conversion.Operand);
            case IParenthesizedOperation parenthesized:
                return Number(parenthesized.Operand);
            case ILocalReferenceOperation or IFieldReferenceOperation:
                return Follow(value, Number);
            case IBinaryOperation binary:
                return Number(binary.LeftOperand) is { } left && Number(binary.RightOperand) is { } right ? Compute(binary.OperatorKind, left, right) : null;
            case IPropertyReferenceOperation { Property.Name: "Length", Instance: { } instance }:
                return Length(instance);
            case IInvocationOperation { TargetMethod: { Name: "Max" or "Min", ContainingType: { Name: "Math", ContainingNamespace.Name: "System" } } } choice when choice.Arguments.Length == 2:
                return Number(choice.Arguments[0].Value) is { } one && Number(choice.Arguments[1].Value) is { } other
                    ? choice.TargetMethod.Name == "Max" ? Math.Max(one, other) : Math.Min(one, other)
                    : null;
            case IInvocationOperation { TargetMethod.Name: "OutputLength" } call:
                return OutputLength(call);
            default:
                return null;
        }
    }

    /// <summary>The number of elements in a span or an array. Where it is negative, the expression throws.</summary>
    public long? Length(IOperation? value) => AnyLength(value) is >= 0 and var length ? length : null;

    private long? AnyLength(IOperation? value)
    {
        switch (value)
        {
            case null:
                return null;
            case IConversionOperation conversion:
                return Length(conversion.Operand);
            case IParenthesizedOperation parenthesized:
                return Length(parenthesized.Operand);
            case ILocalReferenceOperation or IFieldReferenceOperation:
                return Follow(value, Length);
            case IArrayCreationOperation { DimensionSizes.Length: 1 } array:
                return Number(array.DimensionSizes[0]);
            case IDefaultValueOperation when IsSpan(value.Type):
            case IPropertyReferenceOperation { Property: { Name: "Empty", IsStatic: true } } when IsSpan(value.Type):
                return 0;
            case IObjectCreationOperation creation when IsSpan(creation.Type):
                return creation.Arguments.Length switch
                {
                    0 => 0,
                    1 when creation.Arguments[0].Value.Type is IArrayTypeSymbol => Length(creation.Arguments[0].Value),
                    3 => Number(creation.Arguments[2].Value),
                    _ => null,
                };
            case IInvocationOperation call:
                return LengthOf(call);
            case IImplicitIndexerReferenceOperation { Argument: IRangeOperation range } slice:
                return Range(range, slice.Instance);
            case IArrayElementReferenceOperation { Indices.Length: 1 } slice when slice.Indices[0] is IRangeOperation range:
                return Range(range, slice.ArrayReference);
        }

        return value.Syntax switch
        {
            StackAllocArrayCreationExpressionSyntax stack => stack.Initializer?.Expressions.Count ?? Number(Size(stack)),
            ImplicitStackAllocArrayCreationExpressionSyntax stack => stack.Initializer.Expressions.Count,
            CollectionExpressionSyntax collection when collection.Elements.All(element => element is ExpressionElementSyntax) => collection.Elements.Count,
            _ => null,
        };
    }

    /// <summary>The numbers in a span or an array whose elements are never assigned.</summary>
    public IReadOnlyList<long>? Numbers(IOperation? value)
    {
        switch (value)
        {
            case null:
                return null;
            case IConversionOperation conversion:
                return Numbers(conversion.Operand);
            case IParenthesizedOperation parenthesized:
                return Numbers(parenthesized.Operand);
            case ILocalReferenceOperation { Local: var local }:
                return Follow(value, Numbers) is { } numbers && IsOnlyRead(local) ? numbers : null;
            case IArrayCreationOperation { DimensionSizes.Length: 1, Initializer: { } initializer }:
                return All(initializer.ElementValues.Select(Number));
        }

        IEnumerable<ExpressionSyntax>? elements = value.Syntax switch
        {
            StackAllocArrayCreationExpressionSyntax { Initializer: { } initializer } => initializer.Expressions,
            ImplicitStackAllocArrayCreationExpressionSyntax stack => stack.Initializer.Expressions,
            CollectionExpressionSyntax collection when collection.Elements.All(element => element is ExpressionElementSyntax) =>
                collection.Elements.Cast<ExpressionElementSyntax>().Select(element => element.Expression),
            _ => null,
        };
        return elements is null ? null : All(elements.Select(element => Number(semantics.GetOperation(element, cancellation))));
    }

    /// <summary>The call of a generated <c>ScratchLength</c> that gives an array its length, or null.</summary>
    public IInvocationOperation? ScratchLength(IOperation? value)
    {
        switch (value)
        {
            case IConversionOperation conversion:
                return ScratchLength(conversion.Operand);
            case IParenthesizedOperation parenthesized:
                return ScratchLength(parenthesized.Operand);
            case ILocalReferenceOperation or IFieldReferenceOperation:
                return Follow(value, ScratchLength);
            case IArrayCreationOperation { DimensionSizes.Length: 1 } array:
                return ScratchLength(array.DimensionSizes[0]);
            case IInvocationOperation { TargetMethod.Name: "AsSpan" } call when call.Arguments.Length == 1:
                return ScratchLength(call.Arguments[0].Value);
            case IInvocationOperation { TargetMethod: { Name: "ScratchLength", IsStatic: true } } call:
                return models.Of(call, cancellation) is null ? null : call;
        }

        return value?.Syntax is StackAllocArrayCreationExpressionSyntax { Initializer: null } stack ? ScratchLength(Size(stack)) : null;
    }

    /// <summary>The size of a <c>stackalloc</c>: it has no operation with it.</summary>
    private IOperation? Size(StackAllocArrayCreationExpressionSyntax stack) =>
        stack.Type is ArrayTypeSyntax { RankSpecifiers.Count: 1 } array && array.RankSpecifiers[0].Sizes.FirstOrDefault() is { } size ? semantics.GetOperation(size, cancellation) : null;

    /// <summary>The argument for a parameter, or null where the call omits it.</summary>
    public static IOperation? Argument(IInvocationOperation call, string parameter)
    {
        foreach (IArgumentOperation argument in call.Arguments)
        {
            if (argument.Parameter?.Name == parameter)
            {
                return argument.Value;
            }
        }

        return null;
    }

    private static bool IsSpan(ITypeSymbol? type) => type is INamedTypeSymbol { Name: "Span" or "ReadOnlySpan", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } };

    private static long? Compute(BinaryOperatorKind kind, long left, long right)
    {
        try
        {
            return kind switch
            {
                BinaryOperatorKind.Add => checked(left + right),
                BinaryOperatorKind.Subtract => checked(left - right),
                BinaryOperatorKind.Multiply => checked(left * right),
                BinaryOperatorKind.Divide when right != 0 => left / right,
                _ => null,
            };
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    private static IReadOnlyList<long>? All(IEnumerable<long?> numbers)
    {
        List<long> known = [];
        foreach (long? number in numbers)
        {
            if (number is not { } value)
            {
                return null;
            }

            known.Add(value);
        }

        return known;
    }

    private long? LengthOf(IInvocationOperation call)
    {
        IMethodSymbol method = call.TargetMethod;
        string type = method.ContainingType.Name;
        return (method.Name, type) switch
        {
            ("AsSpan", "MemoryExtensions") => call.Arguments.Length switch
            {
                1 => Length(call.Arguments[0].Value),
                2 when method.Parameters[1].Type.SpecialType == SpecialType.System_Int32 => Length(call.Arguments[0].Value) - Number(call.Arguments[1].Value),
                3 => Number(call.Arguments[2].Value),
                _ => null,
            },
            ("Slice", "Span" or "ReadOnlySpan") => call.Arguments.Length == 2 ? Number(call.Arguments[1].Value) : Length(call.Instance) - Number(call.Arguments[0].Value),
            ("ToArray", "Span" or "ReadOnlySpan") => Length(call.Instance),
            ("AllocateArray" or "AllocateUninitializedArray", "GC") => Number(call.Arguments[0].Value),
            ("Empty", "Array") => 0,
            _ => null,
        };
    }

    private long? Range(IRangeOperation range, IOperation of)
    {
        long? start = range.LeftOperand is null ? 0 : Position(range.LeftOperand, of);
        long? end = range.RightOperand is null ? Length(of) : Position(range.RightOperand, of);
        return end - start;
    }

    private long? Position(IOperation index, IOperation of) => index switch
    {
        IConversionOperation conversion => Position(conversion.Operand, of),
        IUnaryOperation { OperatorKind: UnaryOperatorKind.Hat } fromEnd => Length(of) - Number(fromEnd.Operand),
        _ => Number(index),
    };

    /// <summary>The result of a generated <c>OutputLength</c>; null also where it throws.</summary>
    private long? OutputLength(IInvocationOperation call)
    {
        if (models.Of(call, cancellation) is not { } model)
        {
            return null;
        }

        if (Argument(call, "lengths") is { } lengths)
        {
            return model.Form.IsPooled ? Length(lengths) * model.OutputWidth
                : Numbers(lengths) is { } numbers && numbers.All(rows => rows >= model.MinRows) ? numbers.Sum(model.TokensOf) * model.OutputWidth
                : null;
        }

        long? tokens = model.Form.IsPooled ? 1
            : model.Tokens is { } count ? count
            : Number(Argument(call, "tokens")) is { } rows && rows >= model.MinRows ? model.TokensOf(rows)
            : null;
        return Number(Argument(call, "batch")) is > 0 and var batch ? batch * tokens * model.OutputWidth : null;
    }

    /// <summary>True if a variable is only passed to models, which do not change its elements.</summary>
    private bool IsOnlyRead(ILocalSymbol local) =>
        local.DeclaringSyntaxReferences.Length == 1
        && LocalUses.Names(local.DeclaringSyntaxReferences[0].GetSyntax(cancellation), local.Name).All(name => name.Parent switch
        {
            ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax call } =>
                semantics.GetOperation(call, cancellation) is IInvocationOperation { TargetMethod.Name: "Forward" or "OutputLength" } given && models.Of(given, cancellation) is not null,
            MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Length" } access => access.Expression == name,
            _ => false,
        });

    private T? Follow<T>(IOperation reference, Func<IOperation?, T?> read)
    {
        ISymbol variable = reference is ILocalReferenceOperation local ? local.Local : ((IFieldReferenceOperation)reference).Field;
        if (_steps == MaxSteps || LocalUses.DeclaredValue(variable, semantics.SyntaxTree, cancellation) is not { } value)
        {
            return default;
        }

        _steps++;
        T? known = semantics.GetOperation(value, cancellation) is { } operation ? read(operation) : default;
        _steps--;

        // In this order: most values are unknown, and searching the code for assignments takes longer.
        return known is not null && IsSetOnce(variable) ? known : default;
    }

    /// <summary>Cached, as a call often passes one variable several times.</summary>
    private bool IsSetOnce(ISymbol variable)
    {
        if (!_setOnce.TryGetValue(variable, out bool isSetOnce))
        {
            _setOnce.Add(variable, isSetOnce = LocalUses.IsSetOnce(variable, cancellation));
        }

        return isSetOnce;
    }
}
