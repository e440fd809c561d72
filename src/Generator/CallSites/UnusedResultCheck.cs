using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace ShapeGen.Generator.CallSites;

/// <summary>Finds calls of generated methods whose result is dropped, although it is all that they are for.</summary>
internal static class UnusedResultCheck
{
    /// <summary>The methods, and what to do with their results.</summary>
    private static readonly IReadOnlyDictionary<string, string> Methods = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["Load"] = "keep the model that it returns, or remove the call",
        ["CreateRandom"] = "keep the model that it returns, or remove the call",
        ["WithThreads"] = "it returns another model and leaves this one as it is: call Forward on that",
        ["ScratchLength"] = "allocate as many floats and pass them as scratch, or remove the call",
        ["OutputLength"] = "allocate as many floats and pass them as output, or remove the call",
    };

    public static void Run(OperationAnalysisContext context, IInvocationOperation call, CalledModels models)
    {
        // Of a lambda's only expression the statement is implicit: what calls it may want nothing but the exception.
        if (call.Parent is IExpressionStatementOperation { IsImplicit: false } statement
            && Methods.TryGetValue(call.TargetMethod.Name, out string? advice)
            && models.Of(call, context.CancellationToken) is not null
            && !MayBeCaught(statement)
            && !ExpectedFailures.Contains(call))
        {
            context.ReportDiagnostic(Diagnostic.Create(
                CallSiteDescriptors.ResultIgnored, call.Syntax.GetLocation(), call.TargetMethod.ContainingType.Name, call.TargetMethod.Name, advice));
        }
    }

    /// <summary>Whether the call may be made to see if it throws: a file that is only checked.</summary>
    private static bool MayBeCaught(IOperation statement)
    {
        IOperation inner = statement;
        for (IOperation? outer = statement.Parent; outer is not null; inner = outer, outer = outer.Parent)
        {
            if (outer is ITryOperation { Catches.Length: > 0 } attempt && attempt.Body == inner)
            {
                return true;
            }
        }

        return false;
    }
}
