using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ShapeGen.Generator.CallSites;

/// <summary>Decides whether repeated code loads the same model each time.</summary>
internal static class LoadArguments
{
    /// <summary>Types whose static methods return the same result for the same arguments, as far as loading is concerned.</summary>
    private static readonly HashSet<string> PureTypes = new(StringComparer.Ordinal) { "Path", "File", "String", "SafetensorsFile" };

    /// <summary>True if the arguments of the call depend on nothing that the code changes.</summary>
    /// <param name="call">The call that loads the model.</param>
    /// <param name="code">The repeated code.</param>
    public static bool IsInvariant(IInvocationOperation call, SyntaxNode code) => call.Arguments.All(argument => IsInvariant(argument.Value, code));

    private static bool IsInvariant(IOperation value, SyntaxNode code) => value switch
    {
        { ConstantValue.HasValue: true } => true,
        IDefaultValueOperation or IInstanceReferenceOperation => true,
        ILocalReferenceOperation local => IsUnchanged(local.Local, code),
        IParameterReferenceOperation parameter => IsUnchanged(parameter.Parameter, code),
        IFieldReferenceOperation field => (field.Instance is null || IsInvariant(field.Instance, code)) && !LocalUses.IsWrittenIn(code, field.Field.Name),
        IPropertyReferenceOperation { Arguments.Length: 0 } property => (property.Instance is null || IsInvariant(property.Instance, code)) && !LocalUses.IsWrittenIn(code, property.Property.Name),
        IInvocationOperation { TargetMethod.IsStatic: true } invocation => PureTypes.Contains(invocation.TargetMethod.ContainingType.Name) && IsInvariant(invocation, code),
        IConversionOperation or IParenthesizedOperation or IBinaryOperation or IInterpolatedStringOperation or IInterpolationOperation or IInterpolatedStringTextOperation
            or IArrayCreationOperation or IArrayInitializerOperation => value.ChildOperations.All(child => IsInvariant(child, code)),
        _ => false,
    };

    /// <summary>True if a variable is declared outside of the code and never set in it.</summary>
    private static bool IsUnchanged(ISymbol variable, SyntaxNode code) =>
        variable.DeclaringSyntaxReferences.All(declaration => declaration.SyntaxTree != code.SyntaxTree || !code.Span.Contains(declaration.Span)) && !LocalUses.IsWrittenIn(code, variable.Name);
}
