using BenchmarkDotNet.Attributes;

namespace ShapeGen.Kernels;

/// <summary>The two passes over a row: whole vectors, a row with a remainder, a long row.</summary>
[MemoryDiagnoser]
public class LayerNormBenchmarks
{
    private readonly LayerNorm64 _short = LayerNorm64.CreateRandom(1);
    private readonly LayerNorm62 _ragged = LayerNorm62.CreateRandom(1);
    private readonly LayerNorm768 _long = LayerNorm768.CreateRandom(1);
    private float[] _input = [];
    private float[] _output = [];

    [Params(1, 28, 197)]
    public int Rows { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        _input = Numbers.Random(Rows * LayerNorm768.Dim);
        _output = new float[_input.Length];
    }

    [Benchmark]
    public void Of64() => _short.Forward(_input.AsSpan(0, Rows * LayerNorm64.Dim), _output.AsSpan(0, Rows * LayerNorm64.Dim));

    [Benchmark]
    public void Of62() => _ragged.Forward(_input.AsSpan(0, Rows * LayerNorm62.Dim), _output.AsSpan(0, Rows * LayerNorm62.Dim));

    [Benchmark]
    public void Of768() => _long.Forward(_input, _output);
}

[LayerNorm(Dim = 64)]
internal sealed partial class LayerNorm64;

[LayerNorm(Dim = 62)]
internal sealed partial class LayerNorm62;

[LayerNorm(Dim = 768)]
internal sealed partial class LayerNorm768;
