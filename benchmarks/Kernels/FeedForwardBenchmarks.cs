using BenchmarkDotNet.Attributes;

namespace ShapeGen.Kernels;

/// <summary>Two products with the activation between them.</summary>
[MemoryDiagnoser]
public class FeedForwardBenchmarks
{
    private readonly FeedForwardSeed _seed = FeedForwardSeed.CreateRandom(1);
    private readonly FeedForwardRelu _relu = FeedForwardRelu.CreateRandom(1);
    private readonly FeedForwardTiny _tiny = FeedForwardTiny.CreateRandom(1);
    private float[] _input = [];
    private float[] _output = [];

    [Params(1, 28, 197)]
    public int Rows { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        _input = Numbers.Random(Rows * FeedForwardTiny.Embed);
        _output = new float[_input.Length];
    }

    [Benchmark]
    public void Of64By128() => _seed.Forward(_input.AsSpan(0, Rows * FeedForwardSeed.Embed), _output.AsSpan(0, Rows * FeedForwardSeed.Embed));

    /// <summary>The difference from this is the cost of SiLU.</summary>
    [Benchmark]
    public void Of64By128WithRelu() => _relu.Forward(_input.AsSpan(0, Rows * FeedForwardRelu.Embed), _output.AsSpan(0, Rows * FeedForwardRelu.Embed));

    [Benchmark]
    public void Of192By768() => _tiny.Forward(_input, _output);
}

[FeedForward(Embed = 64, Ffn = 128)]
internal sealed partial class FeedForwardSeed;

[FeedForward(Embed = 64, Ffn = 128, Activation = Activation.Relu)]
internal sealed partial class FeedForwardRelu;

[FeedForward(Embed = 192, Ffn = 768)]
internal sealed partial class FeedForwardTiny;
