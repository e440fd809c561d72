namespace ShapeGen.Package.Tests;

/// <summary>The samples by the commands that the README gives; each exits with an error where its results are not PyTorch's.</summary>
/// <remarks>In turn with the tests of the package: packing builds the samples too, and two builds of one project at once disturb each other.</remarks>
[Collection(PackedPackage.Collection)]
public sealed class SampleTests
{
    [Fact]
    public async Task Quickstart_equals_PyTorch_and_allocates_nothing()
    {
        string output = await Tool.DotnetSucceeds(Tool.Repository, "run", "-c", "Release", "--project", "samples/Quickstart");
        Assert.Contains("-> q, k, v each  [2, 8, 14, 8]", output, StringComparison.Ordinal);
        Assert.Contains("from PyTorch's float64", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Digits_reads_every_image_as_PyTorch_does()
    {
        string output = await Tool.DotnetSucceeds(Tool.Repository, "run", "-c", "Release", "--project", "samples/Digits");
        Assert.Contains("360 of 360", output, StringComparison.Ordinal);
    }

    /// <summary>The JIT's run of it, for which the AOT compiler is restored too; <see cref="NativeAotTests"/> publishes ahead of time.</summary>
    [NativeAotFact]
    public async Task NativeAot_equals_PyTorch_and_allocates_nothing()
    {
        string output = await Tool.DotnetSucceeds(Tool.Repository, "run", "-c", "Release", "--project", "samples/NativeAot");
        Assert.Contains("while it runs (JIT)", output, StringComparison.Ordinal);
    }
}
