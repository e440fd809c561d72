using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace ShapeGen.Generator.CallSites;

/// <summary>Finds calls of <c>Forward</c> that will throw: lengths that are known before the program runs and cannot be right, and scratch that is too small.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ForwardAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
        ImmutableArray.Create(CallSiteDescriptors.Length, CallSiteDescriptors.ScratchTooSmall, CallSiteDescriptors.ScratchOfAnotherModel);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(static start =>
        {
            if (CalledModels.IsReferencedBy(start.Compilation))
            {
                CalledModels models = new();
                start.RegisterOperationAction(operation => Check(operation, models), OperationKind.Invocation);
            }
        });
    }

    private static void Check(OperationAnalysisContext context, CalledModels models)
    {
        IInvocationOperation call = (IInvocationOperation)context.Operation;
        if (call.TargetMethod is not { Name: "Forward", IsStatic: false, Parameters.Length: > 1 } method
            || models.Of(call, context.CancellationToken) is not { } model
            || call.SemanticModel is not { } semantics
            || ExpectedFailures.Contains(call))
        {
            return;
        }

        KnownValues known = new(models, semantics, context.CancellationToken);
        CallFacts facts = Facts(call, method, known);
        foreach (LengthMistake mistake in LengthRules.Check(model, facts))
        {
            context.ReportDiagnostic(Diagnostic.Create(
                CallSiteDescriptors.Length, KnownValues.Argument(call, mistake.Parameter)!.Syntax.GetLocation(), mistake.Parameter, mistake.Holds, mistake.Reason));
        }

        if (KnownValues.Argument(call, "scratch") is { } scratch
            && ScratchRules.Check(model, facts, known.Number(KnownValues.Argument(call, "threads")) ?? 0, scratch, known, models, context.CancellationToken) is { } found)
        {
            context.ReportDiagnostic(Diagnostic.Create(found.Descriptor, scratch.Syntax.GetLocation(), [.. found.Arguments]));
        }
    }

    private static CallFacts Facts(IInvocationOperation call, IMethodSymbol method, KnownValues known)
    {
        string input = method.Parameters[0].Name;
        IOperation? lengths = KnownValues.Argument(call, "lengths");
        return new()
        {
            InputName = input,
            Input = known.Length(KnownValues.Argument(call, input)),
            Output = known.Length(KnownValues.Argument(call, "output")),
            Memory = known.Length(KnownValues.Argument(call, "memory")),
            Types = known.Length(KnownValues.Argument(call, "types")),
            Batch = known.Number(KnownValues.Argument(call, "batch")),
            HasLengths = lengths is not null,
            Lengths = known.Numbers(lengths),
            Sequences = known.Length(lengths),
            MemoryLengths = known.Numbers(KnownValues.Argument(call, "memoryLengths")),
        };
    }
}
