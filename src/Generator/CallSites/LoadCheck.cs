using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using ShapeGen.Generator.Common;

namespace ShapeGen.Generator.CallSites;

/// <summary>Finds models that are loaded again and again: in each iteration of a loop, or for each request.</summary>
internal static class LoadCheck
{
    public static void Run(OperationAnalysisContext context, IInvocationOperation call, CalledModels models)
    {
        if (call.TargetMethod is not { IsStatic: true } method
            || models.Of(call, context.CancellationToken) is not { } model
            || ExpectedFailures.Contains(call)
            || RepeatedCode.Around(call, context.ContainingSymbol, context.CancellationToken) is not { } repeated
            || !LoadArguments.IsInvariant(call, repeated.Code))
        {
            return;
        }

        context.ReportDiagnostic(Diagnostic.Create(
            CallSiteDescriptors.LoadedAgain, call.Syntax.GetLocation(), [repeated.Code.GetLocation()], method.ContainingType.Name, repeated.When, Literals.Integer(model.ParameterCount), repeated.Advice));
    }
}
