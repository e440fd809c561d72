using ShapeGen.Numerics.Tests.Models;
using ShapeGen.Runtime;

namespace ShapeGen.Numerics.Tests;

/// <summary>Whole models of every family, from what a user has to the result, beside the same model in PyTorch.</summary>
[Trait("Category", "Numeric")]
public sealed class ModelTests(ModelAccuracyReport report) : IClassFixture<ModelAccuracyReport>
{
    public static TheoryData<string> Names => new(All.Select(golden => golden.Name));

    public static TheoryData<string> FixedNames => new(All.Where(golden => golden.CanBeFixed).Select(golden => golden.Name));

    internal static IEnumerable<string> Declarations => All.Select(golden => golden.Attribute).Concat(All.Where(golden => golden.CanBeFixed).Select(golden => golden.FixedAttribute));

    private static IEnumerable<ModelGolden> All => ModelGolden.All.Concat(ModelGolden.Tied);

    [Theory]
    [MemberData(nameof(Names))]
    public void Equals_PyTorch(string name)
    {
        ModelGolden golden = ModelGolden.Of(name);
        Check(golden, golden.Attribute);
    }

    [Theory]
    [MemberData(nameof(FixedNames))]
    public void Equals_PyTorch_with_fixed_tokens(string name)
    {
        ModelGolden golden = ModelGolden.Of(name);
        Check(golden, golden.FixedAttribute);
    }

    [Fact]
    public void All_cases_are_there()
    {
        Assert.True(ModelGolden.All.Count >= 32, $"{ModelGolden.All.Count} golden files of models were found.");
        Assert.True(FixedNames.Count >= 5, $"{FixedNames.Count} of them can have their tokens fixed.");
    }

    private void Check(ModelGolden golden, string attribute)
    {
        WholeModel model = golden.Load(attribute);
        ModelInput input = golden.Input();
        double[] expected = golden.Expected();
        Assert.Equal(expected.Length, input.ByLengths ? model.OutputLength(input.Rows) : model.OutputLength(input.Rows.Length, input.Rows[0]));
        float[] output = Run(model, input);
        double error = Errors.Largest(output, expected);
        report.Add(model.InstructionSet, golden.Name, golden.PyTorchError, error, golden.Limit);
        Assert.True(error <= golden.Limit, $"{golden.Name} on {model.InstructionSet}: error {error:E2} is above {golden.Limit:E2} (PyTorch's own is {golden.PyTorchError:E2}).");

        // On any number of threads, in as much scratch as the call needs, which holds NaN: the same bits.
        foreach (int threads in new[] { 1, 2, 3 })
        {
            CallShape call = input.Shape(model, threads);
            float[] forced = new float[output.Length];
            input.On(model).Hidden(forced, NaNs(model.ScratchFloats(call)), call);
            Assert.Equal(output, forced);

            float[] scratched = new float[output.Length];
            input.On(model).Scratched(scratched, NaNs(model.ScratchLength(input.Rows.Max(), threads)), threads);
            Assert.Equal(output, scratched);
        }

        // One by one.
        int start = 0;
        for (int i = 0; i < input.Rows.Length; i++)
        {
            float[] alone = Run(model, input.Sequence(i));
            Assert.Equal(output[start..(start + alone.Length)], alone);
            start += alone.Length;
        }

        Assert.Equal(output.Length, start);

        // A batch by the lengths of its sequences.
        if (!input.ByLengths && model.Tokens is null)
        {
            Assert.Equal(output, Run(model, input with { ByLengths = true }));
        }
    }

    private static float[] Run(WholeModel model, ModelInput input)
    {
        // Counted here where it can be; convolutions are the class's own business, which the length of PyTorch's result holds it to.
        int length = model.IsConvolved ? (input.ByLengths ? model.OutputLength(input.Rows) : model.OutputLength(input.Rows.Length, input.Rows[0]))
            : model.IsPooled ? input.Rows.Length * model.OutputWidth
            : (model.Tokens * input.Rows.Length ?? input.Rows.Sum(rows => rows + model.AddedTokens)) * model.OutputWidth;
        float[] output = new float[length];
        input.On(model).Forward(output, threads: 0);
        return output;
    }

    private static float[] NaNs(long count)
    {
        float[] numbers = new float[count];
        numbers.AsSpan().Fill(float.NaN);
        return numbers;
    }
}
