using ShapeGen.Numerics.Tests.Models;

namespace ShapeGen.Numerics.Tests;

/// <summary>Every case that PyTorch computed, with any number of tokens and with the number fixed, on one thread and on two.</summary>
[Trait("Category", "Numeric")]
public sealed class GoldenTests(LayerAccuracyReport report) : IClassFixture<LayerAccuracyReport>
{
    public static TheoryData<string> Names => new(GoldenCase.All.Select(golden => golden.Name));

    public static TheoryData<string> FixedNames => new(GoldenCase.Fixed.Select(golden => golden.Name));

    [Theory]
    [MemberData(nameof(Names))]
    public void Equals_PyTorch(string name) => Check(name, withTokens: false);

    [Theory]
    [MemberData(nameof(FixedNames))]
    public void Equals_PyTorch_with_fixed_tokens(string name) => Check(name, withTokens: true);

    [Fact]
    public void All_cases_are_there()
    {
        Assert.True(GoldenCase.Modules.Count >= 97, $"{GoldenCase.Modules.Count} golden files of modules were found.");
        Assert.True(GoldenCase.Encoders.Count >= 85, $"{GoldenCase.Encoders.Count} golden files of encoders were found.");
        Assert.True(GoldenCase.Families.Count >= 16, $"{GoldenCase.Families.Count} golden files of families were found.");
    }

    private void Check(string name, bool withTokens)
    {
        GoldenCase golden = GoldenCase.Of(name);
        (Model model, float[] input, double[] expected) = golden.Open(withTokens);
        float[] output = new float[expected.Length];
        if (golden.HasLengths)
        {
            model.Forward(input, golden.Lengths, output);
        }
        else
        {
            model.Forward(input, output, golden.Batch);
        }

        double error = Errors.Largest(output, expected);
        report.Add(model.InstructionSet, golden.Name, golden.PyTorchError, error, golden.Limit);
        Assert.True(error <= golden.Limit, $"{name} on {model.InstructionSet}: error {error:E2} is above {golden.Limit:E2} (PyTorch's own is {golden.PyTorchError:E2}).");

        // In place, in scratch that holds NaN, on two threads and more: the same bits.
        foreach (int threads in new[] { 1, 2, 3 })
        {
            float[] memory = input.Length == output.Length ? [.. input] : new float[output.Length];
            ReadOnlySpan<float> source = input.Length == output.Length ? memory : input;
            model.ForceThreads(source, memory, golden.Lengths, golden.HasLengths, threads);
            Assert.Equal(output, memory);
        }

        float[] again = new float[output.Length];
        float[] scratch = new float[model.ScratchLength(golden.Tokens)];
        scratch.AsSpan().Fill(float.NaN);
        if (golden.HasLengths)
        {
            model.Forward(input, golden.Lengths, again, scratch);
        }
        else
        {
            model.Forward(input, again, scratch, golden.Batch);
        }

        Assert.Equal(output, again);
    }
}
