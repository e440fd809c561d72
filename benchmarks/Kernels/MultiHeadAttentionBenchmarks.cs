using BenchmarkDotNet.Attributes;

namespace ShapeGen.Kernels;

/// <summary>Projections, scores, softmax and context: heads of 8, of 64 and of 15 features.</summary>
[MemoryDiagnoser]
public class MultiHeadAttentionBenchmarks
{
    private readonly AttentionSeed _seed = AttentionSeed.CreateRandom(1);
    private readonly AttentionTiny _tiny = AttentionTiny.CreateRandom(1);
    private readonly AttentionOdd _odd = AttentionOdd.CreateRandom(1);
    private float[] _input = [];
    private float[] _output = [];

    [Params(1, 14, 197)]
    public int Tokens { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        _input = Numbers.Random(Tokens * AttentionTiny.Embed);
        _output = new float[_input.Length];
    }

    [Benchmark]
    public void Of64With8Heads() => _seed.Forward(_input.AsSpan(0, Tokens * AttentionSeed.Embed), _output.AsSpan(0, Tokens * AttentionSeed.Embed));

    [Benchmark]
    public void Of192With3Heads() => _tiny.Forward(_input, _output);

    [Benchmark]
    public void Of120With8Heads() => _odd.Forward(_input.AsSpan(0, Tokens * AttentionOdd.Embed), _output.AsSpan(0, Tokens * AttentionOdd.Embed));
}

[MultiHeadAttention(Embed = 64, Heads = 8)]
internal sealed partial class AttentionSeed;

[MultiHeadAttention(Embed = 192, Heads = 3)]
internal sealed partial class AttentionTiny;

[MultiHeadAttention(Embed = 120, Heads = 8)]
internal sealed partial class AttentionOdd;
