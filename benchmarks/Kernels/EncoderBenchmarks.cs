using BenchmarkDotNet.Attributes;

namespace ShapeGen.Kernels;

/// <summary>Whole layers: the seed's shape with a variable and with a fixed number of tokens, and ViT-Tiny's.</summary>
[MemoryDiagnoser]
public class EncoderBenchmarks
{
    private readonly EncoderSeed _seed = EncoderSeed.CreateRandom(1);
    private readonly EncoderSeedOf14 _fixed = EncoderSeedOf14.CreateRandom(1);
    private readonly EncoderTiny _tiny = EncoderTiny.CreateRandom(1);
    private float[] _input = [];
    private float[] _output = [];

    [Params(1, 2, 16)]
    public int Batch { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        _input = Numbers.Random(Batch * EncoderSeedOf14.Tokens * EncoderTiny.Embed);
        _output = new float[_input.Length];
    }

    [Benchmark]
    public void Seed() => _seed.Forward(_input.AsSpan(0, SeedLength), _output.AsSpan(0, SeedLength), Batch);

    [Benchmark]
    public void SeedOf14Tokens() => _fixed.Forward(_input.AsSpan(0, SeedLength), _output.AsSpan(0, SeedLength), Batch);

    [Benchmark]
    public void VitTiny() => _tiny.Forward(_input, _output, Batch);

    private int SeedLength => Batch * EncoderSeedOf14.Tokens * EncoderSeed.Embed;
}

[Encoder(Embed = 64, Heads = 8, Ffn = 128)]
internal sealed partial class EncoderSeed;

[Encoder(Embed = 64, Heads = 8, Ffn = 128, Tokens = 14)]
internal sealed partial class EncoderSeedOf14;

[Encoder(Embed = 192, Heads = 3, Ffn = 768)]
internal sealed partial class EncoderTiny;
