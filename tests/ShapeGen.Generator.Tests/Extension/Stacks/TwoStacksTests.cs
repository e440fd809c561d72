using ShapeGen.Generator.Planning;
using ShapeGen.Generator.Vectors;

namespace ShapeGen.Generator.Tests.Extension.Stacks;

/// <summary>A model may have any number of stacks: two of different width, heads and layers are planned, written, and give the numbers of plain float64 code.</summary>
public class TwoStacksTests
{
    private static readonly StackSizes First = TwoStacksModule.First, Second = TwoStacksModule.Second;

    /// <summary>What follows a stack runs in the phase of its last layer, up to the beginning of the next stack.</summary>
    [Fact]
    public void Stacks_follow_each_other_without_a_phase_between()
    {
        foreach (VectorUnit unit in VectorUnit.All)
        {
            BodyPlan plan = Planner.Plan(new TwoStacksModule().BuildGraph(), unit);
            Assert.Equal([1, First.Layers, Second.Layers], plan.Schedule.Groups.Select(group => group.Times));
            Assert.Equal(1 + First.Layers + Second.Layers, plan.Schedule.PhaseCount);
            Assert.Equal(
                ["LayerEnd", "LayerStart", "BeforeStack2", "Stack2LayerStart"],
                plan.Schedule.Groups[1].Phases.Single().Steps.Select(step => step.Segment.Name));
            Assert.Equal([First.Layers, Second.Layers], plan.Weights.Stacks.Select(stack => stack.Layers));
        }
    }

    [Fact]
    public void They_give_the_numbers_of_plain_code()
    {
        Random random = new(1);
        Dictionary<string, float[]> weights = [];
        List<SafetensorsTensor> tensors = [];
        foreach (StackSizes stack in new[] { First, Second })
        {
            for (int layer = 0; layer < stack.Layers; layer++)
            {
                Add($"{stack.Name}.{layer}.qkv.weight", 3 * stack.Width, stack.Width);
                Add($"{stack.Name}.{layer}.out.weight", stack.Width, stack.Width);
            }
        }

        Add("between.weight", Second.Width, First.Width);
        Add("last.weight", Second.Width, Second.Width);
        EmittedModel.ForwardCall forward = EmittedModel.Load(EmittedModel.Declare(new TwoStacksModule()), tensors);
        foreach ((int batch, int tokens) in new[] { (1, 1), (2, 19), (3, 120) })
        {
            float[] input = [.. Enumerable.Range(0, batch * tokens * First.Width).Select(_ => Uniform())];
            float[] output = new float[batch * tokens * Second.Width], again = new float[output.Length];
            forward(input, output, batch, 1);
            for (int sequence = 0; sequence < batch; sequence++)
            {
                double[][] expected = Reference(weights, [.. Enumerable.Range(0, tokens).Select(token => input.Skip(((sequence * tokens) + token) * First.Width).Take(First.Width).Select(value => (double)value).ToArray())]);
                double largest = expected.Max(row => row.Max(Math.Abs));
                for (int token = 0; token < tokens; token++)
                {
                    for (int column = 0; column < Second.Width; column++)
                    {
                        Assert.Equal(expected[token][column], output[(((sequence * tokens) + token) * Second.Width) + column], 2e-6 * largest);
                    }
                }
            }

            foreach (int threads in new[] { 2, 3 })
            {
                forward(input, again, batch, threads);
                Assert.Equal(output, again);
            }
        }

        void Add(string name, int rows, int columns)
        {
            float scale = 1 / MathF.Sqrt(columns);
            weights.Add(name, [.. Enumerable.Range(0, rows * columns).Select(_ => scale * Uniform())]);
            tensors.Add(SafetensorsTensor.FromSingles(name, weights[name], rows, columns));
        }

        float Uniform() => (2 * random.NextSingle()) - 1;
    }

    private static double[][] Reference(Dictionary<string, float[]> weights, double[][] rows)
    {
        double[][] y = Linear(weights["between.weight"], Layers(weights, First, rows));
        return Linear(weights["last.weight"], Layers(weights, Second, y));
    }

    private static double[][] Layers(Dictionary<string, float[]> weights, StackSizes stack, double[][] x)
    {
        int width = stack.Width, features = width / stack.Heads;
        for (int layer = 0; layer < stack.Layers; layer++)
        {
            double[][] qkv = Linear(weights[$"{stack.Name}.{layer}.qkv.weight"], x);
            double[][] context = [.. qkv.Select(q => Enumerable.Range(0, width).Select(column => Attended(q, qkv, column / features * features, column)).ToArray())];
            double[][] added = Linear(weights[$"{stack.Name}.{layer}.out.weight"], context);
            x = [.. x.Zip(added, (row, more) => row.Zip(more, (a, b) => a + b).ToArray())];
        }

        return x;

        double Attended(double[] q, double[][] keys, int head, int column)
        {
            double[] scores = [.. keys.Select(k => Enumerable.Range(head, features).Sum(i => q[i] * k[width + i]) / Math.Sqrt(features))];
            double[] shares = [.. scores.Select(score => Math.Exp(score - scores.Max()))];
            return keys.Zip(shares, (v, share) => v[(2 * width) + column] * share).Sum() / shares.Sum();
        }
    }

    private static double[][] Linear(float[] weight, double[][] rows) =>
        [.. rows.Select(row => Enumerable.Range(0, weight.Length / row.Length).Select(output => row.Select((value, i) => value * weight[(output * row.Length) + i]).Sum()).ToArray())];
}
