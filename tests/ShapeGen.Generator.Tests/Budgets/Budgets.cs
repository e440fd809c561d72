using Microsoft.CodeAnalysis;
using ShapeGen.Generator.Tests.Running;

namespace ShapeGen.Generator.Tests.Budgets;

/// <summary>Whether a model keeps a budget.</summary>
internal static class Budgets
{
    public static void Holds(string attributes, string budget) => Assert.Empty(Reported(attributes, budget));

    public static void IsExceeded(string attributes, string budget) => Assert.Equal("SHG0024", Assert.Single(Reported(attributes, budget)).Id);

    private static IReadOnlyList<Diagnostic> Reported(string attributes, string budget) =>
        GeneratorRunner.RunOnce($"using ShapeGen;\n[{attributes}, Budget({budget})] public sealed partial class M;").Reported;
}
