using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace ShapeGen.Generator.CallSites;

/// <summary>Finds calls of <c>Forward</c> that will throw, as a known length is wrong or the scratch is too small.</summary>
internal static class ForwardCheck
{
    public static void Run(OperationAnalysisContext context, IInvocationOperation call, CalledModels models)
    {
        if (call.TargetMethod is not { IsStatic: false, Parameters.Length: > 1 } method
            || models.Of(call, context.CancellationToken) is not { } model
            || call.SemanticModel is not { } semantics
            || ExpectedFailures.Contains(call))
        {
            return;
        }

        ConstantEvaluator known = new(models, semantics, context.CancellationToken);
        CallFacts facts = Facts(call, method, known);
        INamedTypeSymbol type = method.ContainingType;
        foreach (LengthMistake mistake in LengthRules.Check(model, facts))
        {
            IOperation argument = ConstantEvaluator.Argument(call, mistake.Parameter)!;
            string[] message = [mistake.Parameter, mistake.Holds, mistake.Reason];
            if (mistake.Batch is { } batch)
            {
                Report(context, CallSiteDescriptors.Length, argument, BatchEdit.Of(call), BatchEdit.ToProperties(batch), message);
            }
            else
            {
                OutputSize? output = mistake.Parameter == "output" ? new(model, facts, call, semantics) : null;
                ReportSizes(
                    context, CallSiteDescriptors.Length, argument, semantics, type, place => mistake.RightRows.Select(rows => output?.Of(rows, place) ?? SizeEdit.Rows(type, rows, mistake.Width)), message);
            }
        }

        if (ConstantEvaluator.Argument(call, "scratch") is { } scratch
            && ScratchRules.Check(model, facts, known.Number(ConstantEvaluator.Argument(call, "threads")) ?? 0, scratch, known, models, context.CancellationToken) is { } found)
        {
            string fix = $"{SizeEdit.ModelPlace}.ScratchLength({found.Fix})";

            // The present size is enough for the other calls that share the array.
            string size = SizeEdit.Of(scratch, semantics, context.CancellationToken) is { } before && known.Number(semantics.GetOperation(before, context.CancellationToken)) is null && SizeEdit.IsShared(scratch, context.CancellationToken)
                ? $"{SizeEdit.MathPlace}.Max({before}, {fix})"
                : fix;
            ReportSizes(context, found.Descriptor, scratch, semantics, type, _ => found.Fix is null ? [] : [size], [.. found.Arguments]);
        }
    }

    /// <summary>Reports an argument, with the sizes that a code fix may write where its array is allocated.</summary>
    private static void ReportSizes(
        OperationAnalysisContext context, DiagnosticDescriptor descriptor, IOperation argument, SemanticModel semantics, INamedTypeSymbol model, Func<ExpressionSyntax, IEnumerable<string>> sizes, params string[] arguments)
    {
        ExpressionSyntax? size = SizeEdit.Of(argument, semantics, context.CancellationToken);
        Report(context, descriptor, argument, size, size is null ? null : SizeEdit.ToProperties(model, sizes(size)), arguments);
    }

    private static void Report(
        OperationAnalysisContext context, DiagnosticDescriptor descriptor, IOperation argument, SyntaxNode? edited, ImmutableDictionary<string, string?>? properties, string[] arguments) =>
        context.ReportDiagnostic(Diagnostic.Create(
            descriptor, argument.Syntax.GetLocation(), edited is null ? [] : [edited.GetLocation()], properties, arguments.ToArray<object>()));

    private static CallFacts Facts(IInvocationOperation call, IMethodSymbol method, ConstantEvaluator known)
    {
        string input = method.Parameters[0].Name;
        IOperation? lengths = ConstantEvaluator.Argument(call, "lengths");
        return new()
        {
            InputName = input,
            Input = known.Length(ConstantEvaluator.Argument(call, input)),
            Output = known.Length(ConstantEvaluator.Argument(call, "output")),
            Memory = known.Length(ConstantEvaluator.Argument(call, "memory")),
            Types = known.Length(ConstantEvaluator.Argument(call, "types")),
            Batch = known.Number(ConstantEvaluator.Argument(call, "batch")),
            HasLengths = lengths is not null,
            Lengths = known.Numbers(lengths),
            Sequences = known.Length(lengths),
            MemoryLengths = known.Numbers(ConstantEvaluator.Argument(call, "memoryLengths")),
        };
    }
}
