using BenchmarkDotNet.Attributes;

namespace ShapeGen.Kernels;

/// <summary>The tiles and the packed panels: narrow, deep, and wide with row strides that are a multiple of 4096 bytes.</summary>
[MemoryDiagnoser]
public class LinearBenchmarks
{
    private readonly LinearNarrow _narrow = LinearNarrow.CreateRandom(1);
    private readonly LinearDeep _deep = LinearDeep.CreateRandom(1);
    private readonly LinearWide _wide = LinearWide.CreateRandom(1);
    private float[] _input = [];
    private float[] _output = [];

    /// <summary>A single row, one tile, tiles with a remainder, several blocks.</summary>
    [Params(1, 14, 45, 197)]
    public int Rows { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        _input = Numbers.Random(Rows * LinearDeep.In);
        _output = new float[Rows * LinearWide.Out];
    }

    [Benchmark]
    public void From64To192() => _narrow.Forward(_input.AsSpan(0, Rows * LinearNarrow.In), _output.AsSpan(0, Rows * LinearNarrow.Out));

    [Benchmark]
    public void From1536To384() => _deep.Forward(_input.AsSpan(0, Rows * LinearDeep.In), _output.AsSpan(0, Rows * LinearDeep.Out));

    [Benchmark]
    public void From1024To3072() => _wide.Forward(_input.AsSpan(0, Rows * LinearWide.In), _output.AsSpan(0, Rows * LinearWide.Out));
}

[Linear(In = 64, Out = 192)]
internal sealed partial class LinearNarrow;

[Linear(In = 1536, Out = 384)]
internal sealed partial class LinearDeep;

[Linear(In = 1024, Out = 3072)]
internal sealed partial class LinearWide;
