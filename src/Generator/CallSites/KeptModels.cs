using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ShapeGen.Generator.CallSites;

/// <summary>A model that is put where the others find it, in place of the one before: loading it again is what the code is for.</summary>
internal static class KeptModels
{
    /// <param name="call">What loads the model.</param>
    /// <param name="code">The code that runs again and again.</param>
    public static bool Contain(IInvocationOperation call, SyntaxNode code)
    {
        IOperation value = call;
        while (value.Parent is IConversionOperation or IParenthesizedOperation or IAwaitOperation)
        {
            value = value.Parent;
        }

        return value.Parent switch
        {
            ISimpleAssignmentOperation assignment when assignment.Value == value => Outlives(assignment.Target, code),
            IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { Name: "Write" or "Exchange" or "CompareExchange", ContainingType.Name: "Volatile" or "Interlocked" } exchange } } => exchange.IsStatic,
            _ => false,
        };
    }

    private static bool Outlives(IOperation target, SyntaxNode code) => target switch
    {
        ILocalReferenceOperation local => local.Local.DeclaringSyntaxReferences.All(declared => !code.Span.Contains(declared.Span)),

        // The fields of what is made for each request go away with it.
        IMemberReferenceOperation member => member.Member.IsStatic || member.Instance is not IInstanceReferenceOperation || !RequestHandlers.IsMadeForEach(member.Member.ContainingType),
        _ => false,
    };
}
