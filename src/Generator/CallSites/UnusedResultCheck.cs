using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace ShapeGen.Generator.CallSites;

/// <summary>Finds calls of generated methods whose result is not used, although they do nothing else.</summary>
internal static class UnusedResultCheck
{
    /// <summary>The methods, and what to do with their results, for the message.</summary>
    private static readonly IReadOnlyDictionary<string, string> Methods = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["Load"] = "keep the returned model, or remove the call",
        ["CreateRandom"] = "keep the returned model, or remove the call",
        ["WithThreads"] = "it returns another model and does not change this one: call Forward on the returned one",
        ["ScratchLength"] = "allocate that many floats and pass them as scratch, or remove the call",
        ["OutputLength"] = "allocate that many floats and pass them as output, or remove the call",
    };

    public static void Run(OperationAnalysisContext context, IInvocationOperation call, CalledModels models)
    {
        // The statement of an expression-bodied lambda is implicit: its caller may only want the exception.
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

    /// <summary>True if an exception of the call is caught: it may only check a file.</summary>
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
