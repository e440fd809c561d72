using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ShapeGen.Generator.CallSites;

/// <summary>Whether a call loads the same model each time that some code runs: its arguments depend on nothing that changes there.</summary>
internal static class AlwaysTheSame
{
    /// <summary>Types whose static methods give the same result for the same arguments, as far as loading is concerned.</summary>
    private static readonly HashSet<string> Repeatable = new(StringComparer.Ordinal) { "Path", "File", "String", "SafetensorsFile" };

    public static bool IsSo(IInvocationOperation call, SyntaxNode code) => call.Arguments.All(argument => IsSame(argument.Value, code));

    private static bool IsSame(IOperation value, SyntaxNode code) => value switch
    {
        { ConstantValue.HasValue: true } => true,
        IDefaultValueOperation or IInstanceReferenceOperation => true,
        ILocalReferenceOperation local => IsUnchanged(local.Local, code),
        IParameterReferenceOperation parameter => IsUnchanged(parameter.Parameter, code),
        IFieldReferenceOperation field => (field.Instance is null || IsSame(field.Instance, code)) && !LocalUses.IsWrittenIn(code, field.Field.Name),
        IPropertyReferenceOperation { Arguments.Length: 0 } property => (property.Instance is null || IsSame(property.Instance, code)) && !LocalUses.IsWrittenIn(code, property.Property.Name),
        IInvocationOperation { TargetMethod.IsStatic: true } invocation => Repeatable.Contains(invocation.TargetMethod.ContainingType.Name) && invocation.Arguments.All(argument => IsSame(argument.Value, code)),
        IConversionOperation or IParenthesizedOperation or IBinaryOperation or IInterpolatedStringOperation or IInterpolationOperation or IInterpolatedStringTextOperation
            or IArrayCreationOperation or IArrayInitializerOperation => value.ChildOperations.All(child => IsSame(child, code)),
        _ => false,
    };

    /// <summary>Whether a variable is declared outside of the code and never set in it.</summary>
    private static bool IsUnchanged(ISymbol variable, SyntaxNode code) =>
        variable.DeclaringSyntaxReferences.All(declaration => declaration.SyntaxTree != code.SyntaxTree || !code.Span.Contains(declaration.Span)) && !LocalUses.IsWrittenIn(code, variable.Name);
}
