using ShapeGen.Numerics.Tests.Models;
using ShapeGen.Numerics.Tests.Reference;

namespace ShapeGen.Numerics.Tests;

/// <summary>Many shapes, compiled and run, against plain float64 code; the allowance is twice the error of the same code in float32.</summary>
[Trait("Category", "Numeric")]
public sealed class ShapeTests
{
    public static TheoryData<int> Cases => new(Enumerable.Range(0, ShapeCase.All.Count));

    [Theory]
    [MemberData(nameof(Cases))]
    public void Equals_the_reference(int index)
    {
        ShapeCase shape = ShapeCase.All[index];
        ReferenceModule module = shape.Module;
        Random random = new(index);
        Dictionary<string, float[]> weights = module.RandomWeights(random);
        Model model = Model.Load(shape.Attribute, module.Checkpoint(weights));
        Assert.Equal(weights.Values.Sum(values => (long)values.Length), model.ParameterCount);

        float[] input = new float[shape.Batch * shape.Tokens * module.InputWidth];
        foreach (ref float value in input.AsSpan())
        {
            value = (float)((random.NextDouble() * 4) - 2);
        }

        float[] output = new float[shape.Batch * shape.Tokens * module.OutputWidth];
        model.Forward(input, output, shape.Batch);

        // Three sequences tell as much as thirty, and the reference is slow; the last ones end a group.
        double error = 0;
        double plainError = 0;
        foreach (int sequence in new[] { 0, shape.Batch / 2, shape.Batch - 1 }.Distinct())
        {
            float[] x = input.AsSpan(sequence * shape.Tokens * module.InputWidth, shape.Tokens * module.InputWidth).ToArray();
            double[] expected = module.Run(weights, Array.ConvertAll(x, value => (double)value), shape.Tokens);
            float[] plain = module.Run(weights, x, shape.Tokens);
            error = Math.Max(error, Errors.Largest(output.AsSpan(sequence * expected.Length, expected.Length), expected));
            plainError = Math.Max(plainError, Errors.Largest(plain, expected));
        }

        double limit = Math.Max(2 * plainError, 2e-6);
        Assert.True(error <= limit, $"{shape} on {model.InstructionSet}: error {error:E2} is above {limit:E2}.");
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_batch_is_its_sequences_bit_for_bit(int index)
    {
        ShapeCase shape = ShapeCase.All[index];
        Model model = Model.CreateRandom(shape.Attribute, seed: index);
        int inputs = shape.Tokens * shape.Module.InputWidth;
        int outputs = shape.Tokens * shape.Module.OutputWidth;
        Random random = new(index);
        float[] input = Enumerable.Range(0, shape.Batch * inputs).Select(_ => (float)random.NextDouble() - 0.5f).ToArray();
        float[] together = new float[shape.Batch * outputs];
        float[] alone = new float[shape.Batch * outputs];

        model.Forward(input, together, shape.Batch);
        for (int sequence = 0; sequence < shape.Batch; sequence++)
        {
            model.Forward(input.AsSpan(sequence * inputs, inputs), alone.AsSpan(sequence * outputs, outputs));
        }

        Assert.Equal(alone, together);
    }
}
