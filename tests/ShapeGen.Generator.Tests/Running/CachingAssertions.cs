using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using ShapeGen.Generator.Declarations;

namespace ShapeGen.Generator.Tests.Running;

/// <summary>
/// What incremental generation promises: the same input costs nothing the second time. The output that reports diagnostics is combined with
/// the compilation on purpose, for locations that <c>#pragma warning</c> knows, and has no name here.
/// </summary>
internal static class CachingAssertions
{
    /// <summary>Asserts that the named steps are in the pipeline: a name without a step would be asserted about in vain.</summary>
    public static void AllNamesOccur(GeneratorRunResult result)
    {
        if (result.GeneratedSources.Length == 0 && result.Diagnostics.Length == 0)
        {
            return;
        }

        IEnumerable<string> expected = StepNames.All.Where(name => name switch
        {
            // [TensorNames] on a class without a model asks nothing of the project.
            TrackingNames.Project or TrackingNames.Checked => Outputs(result, TrackingNames.Results).Any(output => output.Value is DeclarationResult),
            TrackingNames.Inputs or TrackingNames.Models => result.GeneratedSources.Length > 0,
            TrackingNames.Diagnostics => result.Diagnostics.Length > 0,
            _ => true,
        });
        Assert.Empty(expected.Except(result.TrackedSteps.Keys, StringComparer.Ordinal));
    }

    /// <summary>Asserts that each named step of the second run gave what it had, and that no source was written again.</summary>
    public static void NothingRanAgain(GeneratorRunResult first, GeneratorRunResult second)
    {
        foreach (string name in StepNames.All)
        {
            List<object?> before = Values(first, name);
            List<object?> after = Values(second, name);
            Assert.Equal(before, after);
            Assert.All(Outputs(second, name), output => Assert.True(IsKept(output.Reason), $"A step '{name}' was {output.Reason}: {output.Value}"));
        }

        foreach (IncrementalGeneratorRunStep output in SourceOutputs(second))
        {
            Assert.All(output.Outputs, made => Assert.Equal(IncrementalStepRunReason.Cached, made.Reason));
        }

        if (first.GeneratedSources.Length > 0)
        {
            Assert.NotEmpty(SourceOutputs(second));
        }
    }

    /// <summary>The outputs that write source: those that read models, or the kernels of all models, and nothing else.</summary>
    public static IEnumerable<IncrementalGeneratorRunStep> SourceOutputs(GeneratorRunResult result) => result.TrackedOutputSteps.Values
        .SelectMany(steps => steps)
        .Where(step => step.Inputs.All(input => input.Source.Name is TrackingNames.Models or TrackingNames.Kernels));

    /// <summary>The outputs that write the files of models.</summary>
    public static IEnumerable<IncrementalGeneratorRunStep> ModelOutputs(GeneratorRunResult result) =>
        SourceOutputs(result).Where(step => step.Inputs.All(input => input.Source.Name == TrackingNames.Models));

    /// <summary>Whether a generated file holds kernels, which belong to no model.</summary>
    public static bool IsKernels(string hintName) => hintName.StartsWith("ShapeGen.Kernels.", StringComparison.Ordinal);

    /// <summary>What the steps of that name gave, and why.</summary>
    public static IEnumerable<(object? Value, IncrementalStepRunReason Reason)> Outputs(GeneratorRunResult result, string name) =>
        result.TrackedSteps.TryGetValue(name, out ImmutableArray<IncrementalGeneratorRunStep> steps)
            ? steps.SelectMany(step => step.Outputs).Select(output => ((object?)output.Value, output.Reason))
            : [];

    public static bool IsKept(IncrementalStepRunReason reason) => reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged;

    private static List<object?> Values(GeneratorRunResult result, string name) => Outputs(result, name).Select(output => output.Value).ToList();
}
