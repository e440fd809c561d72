using ShapeGen.Numerics.Tests.Models;

namespace ShapeGen.Numerics.Tests;

/// <summary>Every case that PyTorch computed, with any number of tokens and with the number fixed.</summary>
[Trait("Category", "Numeric")]
public sealed class GoldenTests(AccuracyReport report) : IClassFixture<AccuracyReport>
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
    public void All_cases_are_there() => Assert.True(GoldenCase.All.Count >= 97, $"{GoldenCase.All.Count} golden files were found.");

    private void Check(string name, bool withTokens)
    {
        GoldenCase golden = GoldenCase.All.Single(candidate => candidate.Name == name);
        (Model model, float[] input, double[] expected) = golden.Open(withTokens);
        float[] output = new float[expected.Length];
        model.Forward(input, output, golden.Batch);

        double error = Errors.Largest(output, expected);
        report.Add(model.InstructionSet, golden, error);
        Assert.True(error <= golden.Limit, $"{name} on {model.InstructionSet}: error {error:E2} is above {golden.Limit:E2} (PyTorch's own is {golden.PyTorchError:E2}).");

        // In place, and in the caller's scratch: the same bits.
        float[] inPlace = new float[Math.Max(input.Length, output.Length)];
        if (input.Length == output.Length)
        {
            input.CopyTo(inPlace, 0);
            model.Forward(inPlace, inPlace, golden.Batch);
            Assert.Equal(output, inPlace);
        }

        float[] again = new float[output.Length];
        float[] scratch = new float[model.ScratchLength(golden.Tokens)];
        scratch.AsSpan().Fill(float.NaN);
        model.Forward(input, again, scratch, golden.Batch);
        Assert.Equal(output, again);
    }
}
