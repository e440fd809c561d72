using ShapeGen.Numerics.Tests.Models;
using ShapeGen.Numerics.Tests.Reference;

namespace ShapeGen.Numerics.Tests;

/// <summary>Heads with each function and with a result of length 1, beside the formulas in float64: on pooled rows and on every token, in widths with and without a rest of a vector.</summary>
[Trait("Category", "Numeric")]
public sealed class HeadTests
{
    private const int Embed = 24;

    private const string Encoder = "Encoder(Embed = 24, Heads = 3, Ffn = 40)";

    private const string Weight = "heads.0.weight";

    private const string Bias = "heads.0.bias";

    private static readonly int[] Lengths = [5, 1, 70];

    private static readonly bool[] Both = [true, false];

    private static readonly int[] Widths = [1, 7, 33, 64];

    private static readonly Dictionary<string, Func<double, double>> Functions = new()
    {
        ["None"] = x => x,
        ["Tanh"] = Math.Tanh,
        ["Gelu"] = x => 0.5 * x * (1 + Erf(x / Math.Sqrt(2))),
        ["Relu"] = x => Math.Max(x, 0),
        ["Sigmoid"] = Sigmoid,
        ["GeluTanh"] = x => 0.5 * x * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + (0.044715 * x * x * x)))),
        ["QuickGelu"] = x => x * Sigmoid(1.702 * x),
        ["Silu"] = x => x * Sigmoid(x),
    };

    public static TheoryData<string, bool> Cases
    {
        get
        {
            TheoryData<string, bool> cases = [];
            foreach (string function in Functions.Keys)
            {
                cases.Add(function, true);
                cases.Add(function, false);
            }

            return cases;
        }
    }

    internal static IEnumerable<string> Declarations =>
    [
        Rows(true), Rows(false),
        .. from function in Functions.Keys from isPooled in Both from width in Widths from normalize in Both select Declaration(function, isPooled, width, normalize),
        Declaration("None", isPooled: false, 9, normalize: true),
        Declaration("None", isPooled: true, 9, normalize: true),
        Declaration("Softmax", isPooled: true, 9, normalize: true),
    ];

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_head_is_its_formula(string function, bool isPooled)
    {
        foreach (int width in Widths)
        {
            // Products from some -20 to 20: where the functions bend, and where they end.
            Random random = new(width);
            float[] weight = Numbers(random, width * Embed, 8), bias = Numbers(random, width, 2);
            (string, float[])[] head = [(Weight, weight), (Bias, bias)];
            double[] rows = Array.ConvertAll(Run(Rows(isPooled), width, []), x => (double)x);
            double[] exact = Operations.Linear(rows, rows.Length / Embed, weight, bias);
            float[] products = Run(Declaration("None", isPooled, width, normalize: false), width, head);
            Assert.InRange(Errors.Largest(products, exact), 0, 3e-6 * exact.Max(Math.Abs));

            // Of the very products, so that only the function's own error counts.
            double[] values = Array.ConvertAll(products, x => Functions[function](x));
            double limit = 1e-6 * values.Max(Math.Abs);
            double error = Errors.Largest(Run(Declaration(function, isPooled, width, normalize: false), width, head), values);
            Assert.True(error <= limit, $"{function}, {width} wide: error {error:E2} is above {limit:E2}.");

            float[] normalized = Run(Declaration(function, isPooled, width, normalize: true), width, head);
            for (int start = 0; start < values.Length; start += width)
            {
                // An error of a short row is a large one of its direction.
                double[] row = values[start..(start + width)];
                double length = Normalize(row);
                double of = Errors.Largest(normalized.AsSpan(start, width), row);
                Assert.True(of <= 1e-6 + (length > limit ? limit / length : 1), $"{function}, {width} wide, row {start / width} of length {length:E2}, normalised: error {of:E2}.");
            }
        }
    }

    [Fact]
    public void Probabilities_are_divided_by_their_length_too()
    {
        Random random = new(3);
        float[] weight = Numbers(random, 9 * Embed, 4), bias = Numbers(random, 9, 1);
        double[] rows = Array.ConvertAll(Run(Rows(true), 5, []), x => (double)x);
        double[] expected = Operations.Linear(rows, Lengths.Length, weight, bias);
        for (int start = 0; start < expected.Length; start += 9)
        {
            Span<double> row = expected.AsSpan(start, 9);
            double sum = 0;
            foreach (double value in row)
            {
                sum += Math.Exp(value);
            }

            for (int i = 0; i < row.Length; i++)
            {
                row[i] = Math.Exp(row[i]) / sum;
            }
        }

        for (int start = 0; start < expected.Length; start += 9)
        {
            Normalize(expected.AsSpan(start, 9));
        }

        Assert.InRange(Errors.Largest(Run(Declaration("Softmax", isPooled: true, 9, normalize: true), 5, [(Weight, weight), (Bias, bias)]), expected), 0, 3e-6);
    }

    /// <summary>A row of zeros stays one, and one shorter than 1e-12 is divided by that, as <c>F.normalize</c> does.</summary>
    [Theory]
    [InlineData(0f, 0f)]
    [InlineData(1e-20f, 1e-8f)]
    [InlineData(-3e-16f, -3e-4f)]
    public void A_row_without_length_is_no_division_by_zero(float value, float expected)
    {
        float[] output = Run(Declaration("None", isPooled: false, 9, normalize: true), 1, [(Weight, new float[9 * Embed]), (Bias, [.. Enumerable.Repeat(value, 9)])]);
        Assert.Equal(Lengths.Sum() * 9, output.Length);
        Assert.All(output, x => Assert.Equal(expected, x, Math.Abs(expected) * 1e-6f));
    }

    /// <summary>Not a number in one row is in all of that row, and in no other one.</summary>
    [Fact]
    public void Not_a_number_stays_in_its_row()
    {
        string declaration = Declaration("None", isPooled: true, 9, normalize: true);
        (string, float[])[] head = [(Weight, Numbers(new(1), 9 * Embed, 1)), (Bias, new float[9])];
        float[] right = Run(declaration, 1, head);
        float[] output = Run(declaration, 1, head, badSequence: 1);
        Assert.All(output[9..18], x => Assert.True(float.IsNaN(x)));
        Assert.Equal(right[..9], output[..9]);
        Assert.Equal(right[18..], output[18..]);
    }

    private static string Rows(bool isPooled) => isPooled ? $"Pool(Pooling.Mean), {Encoder}" : $"InputNorm, {Encoder}";

    private static string Declaration(string function, bool isPooled, int width, bool normalize) =>
        $"{Rows(isPooled)}, Head({width}, Activation = HeadActivation.{function}{(normalize ? ", Normalize = true" : "")})";

    /// <summary>Runs a model whose weights before the head are the same for the same seed.</summary>
    private static float[] Run(string declaration, int seed, IReadOnlyList<(string Name, float[] Values)> head, int badSequence = -1)
    {
        Random random = new(seed);
        List<SafetensorsTensor> tensors =
        [
            Tensor("pre_norm_mha.0.weight", Embed), Tensor("pre_norm_mha.0.bias", Embed), Tensor("pre_norm_mha.1.qkv_proj.weight", 3 * Embed, Embed), Tensor("pre_norm_mha.1.qkv_proj.bias", 3 * Embed),
            Tensor("pre_norm_mha.1.out_proj.weight", Embed, Embed), Tensor("pre_norm_mha.1.out_proj.bias", Embed), Tensor("pre_norm_ffn.0.weight", Embed), Tensor("pre_norm_ffn.0.bias", Embed),
            Tensor("pre_norm_ffn.1.weight", 40, Embed), Tensor("pre_norm_ffn.1.bias", 40), Tensor("pre_norm_ffn.4.weight", Embed, 40), Tensor("pre_norm_ffn.4.bias", Embed),
        ];
        if (declaration.StartsWith("InputNorm", StringComparison.Ordinal))
        {
            tensors.AddRange([Tensor("input_norm.weight", Embed), Tensor("input_norm.bias", Embed)]);
        }

        float[] input = Numbers(random, Lengths.Sum() * Embed, 1);
        if (badSequence >= 0)
        {
            input[Lengths[..badSequence].Sum() * Embed] = float.NaN;
        }

        tensors.AddRange(head.Select(part => SafetensorsTensor.FromSingles(part.Name, part.Values, part.Name.EndsWith(".bias", StringComparison.Ordinal) ? [part.Values.Length] : [part.Values.Length / Embed, Embed])));
        using SafetensorsFile file = SafetensorsFile.Read(SafetensorsWriter.ToBytes(tensors));
        WholeModel model = WholeModel.Load(declaration, file);
        NumbersInput<float> rows = new(input, Lengths, ByLengths: true, IsImage: false);
        float[] output = new float[model.OutputLength(Lengths)];
        rows.On(model).Forward(output, threads: 1);
        float[] threaded = new float[output.Length];
        rows.On(model).Forward(threaded, threads: 3);
        Assert.Equal(output, threaded);
        return output;

        SafetensorsTensor Tensor(string name, params int[] shape) => SafetensorsTensor.FromSingles(name, Numbers(random, shape.Aggregate((product, size) => product * size), 0.5f), shape);
    }

    /// <summary>Divides a row by its length, and returns that.</summary>
    private static double Normalize(Span<double> row)
    {
        double squares = 0;
        foreach (double value in row)
        {
            squares += value * value;
        }

        double length = Math.Max(Math.Sqrt(squares), 1e-12);
        for (int i = 0; i < row.Length; i++)
        {
            row[i] /= length;
        }

        return length;
    }

    private static float[] Numbers(Random random, int count, float size) => [.. Enumerable.Range(0, count).Select(_ => (float)((random.NextDouble() * 2) - 1) * size)];

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    /// <summary>The integral by Simpson's rule.</summary>
    private static double Erf(double x)
    {
        const int Steps = 2000;
        x = Math.Clamp(x, -6, 6);
        double step = x / Steps, sum = 0;
        for (int i = 0; i <= Steps; i++)
        {
            double t = i * step;
            sum += (i == 0 || i == Steps ? 1 : i % 2 == 1 ? 4 : 2) * Math.Exp(-t * t);
        }

        return 2 / Math.Sqrt(Math.PI) * sum * step / 3;
    }
}
