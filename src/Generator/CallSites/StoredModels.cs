using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ShapeGen.Generator.CallSites;

/// <summary>Decides whether a model replaces one that other code uses: then it is loaded again on purpose.</summary>
internal static class StoredModels
{
    /// <summary>True if the loaded model, or an object that gets it, is stored where it outlives one run of the code.</summary>
    /// <param name="call">The call that loads the model.</param>
    /// <param name="code">The repeated code.</param>
    public static bool IsStored(IInvocationOperation call, SyntaxNode code)
    {
        IOperation value = call;
        while (value.Parent is IConversionOperation or IParenthesizedOperation or IAwaitOperation or IInvocationOperation { TargetMethod.Name: "WithThreads" }
            or IObjectCreationOperation or IArgumentOperation { Parent: IObjectCreationOperation }
            or IObjectOrCollectionInitializerOperation or ISimpleAssignmentOperation { Parent: IObjectOrCollectionInitializerOperation })
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

        // The fields of a controller live for one request.
        IMemberReferenceOperation member => member.Member.IsStatic || member.Instance is not IInstanceReferenceOperation || !RequestHandlers.IsController(member.Member.ContainingType),
        _ => false,
    };
}
