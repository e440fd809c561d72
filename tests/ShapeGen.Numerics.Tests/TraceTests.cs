using ShapeGen.Numerics.Tests.Models;

namespace ShapeGen.Numerics.Tests;

/// <summary>The results of the stages of models with <c>[Trace]</c>: whole, in order, and of the very call that they are of.</summary>
[Trait("Category", "Numeric")]
public sealed class TraceTests
{
    /// <summary>Many row blocks, few rows, and panels that end on the caller's rows.</summary>
    private const string Stack = "Encoder(Embed = 30, Heads = 3, Ffn = 44, Layers = 3, Activation = Activation.Gelu)";

    private const string Single = "Encoder(Embed = 16, Heads = 2, Ffn = 24, Gated = true, Position = PositionEncoding.Rotary, Norm = NormPlacement.Post, LayerScale = true)";

    internal static IEnumerable<string> Declarations => ModelGolden.All.Concat(ModelGolden.Tied).Select(golden => Traced.Attribute(golden.Attribute))
        .Concat(TraceGolden.All.Select(golden => Traced.Attribute(golden.Attribute)))
        .Concat([Stack, Single, Traced.Attribute(Stack), Traced.Attribute(Single)]);

    public static TheoryData<string> Names => new(ModelGolden.All.Concat(ModelGolden.Tied).Select(golden => golden.Name));

    public static TheoryData<string> Recorded => new(TraceGolden.All.Select(golden => golden.Name));

    [Theory]
    [MemberData(nameof(Recorded))]
    public void Each_stage_equals_what_PyTorch_hooks_saw(string name)
    {
        TraceGolden golden = TraceGolden.Of(name);
        foreach (int threads in new[] { 1, 3 })
        {
            TraceRecorder recorder = golden.Run(threads);
            foreach (string result in golden.Results)
            {
                (float[] expected, int rows, int width) = golden.Read(result);
                TraceRecord record = recorder[result];
                Assert.Equal((rows, width), (record.Rows, record.Width));
                double limit = 4e-6 * expected.Max(x => Math.Abs((double)x));
                double error = Errors.Largest(record.Values.ToArray(), Array.ConvertAll(expected, x => (double)x));
                Assert.True(error <= limit, $"{result}: error {error:E2} is above {limit:E2}.");
            }

            // What only the model has: sums and rotated rows that no module of PyTorch is given.
            string[] own = [.. recorder.Records.Select(record => record.Name).Except(golden.Results).Where(result => !result.Contains(".rotated", StringComparison.Ordinal))];
            Assert.True(own.Length <= 4, string.Join(", ", own));
        }
    }

    [Fact]
    public void All_references_are_there() => Assert.Equal(["alibi", "bert", "encoder", "encoder_pre_norm", "local", "rotary", "rotary_pairs", "vit"], TraceGolden.All.Select(golden => golden.Name));

    [Theory]
    [MemberData(nameof(Names))]
    public void A_whole_model_gives_the_same_bits_and_each_stage(string name)
    {
        ModelGolden golden = ModelGolden.Of(name);
        WholeModel plain = golden.Load(golden.Attribute);
        WholeModel model = golden.Load(Traced.Attribute(golden.Attribute));
        ModelInput input = golden.Input();
        float[] expected = Run(plain, input, golden.Expected().Length, threads: 0);

        // Whoever does not listen.
        Assert.Equal(expected, Run(model, input, expected.Length, threads: 0));

        TraceRecorder recorder = new();
        int thread = Environment.CurrentManagedThreadId;
        WholeModel traced = Traced.With(model, (in TraceResult result) =>
        {
            Assert.Equal(thread, Environment.CurrentManagedThreadId);
            recorder.Add(result);
        });
        foreach (int threads in new[] { 0, 3 })
        {
            Assert.Equal(expected, Run(traced, input, expected.Length, threads));
            Assert.Equal(expected, recorder.Records[^1].Values.ToArray());
        }

        int layers = recorder.Records.Max(record => record.Layer!.GetValueOrDefault(-1)) + 1;
        Assert.All(Enumerable.Range(0, layers), layer => Assert.All(
            ["q", "k", "v", "context", "attention", "attended", "norm1", "norm2", "ffn1", "hidden", "ffn2", "output"],
            stage => Assert.True(recorder.TryGet($"layers.{layer}.{stage}", out _) || (stage == "norm2" && recorder.TryGet($"layers.{layer}.added", out _)), $"layers.{layer}.{stage}")));
        int tokens = recorder["embedded"].Rows;
        Assert.All(recorder.Records.Where(record => record.Kind == TraceRows.Tokens), record => Assert.Equal(tokens, record.Rows));
        Assert.All(recorder.Records.Where(record => record.Kind == TraceRows.Sequences), record => Assert.Equal(input.Rows.Length, record.Rows));

        // Each sequence alone has the same results.
        Dictionary<string, int> starts = [];
        for (int i = 0; i < input.Rows.Length; i++)
        {
            TraceRecorder alone = new();
            Run(Traced.With(model, alone.Add), input.Sequence(i), model.IsPooled ? model.OutputWidth : expected.Length, threads: 1, isPart: true);
            Assert.Equal(recorder.Records.Select(record => record.Name), alone.Records.Select(record => record.Name));
            foreach (TraceRecord record in alone.Records)
            {
                int start = starts.GetValueOrDefault(record.Name);
                Assert.Equal(recorder[record.Name].Values.Slice(start * record.Width, record.Values.Length).ToArray(), record.Values.ToArray());
                starts[record.Name] = start + record.Rows;
            }
        }

        Assert.All(recorder.Records, record => Assert.Equal(record.Rows, starts[record.Name]));
    }

    [Theory]
    [InlineData(Stack, 1, 3)]
    [InlineData(Stack, 1, 700)]
    [InlineData(Stack, 7, 100)]
    [InlineData(Single, 1, 1)]
    [InlineData(Single, 2, 500)]
    public void An_encoder_gives_blocks_in_order(string attribute, int batch, int tokens)
    {
        Model plain = Model.CreateRandom(attribute, 5);
        Model model = Model.CreateRandom(Traced.Attribute(attribute), 5);
        int width = attribute == Stack ? 30 : 16;
        float[] input = Numbers(batch * tokens * width);
        float[] expected = new float[input.Length];
        plain.Forward(input, expected, batch);

        List<(string Name, long First, int Rows, int Sequence, int Position)> blocks = [];
        TraceRecorder recorder = new();
        Model traced = Traced.With(model.WithThreads(4), (in TraceResult result) =>
        {
            blocks.Add((result.Name, result.FirstRow, result.Rows, result.Sequence, result.Position));
            recorder.Add(result);
        });
        Assert.Equal(4, traced.Threads);
        float[] output = new float[input.Length];
        traced.Forward(input, output, batch, threads: 4);
        Assert.Equal(expected, output);
        Assert.Equal(input, recorder["embedded"].Values.ToArray());
        Assert.Equal(expected, recorder.Records[^1].Values.ToArray());
        Assert.All(recorder.Records, record => Assert.Equal(batch * tokens, record.Rows));
        Assert.Equal(batch * tokens > 224, blocks.Any(block => block.First > 0));
        Assert.All(blocks, block => Assert.Equal((block.First / tokens, block.First % tokens), (block.Sequence, block.Position)));
    }

    [Fact]
    public void Sequences_of_any_lengths_are_told()
    {
        int[] lengths = [3, 1, 260, 40, 7, 300, 1];
        float[] input = Numbers(lengths.Sum() * 30);
        Model model = Model.CreateRandom(Traced.Attribute(Stack), 5);
        Dictionary<string, long> next = [];
        Model traced = Traced.With(model, (in TraceResult result) =>
        {
            Assert.Equal(next.GetValueOrDefault(result.Name), result.FirstRow);
            Assert.Equal(result.FirstRow, lengths.Take(result.Sequence).Sum() + result.Position);
            Assert.True(result.Position < lengths[result.Sequence]);
            next[result.Name] = result.FirstRow + result.Rows;
        });
        float[] output = new float[input.Length];
        traced.Forward(input, lengths, output, threads: 3);
        Assert.All(next.Values, rows => Assert.Equal(lengths.Sum(), rows));
    }

    /// <summary>The relations that hold between results: each is what its name says.</summary>
    [Fact]
    public void Results_are_what_their_names_say()
    {
        Model model = Model.CreateRandom(Traced.Attribute(Stack), 9);
        TraceRecorder recorder = new();
        float[] input = Numbers(20 * 30);
        Traced.With(model, recorder.Add).Forward(input, new float[input.Length]);
        string before = "embedded";
        for (int layer = 0; layer < 3; layer++)
        {
            string prefix = $"layers.{layer}.";
            Close(Sum(recorder[before], recorder[prefix + "attention"]), recorder[prefix + "attended"]);
            Close(Sum(recorder[prefix + "attended"], recorder[prefix + "ffn2"]), recorder[prefix + "output"]);
            Close(Map(recorder[prefix + "ffn1"], x => x * 0.5 * (1 + Erf(x / Math.Sqrt(2)))), recorder[prefix + "hidden"]);
            Close(Attention(recorder[prefix + "q"], recorder[prefix + "k"], recorder[prefix + "v"], heads: 3), recorder[prefix + "context"]);
            before = prefix + "output";
        }

        model = Model.CreateRandom(Traced.Attribute(Single), 9);
        recorder.Clear();
        input = Numbers(20 * 16);
        Traced.With(model, recorder.Add).Forward(input, new float[input.Length]);
        Close(
            recorder["layers.0.gate"].Values.ToArray().Zip(recorder["layers.0.ffn1"].Values.ToArray(), (gate, up) => gate / (1 + Math.Exp(-gate)) * up).ToArray(),
            recorder["layers.0.hidden"]);
        Close(Sum(recorder["layers.0.norm1"], recorder["layers.0.ffn2"]), recorder["layers.0.added"]);
        Close(Attention(recorder["layers.0.rotatedQ"], recorder["layers.0.rotatedK"], recorder["layers.0.v"], heads: 2), recorder["layers.0.context"]);
        Assert.NotEqual(recorder["layers.0.q"].Values.ToArray(), recorder["layers.0.rotatedQ"].Values.ToArray());
        Assert.Equal(recorder["layers.0.q"].Values[..16].ToArray(), recorder["layers.0.rotatedQ"].Values[..16].ToArray()); // position 0 is not rotated
    }

    [Fact]
    public void An_exception_of_the_callback_ends_the_call_and_the_model_goes_on()
    {
        Model model = Model.CreateRandom(Traced.Attribute(Stack), 5);
        float[] input = Numbers(8 * 30);
        float[] output = new float[input.Length];
        Model throwing = Traced.With(model, (in TraceResult result) => throw new InvalidOperationException(result.Name));
        Assert.Equal("embedded", Assert.Throws<InvalidOperationException>(() => throwing.Forward(input, output)).Message);
        float[] expected = new float[input.Length];
        Model.CreateRandom(Stack, 5).Forward(input, expected);
        model.Forward(input, output);
        Assert.Equal(expected, output);
    }

    private static float[] Run(WholeModel model, ModelInput input, int length, int threads, bool isPart = false)
    {
        float[] output = new float[isPart && !model.IsPooled ? (input.ByLengths ? model.OutputLength(input.Rows) : model.OutputLength(input.Rows.Length, input.Rows[0])) : length];
        input.On(model).Forward(output, threads);
        return output;
    }

    private static float[] Numbers(int count)
    {
        Random random = new(17);
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++)
        {
            numbers[i] = (float)((random.NextDouble() * 4) - 2);
        }

        return numbers;
    }

    private static double[] Sum(TraceRecord a, TraceRecord b) => a.Values.ToArray().Zip(b.Values.ToArray(), (x, y) => (double)x + y).ToArray();

    private static double[] Map(TraceRecord a, Func<double, double> function) => a.Values.ToArray().Select(x => function(x)).ToArray();

    private static double[] Attention(TraceRecord q, TraceRecord k, TraceRecord v, int heads)
    {
        int width = q.Width / heads;
        double[] context = new double[q.Values.Length];
        for (int head = 0; head < heads; head++)
        {
            for (int query = 0; query < q.Rows; query++)
            {
                double[] scores = new double[k.Rows];
                for (int key = 0; key < k.Rows; key++)
                {
                    for (int i = 0; i < width; i++)
                    {
                        scores[key] += (double)q.Values[(query * q.Width) + (head * width) + i] * k.Values[(key * k.Width) + (head * width) + i];
                    }

                    scores[key] = Math.Exp(scores[key] / Math.Sqrt(width));
                }

                double sum = scores.Sum();
                for (int i = 0; i < width; i++)
                {
                    for (int key = 0; key < k.Rows; key++)
                    {
                        context[(query * q.Width) + (head * width) + i] += scores[key] / sum * v.Values[(key * v.Width) + (head * width) + i];
                    }
                }
            }
        }

        return context;
    }

    /// <summary>The integral by Simpson's rule: as exact as the comparison needs.</summary>
    private static double Erf(double x)
    {
        const int Steps = 2000;
        double step = x / Steps, sum = 0;
        for (int i = 0; i <= Steps; i++)
        {
            double t = i * step;
            sum += (i == 0 || i == Steps ? 1 : i % 2 == 1 ? 4 : 2) * Math.Exp(-t * t);
        }

        return 2 / Math.Sqrt(Math.PI) * sum * step / 3;
    }

    private static void Close(double[] expected, TraceRecord actual)
    {
        double largest = expected.Max(Math.Abs);
        Assert.Equal(expected.Length, actual.Values.Length);
        Assert.True(largest > 1e-3, actual.Name);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.True(Math.Abs(expected[i] - actual.Values[i]) <= 4e-6 * largest, $"{actual.Name}[{i}]: {actual.Values[i]} instead of {expected[i]}");
        }
    }
}
