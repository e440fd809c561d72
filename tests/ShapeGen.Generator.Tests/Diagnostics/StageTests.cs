using System.Globalization;
using Microsoft.CodeAnalysis;
using ShapeGen.Generator.Tests.Running;

namespace ShapeGen.Generator.Tests.Diagnostics;

/// <summary>What contradicts itself in the stages around an encoder, on the argument that has to change; calls of the model compile all the same.</summary>
public class StageTests
{
    private const string Encoder = "Encoder(Embed = 8, Heads = 2, Ffn = 8)";

    /// <summary>Calls of each kind of input, as a user's code has them.</summary>
    private const string IdsCalls = """

        static class Consumer
        {
            static void Use(int[] ids, float[] output)
            {
                M model = M.Load("model.safetensors").WithThreads(2);
                model.Forward(ids, output);
                model.Forward(ids, output, batch: 2, threads: 2);
                model.Forward(ids, output, new float[M.ScratchLength(3, 2)], threads: 2);
                model.Forward(ids, new[] { 1, 2 }, output);
                model.Forward(ids, new[] { 1, 2 }, output, new float[M.ScratchLength(tokens: 3)], threads: 2);
                _ = M.OutputLength(new[] { 1, 2 }) + M.OutputWidth;
            }
        }
        """;

    private const string PixelCalls = """

        static class Consumer
        {
            static void Use(float[] pixels, float[] output)
            {
                M model = M.Load("model.safetensors").WithThreads(2);
                model.Forward(pixels, output);
                model.Forward(pixels, output, batch: 2, threads: 2);
                model.Forward(pixels, output, new float[M.ScratchLength(threads: 2)], threads: 2);
                _ = M.OutputLength() + M.OutputLength(batch: 2) + M.OutputWidth;
            }
        }
        """;

    private const string FeatureCalls = """

        static class Consumer
        {
            static void Use(float[] features, float[] output)
            {
                M model = M.Load("model.safetensors").WithThreads(2);
                model.Forward(features, output);
                model.Forward(features, output, batch: 2, threads: 2);
                model.Forward(features, new[] { 1, 2 }, output, threads: 2);
                model.Forward(features, new[] { 1, 2 }, output, new float[M.ScratchLength(3, threads: 2)]);
                _ = M.OutputLength(new[] { 1, 2 }) + M.OutputWidth;
            }
        }
        """;

    [Theory]
    [InlineData("{|SHG0017:TokenEmbedding(9)|}, Projection(4)", "[TokenEmbedding] contradicts [Projection]: a model has one kind of input; remove one of the two")]
    [InlineData("TokenEmbedding(9), {|SHG0017:ClassToken|}", "[ClassToken] contradicts [TokenEmbedding]: the tokenizer puts such a token first; remove [ClassToken]")]
    [InlineData(
        "TokenEmbedding(9), Positions({|SHG0017:Max = 6|}), Tokens = 7",
        "Max = 6 of [Positions] contradicts Tokens = 7 of [Encoder]: each token needs a row; write Max = 7")]
    [InlineData(
        "TokenEmbedding(9), Positions({|SHG0017:8|}, Offset = 2), Tokens = 7",
        "Max = 8 of [Positions] contradicts Tokens = 7 of [Encoder]: each token needs a row; write Max = 9")]
    [InlineData(
        "TokenEmbedding(9), Positions(8, {|SHG0017:Offset = 8|})",
        "Offset = 8 contradicts Max = 8: Max counts the rows before the offset too, so no position is left; write a larger Max, or a smaller Offset")]
    [InlineData(
        "TokenEmbedding(9), Positions(8, {|SHG0017:Sinusoid = Sinusoid.Halves|})",
        "Sinusoid contradicts Kind = PositionKind.Learned: Sinusoid has an effect only with Kind = PositionKind.Sinusoidal; add that, or remove Sinusoid")]
    [InlineData(
        "TokenEmbedding(9), Pool(Pooling.Class, {|SHG0017:ExcludeClass = true|})",
        "ExcludeClass = true contradicts Pooling.Class: it takes one row only; remove ExcludeClass")]
    [InlineData(
        "TokenEmbedding(9), Pool(Pooling.Last, {|SHG0017:ExcludeClass = true|})",
        "ExcludeClass = true contradicts Pooling.Last: it takes one row only; remove ExcludeClass")]
    [InlineData(
        "TokenEmbedding(9), Pool(Pooling.Mean, {|SHG0017:ExcludeClass = true|})",
        "ExcludeClass = true contradicts a model without [ClassToken]: there is no row to leave out; add [ClassToken], or remove ExcludeClass")]
    public void Of_ids(string stages, string message) => Stub(stages, IdsCalls, message);

    [Theory]
    [InlineData("TokenEmbedding(9), {|SHG0017:PatchEmbedding(4, 4, 2)|}", "[PatchEmbedding] contradicts [TokenEmbedding]: a model has one kind of input; remove one of the two")]
    [InlineData(
        "PatchEmbedding({|SHG0017:Height = 30|}, Width = 32, Patch = 16)",
        "Height = 30 contradicts Patch = 16: patches stand side by side; write Height = 16 or Height = 32, or a Patch that divides it")]
    [InlineData(
        "PatchEmbedding(32, {|SHG0017:9|}, 16)",
        "Width = 9 contradicts Patch = 16: patches stand side by side; write Width = 16, or a Patch that divides it")]
    [InlineData(
        "PatchEmbedding(32, 32, 16), Pool({|SHG0017:Pooling.Class|})",
        "Pooling.Class contradicts [PatchEmbedding] without [ClassToken]: no row represents the whole sequence; add [ClassToken], or choose another Pooling")]
    [InlineData(
        "PatchEmbedding(32, 32, 16), ClassToken, Positions({|SHG0017:4|})",
        "Max = 4 of [Positions] contradicts the 5 tokens of [PatchEmbedding] with [ClassToken]: each token needs a row; write Max = 5")]
    [InlineData(
        "PatchEmbedding(32, 48, 16), Positions({|SHG0017:5|})",
        "Max = 5 of [Positions] contradicts the 6 tokens of [PatchEmbedding]: each token needs a row; write Max = 6")]
    [InlineData(
        "PatchEmbedding(32, 32, 16), {|SHG0017:Tokens = 5|}",
        "Tokens = 5 contradicts [PatchEmbedding]: it makes 4 patches; write Tokens = 4, or leave it out")]
    [InlineData(
        "PatchEmbedding(32, 32, 16), ClassToken, {|SHG0017:Tokens = 4|}",
        "Tokens = 4 contradicts [PatchEmbedding]: its 4 patches and the class token are 5 tokens; write Tokens = 5, or leave it out")]
    [InlineData(
        "PatchEmbedding(32, 32, 16, {|SHG0017:Mean = new[] { 0.5f, 0.5f, 0.5f }|})",
        "Mean contradicts no Std: bytes are brought to (byte / 255 - Mean) / Std; add Std")]
    [InlineData(
        "PatchEmbedding(32, 32, 16, {|SHG0017:Std = new[] { 0.5f, 0.5f, 0.5f }|})",
        "Std contradicts no Mean: bytes are brought to (byte / 255 - Mean) / Std; add Mean")]
    [InlineData(
        "PatchEmbedding(32, 32, 16, {|SHG0017:Mean = new[] { 0.5f, 0.5f }|}, Std = new[] { 0.5f, 0.5f, 0.5f })",
        "Mean of 2 numbers contradicts Channels = 3: each channel has its own number; give 3")]
    [InlineData(
        "PatchEmbedding(32, 32, 16, Channels = 1, Mean = new[] { 0.5f }, {|SHG0017:Std = new float[0]|})",
        "Std of 0 numbers contradicts Channels = 1: each channel has its own number; give 1")]
    [InlineData(
        "PatchEmbedding(32, 32, 16, Channels = 2, Mean = new[] { 0.5f, 0 }, {|SHG0017:Std = new[] { 0.5f, 0f }|})",
        "Std contradicts a number that is not above 0: pixels are divided by it; give the standard deviation of each channel")]
    [InlineData(
        "PatchEmbedding(32, 32, 16, Channels = 1, {|SHG0017:Mean = new[] { float.NaN }|}, Std = new[] { 1f })",
        "Mean contradicts a number that is not finite: it is subtracted from pixels; give the mean of each channel")]
    [InlineData(
        "PatchEmbedding(32, 32, 16, Channels = 1, Mean = new[] { 0f }, {|SHG0017:Std = new[] { float.PositiveInfinity }|})",
        "Std contradicts a number that is not finite: pixels are divided by it; give the standard deviation of each channel")]
    public void Of_pixels(string stages, string message) => Stub(stages, PixelCalls, message);

    [Theory]
    [InlineData(
        "Projection(4), Pool({|SHG0017:Pooling.Class|})",
        "Pooling.Class contradicts [Projection] without [ClassToken]: no row represents the whole sequence; add [ClassToken], or choose another Pooling")]
    [InlineData(
        "Pool({|SHG0017:Pooling.Class|})",
        "Pooling.Class contradicts features as input without [ClassToken]: no row represents the whole sequence; add [ClassToken], or choose another Pooling")]
    [InlineData(
        "Head(3), TensorNames({|SHG0017:Heads = \"a;b\"|})",
        "Heads = \"a;b\" contradicts 1 [Head]: it has 2 names; write one name for each, separated by semicolons, or one name with {layer} in place of the number")]
    [InlineData(
        "Head(3), Head(4), TensorNames({|SHG0017:Heads = \"a\"|})",
        "Heads = \"a\" contradicts 2 [Head]: it has 1 name; write one name for each, separated by semicolons, or one name with {layer} in place of the number")]
    [InlineData(
        "Head(3), TensorNames({|SHG0017:Projection = \"a\"|})",
        "Projection = \"a\" contradicts no [Projection]: then the model has no Projection; remove Projection, or change the other property")]
    [InlineData(
        "Head(3), TensorNames({|SHG0017:TokenEmbedding = \"a\"|})",
        "TokenEmbedding = \"a\" contradicts [Encoder]: then the model has no TokenEmbedding; remove TokenEmbedding")]
    [InlineData(
        "Head(3), TensorNames({|SHG0017:Patch = \"a\"|})",
        "Patch = \"a\" contradicts [Encoder]: then the model has no Patch; remove Patch")]
    [InlineData(
        "Head(3), TensorNames({|SHG0017:ClassToken = \"a\"|})",
        "ClassToken = \"a\" contradicts no [ClassToken]: then the model has no ClassToken; remove ClassToken, or change the other property")]
    [InlineData(
        "Head(3), TensorNames({|SHG0017:InputNorm = \"a\"|})",
        "InputNorm = \"a\" contradicts no [InputNorm]: then the model has no InputNorm; remove InputNorm, or change the other property")]
    [InlineData(
        "ClassToken, TensorNames({|SHG0017:Heads = \"a\"|})",
        "Heads = \"a\" contradicts no [Head]: then the model has no Heads; remove Heads, or change the other property")]
    [InlineData(
        "Positions(9, Kind = PositionKind.Sinusoidal), TensorNames({|SHG0017:Positions = \"a\"|})",
        "Positions = \"a\" contradicts Kind = PositionKind.Sinusoidal: then the model has no Positions; remove Positions, or change the other property")]
    [InlineData(
        "Projection(4), TensorNames({|SHG0017:TensorNaming.HuggingFaceBert|})",
        "TensorNaming.HuggingFaceBert contradicts [Projection]: this naming has no name for Projection; add Projection = \"…\", or choose another naming")]
    [InlineData(
        "Head(3), TensorNames({|SHG0017:TensorNaming.HuggingFaceWhisper|})",
        "TensorNaming.HuggingFaceWhisper contradicts [Head]: this naming has no name for Heads; add Heads = \"…\", or choose another naming")]
    [InlineData(
        "Projection(4), TensorNames({|SHG0017:Projection = \"{layer}.a\"|})",
        "Projection = \"{layer}.a\" contradicts its {layer}: all layers share one Projection; write the number instead, or remove {layer}")]
    public void Of_features(string stages, string message) => Stub(stages, FeatureCalls, message);

    /// <summary>An odd width has no pairs of sines and cosines.</summary>
    [Fact]
    public void Sinusoids_of_an_odd_width() => Expect.Alone(
        "[Positions(8, {|SHG0017:Kind = PositionKind.Sinusoidal|}), Encoder(Embed = 9, Heads = 3, Ffn = 8)] partial class M;" + FeatureCalls,
        "Kind = PositionKind.Sinusoidal contradicts Embed = 9: each frequency has a sine and a cosine; take an even Embed");

    [Theory]
    [InlineData("TokenEmbedding({|SHG0002:0|})", "ids", "Vocab is 0; it must be at least 1")]
    [InlineData("TokenEmbedding({|SHG0002:Vocab = -3|})", "ids", "Vocab is -3; it must be at least 1")]
    [InlineData("TokenEmbedding(9), Positions({|SHG0002:0|})", "ids", "Max is 0; it must be at least 1")]
    [InlineData("TokenEmbedding(9), Positions(9, {|SHG0018:Offset = -1|})", "ids", "Offset is -1; it must be at least 0")]
    [InlineData("TokenEmbedding(9, {|SHG0018:Scale = float.NaN|})", "ids", "Scale is NaN; it must be a finite number")]
    [InlineData("TokenEmbedding(9), InputNorm({|SHG0013:0f|})", "ids", "Epsilon is 0; it must be a finite number above 0, so that the division by √(variance + Epsilon) is finite (PyTorch's default is 1e-5)")]
    [InlineData("TokenEmbedding(9), InputNorm({|SHG0013:Epsilon = -1e-5f|})", "ids", "Epsilon is -1E-05; it must be a finite number above 0, so that the division by √(variance + Epsilon) is finite (PyTorch's default is 1e-5)")]
    [InlineData("TokenEmbedding(9), Head({|SHG0002:0|})", "ids", "Out is 0; it must be at least 1")]
    [InlineData("Projection({|SHG0002:-1|})", "features", "In is -1; it must be at least 1")]
    [InlineData("PatchEmbedding({|SHG0002:0|}, 4, 2)", "pixels", "Height is 0; it must be at least 1")]
    [InlineData("PatchEmbedding(4, {|SHG0002:-4|}, 2)", "pixels", "Width is -4; it must be at least 1")]
    [InlineData("PatchEmbedding(4, 4, {|SHG0002:0|})", "pixels", "Patch is 0; it must be at least 1")]
    [InlineData("PatchEmbedding(4, 4, 2, {|SHG0002:0|})", "pixels", "Channels is 0; it must be at least 1")]
    [InlineData("TokenEmbedding(9), Pool({|SHG0012:(Pooling)9|})", "ids", "Pooling is 9, which is not a value of ShapeGen.Pooling; use Pooling.Class, Pooling.Mean, Pooling.Max or Pooling.Last")]
    [InlineData(
        "TokenEmbedding(9), Positions(4, {|SHG0012:Kind = (PositionKind)2|})", "ids",
        "Kind is 2, which is not a value of ShapeGen.PositionKind; use PositionKind.Learned or PositionKind.Sinusoidal")]
    [InlineData(
        "TokenEmbedding(9), Positions(4, Kind = PositionKind.Sinusoidal, {|SHG0012:Sinusoid = (Sinusoid)5|})", "ids",
        "Sinusoid is 5, which is not a value of ShapeGen.Sinusoid; use Sinusoid.Pairs or Sinusoid.Halves")]
    [InlineData(
        "TokenEmbedding(9), Head(4, {|SHG0012:Activation = (HeadActivation)77|})", "ids",
        "Activation is 77, which is not a value of ShapeGen.HeadActivation; use HeadActivation.None, HeadActivation.Tanh, HeadActivation.Gelu, HeadActivation.Relu, HeadActivation.Sigmoid, HeadActivation.Softmax, HeadActivation.GeluTanh, HeadActivation.QuickGelu or HeadActivation.Silu")]
    [InlineData("{|SHG0003:TokenEmbedding|}", "ids", "[TokenEmbedding] needs Vocab; write [TokenEmbedding(Vocab = 30522)]")]
    [InlineData("{|SHG0003:PatchEmbedding(Height = 4)|}", "pixels", "[PatchEmbedding] needs Width and Patch; write [PatchEmbedding(Height = 224, Width = 224, Patch = 16)]")]
    [InlineData("{|SHG0003:Projection(Bias = false)|}", "features", "[Projection] needs In; write [Projection(In = 40)]")]
    [InlineData("TokenEmbedding(9), {|SHG0003:Positions|}", "ids", "[Positions] needs Max; write [Positions(Max = 512)]")]
    [InlineData("TokenEmbedding(9), {|SHG0003:Head(Bias = false)|}", "ids", "[Head] needs Out; write [Head(Out = 10)]")]
    public void Out_of_range(string stages, string input, string message) =>
        Stub(stages, input switch { "ids" => IdsCalls, "pixels" => PixelCalls, "features" => FeatureCalls, _ => throw new ArgumentException(input) }, message);

    /// <summary>Types below 0 are reported, and calls with types compile all the same.</summary>
    [Fact]
    public void Too_few_types() => Expect.Alone(
        $"[TokenEmbedding(9, {{|SHG0018:Types = -2|}}), {Encoder}] partial class M;\nstatic class Consumer {{ static void Use(int[] ids, float[] y) => M.CreateRandom(1).Forward(ids, y, types: ids); }}",
        "Types is -2; it must be at least 0");

    [Theory]
    [InlineData("Linear(3, 4)", "Linear")]
    [InlineData("LayerNorm(3)", "LayerNorm")]
    [InlineData("FeedForward(3, 4)", "FeedForward")]
    [InlineData("MultiHeadAttention(4, 2)", "MultiHeadAttention")]
    public void Stages_stand_around_an_encoder(string module, string name)
    {
        foreach (string stage in new[] { "Projection(3)", "TokenEmbedding(3)", "PatchEmbedding(4, 4, 2)", "ClassToken", "Positions(3)", "InputNorm", "Pool(Pooling.Mean)", "Head(3)" })
        {
            string written = stage.Split('(')[0];
            Expect.Stub(
                $"[{module}, {{|SHG0017:{stage}|}}] partial class M;",
                $"[{written}] contradicts [{name}]: it is a stage before or after an encoder; declare the model with [Encoder], or remove [{written}]");
        }
    }

    [Theory]
    [InlineData("TokenEmbedding({|SHG0004:400_000_000|})", "ids", "Vocab × Embed is 3200000000 floats, more than the 2147483527 that one span can hold; make Vocab smaller")]
    [InlineData("TokenEmbedding(9), Positions({|SHG0004:Max = 400_000_000|})", "ids", "Max × Embed is 3200000000 floats, more than the 2147483527 that one span can hold; make Max smaller")]
    [InlineData("Projection({|SHG0004:400_000_000|})", "features", "In × Embed is 3200000000 floats, more than the 2147483527 that one span can hold; make In smaller")]
    [InlineData("Head({|SHG0004:400_000_000|})", "features", "Embed × Out is 3200000000 floats, more than the 2147483527 that one span can hold; make Out smaller")]
    [InlineData("Head(65536), Head({|SHG0004:65536|})", "features", "Out × Out is 4294967296 floats, more than the 2147483527 that one span can hold; make Out smaller")]
    [InlineData("PatchEmbedding({|SHG0004:65536|}, 65536, 1)", "pixels", "Channels × Height × Width is 12884901888 floats, more than the 2147483527 that one span can hold; make Height or Width smaller")]
    [InlineData(
        "PatchEmbedding(16384, 16384, {|SHG0004:16384|})", "pixels",
        "Channels × Patch × Patch × Embed is 6442450944 floats, more than the 2147483527 that one span can hold; make Patch smaller")]
    [InlineData("TokenEmbedding(200_000_000), Head({|SHG0004:40_000_000|})", "ids", "the packed weights is 2160000000 floats, more than the 2147483527 that one span can hold; make Out smaller")]
    public void Larger_than_a_span(string stages, string input, string message) =>
        Stub(stages, input switch { "ids" => IdsCalls, "pixels" => PixelCalls, "features" => FeatureCalls, _ => throw new ArgumentException(input) }, message);

    /// <summary>What is written and says nothing: a call has the parameters that mean something.</summary>
    [Theory]
    [InlineData("TokenEmbedding(9, Types = 0)", IdsCalls)]
    [InlineData("PatchEmbedding(4, 4, 2, Mean = null, Std = null)", PixelCalls)]
    [InlineData("TokenEmbedding(9, Scale = -2), InputNorm(Bias = false), Pool(Pooling.Last), Head(3, Bias = false), Head(1)", IdsCalls)]
    [InlineData("Head(2), ClassToken, Projection(3), Pool(Pooling.Max, ExcludeClass = true), Positions(4)", FeatureCalls)]
    public void Nothing_is_wrong(string stages, string calls)
    {
        GeneratorRun run = GeneratorRunner.Run($"using ShapeGen;\n[{stages}, {Encoder}] partial class M;{calls}").IsClean();
        Assert.DoesNotContain(run.Sources.Values, text => text.Contains("> types = default", StringComparison.Ordinal));
        Assert.DoesNotContain(run.Sources.Values, text => text.Contains("ReadOnlySpan<byte> pixels", StringComparison.Ordinal));
    }

    /// <summary><c>Deviation</c> is the obsolete name of <c>Std</c>: it gives the same model, and the compiler's warning.</summary>
    [Fact]
    public void The_old_name_of_std_still_works()
    {
        GeneratorRun old = GeneratorRunner.Run(Model("Deviation"));
        Assert.Empty(old.Reported);
        Assert.Equal(["CS0618"], old.Compiler().Select(diagnostic => diagnostic.Id));
        Assert.Equal(GeneratorRunner.Run(Model("Std")).IsClean().Sources, old.Sources);

        static string Model(string name) => $"using ShapeGen;\n[PatchEmbedding(4, 6, 2, Channels = 1, Mean = new[] {{ 0.5f }}, {name} = new[] {{ 0.25f }}), {Encoder}] partial class M;";
    }

    [Fact]
    public void Std_under_both_names()
    {
        GeneratorRun run = GeneratorRunner.Run(
            $"using ShapeGen;\n[PatchEmbedding(4, 6, 2, 1, Mean = new[] {{ 0.5f }}, Std = new[] {{ 0.25f }}, Deviation = new[] {{ 0.25f }}), {Encoder}] partial class M;");
        Diagnostic reported = Assert.Single(run.Reported);
        Assert.Equal(("SHG0017", "Deviation contradicts Std: it is the old name of Std; remove Deviation"), (reported.Id, reported.GetMessage(CultureInfo.InvariantCulture)));
    }

    /// <summary>The order in which stages are written means nothing, but that of heads does.</summary>
    [Fact]
    public void Any_order_is_the_same_model()
    {
        string first = Model("TokenEmbedding(9), Positions(4), InputNorm, Pool(Pooling.Mean), Head(5), Head(3), " + Encoder);
        Assert.Equal(first, Model(Encoder + ", Head(5), Pool(Pooling.Mean), InputNorm, Head(3), Positions(4), TokenEmbedding(9)"));
        Assert.NotEqual(first, Model("TokenEmbedding(9), Positions(4), InputNorm, Pool(Pooling.Mean), Head(3), Head(5), " + Encoder));

        static string Model(string attributes) => string.Concat(GeneratorRunner.Run($"using ShapeGen;\n[{attributes}] partial class M;").IsClean().Sources.OrderBy(source => source.Key, StringComparer.Ordinal).Select(source => source.Value));
    }

    /// <summary>A fixed number of tokens stands in the encoder's attribute.</summary>
    private static void Stub(string stages, string calls, string message)
    {
        const string Tokens = "Tokens = ";
        int tokens = stages.IndexOf(Tokens, StringComparison.Ordinal);
        string encoder = Encoder;
        if (tokens >= 0)
        {
            int start = stages.LastIndexOf(", ", tokens, StringComparison.Ordinal);
            encoder = $"{Encoder[..^1]}{stages[start..]})";
            stages = stages[..start];
            calls = calls.Split("model.Forward(ids, new[]")[0].Split('\n')[0]; // Such a model has no calls by lengths.
        }

        Expect.Alone($"[{stages}, {encoder}] partial class M;{calls}", message);
    }
}
