using Microsoft.CodeAnalysis;
using ShapeGen.Generator.Tests.Running;

namespace ShapeGen.Generator.Tests.Quality;

/// <summary>
/// Past 60,000 bytes of IL or 2,000 locals the JIT gives up optimising a method. No method comes near, whatever the shape.
/// </summary>
public class IntermediateCodeTests
{
    private const int MostBytes = 40_000;
    private const int MostLocals = 2_000;

    [Fact]
    public void Methods_are_small() => Check(OptimizationLevel.Release);

    [Fact]
    [Trait("Tier", "Full")]
    public void Methods_are_small_in_Debug() => Check(OptimizationLevel.Debug);

    private static void Check(OptimizationLevel optimization)
    {
        string source = "using ShapeGen;\n" + string.Join("\n", Samples.Shapes.Select((shape, index) => $"[{shape}] public partial class Model{index};"));
        Emitted emitted = Emitted.From(GeneratorRunner.Run(source, ProjectSettings.Default with { Optimization = optimization }));

        IReadOnlyList<(string Method, int Bytes, int Locals)> methods = emitted.Methods();
        Assert.True(methods.Count > 50 * Samples.Shapes.Count, $"{methods.Count} methods");
        Assert.DoesNotContain(methods, method => method.Bytes >= MostBytes || method.Locals >= MostLocals);
    }
}
