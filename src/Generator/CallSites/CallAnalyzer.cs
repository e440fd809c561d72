using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace ShapeGen.Generator.CallSites;

/// <summary>Passes each call of a generated method to the checks for that method. It is one analyzer, as each analyzer costs time at each keystroke.</summary>
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

        // Generated code is not analyzed, so nothing is reported in it. Without the flag, the compiler would check that for each report, which takes half a
        // millisecond for the first one in a compilation.
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.ReportDiagnostics);
        context.RegisterCompilationStartAction(static start =>
        {
            if (CalledModels.AreIn(start.Compilation))
            {
                CalledModels models = new();
                start.RegisterOperationAction(operation => Check(operation, models), OperationKind.Invocation);
            }
        });
    }

    /// <summary>Compares names first, as nearly all calls are of other methods.</summary>
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
