using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using ShapeGen.Generator.Emission;

namespace ShapeGen.Generator.CallSites;

/// <summary>Finds models that are loaded again and again: in each turn of a loop, for each request.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class LoadAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(CallSiteDescriptors.LoadedAgain);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(static start =>
        {
            if (CalledModels.Of(start.Compilation) is { } models)
            {
                start.RegisterOperationAction(operation => Check(operation, models), OperationKind.Invocation);
            }
        });
    }

    private static void Check(OperationAnalysisContext context, CalledModels models)
    {
        IInvocationOperation call = (IInvocationOperation)context.Operation;
        if (call.TargetMethod is not { Name: "Load", IsStatic: true } method
            || models.Of(call, context.CancellationToken) is not { } model
            || ExpectedFailures.Contains(call)
            || RepeatedRuns.Find(call, context.ContainingSymbol, context.CancellationToken) is not { } repeated
            || !AlwaysTheSame.IsSo(call, repeated.Code))
        {
            return;
        }

        context.ReportDiagnostic(Diagnostic.Create(
            CallSiteDescriptors.LoadedAgain, call.Syntax.GetLocation(), [repeated.Code.GetLocation()], method.ContainingType.Name, repeated.When, Literals.Integer(model.ParameterCount), repeated.Advice));
    }
}
