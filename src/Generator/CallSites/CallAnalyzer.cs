using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace ShapeGen.Generator.CallSites;

/// <summary>Hands each call of a generated method to the checks that know the method. One analyzer, as each one more costs at each keystroke.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class CallAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(
        CallSiteDescriptors.Length, CallSiteDescriptors.ScratchTooSmall, CallSiteDescriptors.ScratchOfAnotherModel, CallSiteDescriptors.LoadedAgain, CallSiteDescriptors.ResultIgnored);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();

        // Generated code is not analyzed. That reports in it are allowed changes nothing, but otherwise the compiler looks at each report whether it is in such code:
        // half a millisecond for the first one in a compilation.
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.ReportDiagnostics);
        context.RegisterCompilationStartAction(static start =>
        {
            if (CalledModels.Of(start.Compilation) is { } models)
            {
                start.RegisterOperationAction(operation => Check(operation, models), OperationKind.Invocation);
            }
        });
    }

    /// <summary>By the name first: nearly all calls are not ours.</summary>
    private static void Check(OperationAnalysisContext context, CalledModels models)
    {
        IInvocationOperation call = (IInvocationOperation)context.Operation;
        switch (call.TargetMethod.Name)
        {
            case "Forward":
                ForwardCheck.Run(context, call, models);
                break;
            case "Load":
                LoadCheck.Run(context, call, models);
                UnusedResultCheck.Run(context, call, models);
                break;
            default:
                UnusedResultCheck.Run(context, call, models);
                break;
        }
    }
}
