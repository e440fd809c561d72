using System.Runtime.InteropServices;
using ShapeGen.Generator.Modules;
using ShapeGen.Tool.Compilation;
using ShapeGen.Tool.Verification;
using ShapeGen.Tool.Verification.Causes;
using static ShapeGen.Tool.Tests.Verification.RecordedReference;

namespace ShapeGen.Tool.Tests.Verification;

/// <summary>Why a stage departs: each cause that <c>verify</c> names, on what PyTorch computed where it did, and no cause where there is none.</summary>
[Trait("Tier", "Full")]
public sealed class CauseTests : IDisposable
{
    private const string Names = """Gate = "blocks.{layer}.mlp.fc1_g", Ffn1 = "blocks.{layer}.mlp.fc1_x")""";

    private const string Exchanged = """Gate = "blocks.{layer}.mlp.fc1_x", Ffn1 = "blocks.{layer}.mlp.fc1_g")""";

    private const string Buckets = "Position = PositionEncoding.RelativeBuckets, Buckets = 8";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("shapegen-causes-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("bert", "Activation.Gelu,", "Activation.GeluTanh,", "layers.0.hidden", "write Activation = Activation.Gelu")]
    [InlineData("bert", ", Epsilon = 1e-12f", ", Epsilon = 1e-3f", "layers.0.norm1", "write Epsilon = 1e-12f")]
    [InlineData("bert", "InputNorm(1e-12f)", "InputNorm(1e-3f)", "embedded", "write [InputNorm(1e-12f)]")]
    [InlineData("bert", "Heads = 3", "Heads = 4", "layers.0.context", "write Heads = 3")]
    [InlineData("bert", "NormPlacement.Post", "NormPlacement.Pre", "layers.0.norm1", "write Norm = NormPlacement.Post")]
    [InlineData("bert", "Ffn = 40", "Ffn = 40, Mask = AttentionMask.Causal", "layers.0.context", "write Mask = AttentionMask.None")]
    [InlineData("bert", "Ffn = 40", "Ffn = 40, Scale = 1, Mask = AttentionMask.Causal", "layers.0.context", "write Mask = AttentionMask.None and Scale = 0.35355338f")]
    [InlineData("bert", "Heads = 3", "Heads = 4, Scale = 1", "layers.0.context", "write Heads = 3 and Scale = 0.35355338f")]
    [InlineData("bert", "Ffn = 40", "Ffn = 40, Position = PositionEncoding.Rotary", "layers.0.context", "write Position = PositionEncoding.None")]
    [InlineData("bert", "Ffn = 40", "Ffn = 40, Position = PositionEncoding.Alibi", "layers.0.context", "write Position = PositionEncoding.None")]
    [InlineData("bert", "Ffn = 40", "Ffn = 40, Window = 8", "layers.0.context", "write no Window")]
    [InlineData("bert", "Ffn = 40", "Ffn = 40, Window = 8, Mask = AttentionMask.Causal", "layers.0.context", "write Mask = AttentionMask.None and no Window")]
    [InlineData("bert", "Ffn = 40", "Ffn = 40, Window = 8, GlobalEvery = 2", "layers.1.context", "write neither Window nor GlobalEvery")]
    [InlineData("bert", "Positions(48)", "Positions(48, Offset = 1)", "positioned", "write Offset = 0 in [Positions]")]
    [InlineData("bert", "Types = 2", "Types = 0", "tokens", "write Types = 2 in [TokenEmbedding]", "TensorNaming.HuggingFaceBert", "TensorNaming.HuggingFaceBert, Ignore = \"embeddings.token_type_embeddings.weight\"")]
    [InlineData("bert", "Pooling.Class", "Pooling.Mean", "pooled", "write [Pool(Pooling.Class)]")]
    [InlineData("bert", "HeadActivation.Tanh", "HeadActivation.Relu", "head.0", "write Activation = HeadActivation.Tanh in that [Head]")]
    [InlineData("bert", ", Activation = HeadActivation.Tanh", "", "head.0", "write Activation = HeadActivation.Tanh in that [Head]")]
    [InlineData("vit", ", Epsilon = 1e-6f", ", Epsilon = 1e-2f", "layers.0.norm1", "write Epsilon = 1e-6f")]
    [InlineData("vit", "FinalNorm = true", "FinalNorm = true, FinalEpsilon = 1e-2f", "finalNorm", "write FinalEpsilon = 1e-6f")]
    [InlineData("vit", "Head(10)", "Head(10, Activation = HeadActivation.Softmax)", "head.0", "write Activation = HeadActivation.None in that [Head]")]
    [InlineData("vit", "Head(10)", "Head(10, Activation = HeadActivation.Sigmoid)", "head.0", "write Activation = HeadActivation.None in that [Head]")]
    [InlineData("vit", "Pooling.Class", "Pooling.Mean, ExcludeClass = true", "pooled", "write [Pool(Pooling.Class)]")]
    [InlineData("vit", "Pooling.Class", "Pooling.Last", "pooled", "write [Pool(Pooling.Class)]")]
    [InlineData("vit", "Heads = 3", "Heads = 8", "layers.0.context", "write Heads = 3")]
    [InlineData("vit", "Heads = 3", "Heads = 3, Scale = 1", "layers.0.context", "write Scale = 0.35355338f")]
    [InlineData("encoder", "Heads = 2", "Heads = 3", "layers.0.context", "write Heads = 2")]
    [InlineData("encoder", "Activation.Gelu,", "Activation.Silu,", "layers.0.hidden", "write Activation = Activation.Gelu")]
    [InlineData("encoder", "Ffn = 20", "Ffn = 20, Epsilon = 1e-2f", "layers.0.norm1", "write Epsilon = 1e-5f")]
    [InlineData("encoder_pre_norm", "NormPlacement.Pre", "NormPlacement.Post", "layers.0.q", "write Norm = NormPlacement.Pre")]
    [InlineData("encoder_pre_norm", "Activation.Relu", "Activation.QuickGelu", "layers.0.hidden", "write Activation = Activation.Relu")]
    [InlineData("rotary", "Position = PositionEncoding.Rotary, ", "", "layers.0.context", "write Position = PositionEncoding.Rotary")]
    [InlineData("rotary", "PositionEncoding.Rotary", "PositionEncoding.Alibi", "layers.0.context", "write Position = PositionEncoding.Rotary")]
    [InlineData("rotary", "PositionEncoding.Rotary", "PositionEncoding.Rotary, RotaryInterleaved = true", "layers.0.context", "write RotaryInterleaved = false")]
    [InlineData("rotary", "PositionEncoding.Rotary", "PositionEncoding.Rotary, RotaryTheta = 500_000", "layers.0.context", "write RotaryTheta = 10000")]
    [InlineData("rotary", "PositionEncoding.Rotary", "PositionEncoding.Rotary, RotaryTheta = 777", "layers.0.context", "write RotaryTheta = 10000")]
    [InlineData("rotary", "PositionEncoding.Rotary", "PositionEncoding.Rotary, RotaryDim = 4", "layers.0.context", "write RotaryDim = 8")]
    [InlineData("rotary", "PositionEncoding.Rotary", "PositionEncoding.Rotary, Mask = AttentionMask.Causal", "layers.0.context", "write Mask = AttentionMask.None")]
    [InlineData("rotary", "PositionEncoding.Rotary", "PositionEncoding.Rotary, Scale = 1", "layers.0.context", "write Scale = 0.35355338f")]
    [InlineData("rotary", "PositionEncoding.Rotary", "PositionEncoding.Rotary, RotaryInterleaved = true, Mask = AttentionMask.Causal", "layers.0.context", "write Mask = AttentionMask.None and RotaryInterleaved = false")]
    [InlineData("rotary", "Heads = 2", "Heads = 4", "layers.0.context", "write Heads = 2")]
    [InlineData("rotary", "NormKind = NormKind.Rms, Epsilon = 1e-6f", "NormBias = false, Epsilon = 1e-6f", "layers.0.norm1", "write NormKind = NormKind.Rms")]
    [InlineData("rotary", "NormKind = NormKind.Rms, Epsilon = 1e-6f", "NormBias = false, Epsilon = 1e-2f", "layers.0.norm1", "write NormKind = NormKind.Rms and Epsilon = 1e-6f")]
    [InlineData("rotary", "Activation.QuickGelu", "Activation.Silu", "layers.0.hidden", "write Activation = Activation.QuickGelu")]
    [InlineData("rotary_pairs", ", RotaryInterleaved = true", "", "layers.0.context", "write RotaryInterleaved = true")]
    [InlineData("rotary_pairs", "RotaryTheta = 1_000_000, ", "", "layers.0.context", "write RotaryTheta = 1000000")]
    [InlineData("rotary_pairs", "RotaryDim = 4, ", "", "layers.0.context", "write RotaryDim = 4")]
    [InlineData("rotary_pairs", "Position = PositionEncoding.Rotary, RotaryTheta = 1_000_000, RotaryDim = 4, RotaryInterleaved = true, ", "", "layers.0.context", "write Position = PositionEncoding.Rotary and RotaryTheta = 1000000 and RotaryDim = 4 and RotaryInterleaved = true")]
    [InlineData("rotary_pairs", "Mask = AttentionMask.Causal, ", "", "layers.0.context", "write Mask = AttentionMask.Causal")]
    [InlineData("rotary_pairs", "Mask = AttentionMask.Causal", "Window = 4", "layers.0.context", "write Mask = AttentionMask.Causal and no Window")]
    [InlineData("rotary_pairs", "Heads = 2, KeyValueHeads = 1", "Heads = 4, KeyValueHeads = 2", "layers.0.context", "write Heads = 2 and KeyValueHeads = 1 and RotaryDim = 4")]
    [InlineData("rotary_pairs", "Gated", "NormKind = NormKind.Rms, Gated", "layers.0.norm1", "write NormKind = NormKind.Layer and NormBias = false")]
    [InlineData("rotary_pairs", "Activation.Silu", "Activation.Gelu", "layers.0.hidden", "write Activation = Activation.Silu")]
    [InlineData("rotary_pairs", Names, Exchanged, "layers.0.gate", "swap their names in [TensorNames], or their rows if one tensor has both")]
    [InlineData("alibi", "Position = PositionEncoding.Alibi, ", "", "layers.0.context", "write Position = PositionEncoding.Alibi")]
    [InlineData("alibi", "PositionEncoding.Alibi", "PositionEncoding.Rotary", "layers.0.context", "write Position = PositionEncoding.Alibi")]
    [InlineData("alibi", "Window = 4, ", "", "layers.0.context", "write Window = 4")]
    [InlineData("alibi", "Window = 4", "Window = 8", "layers.0.context", "write Window = 4")]
    [InlineData("alibi", "Window = 4", "Window = 4, Mask = AttentionMask.Causal", "layers.0.context", "write Mask = AttentionMask.None")]
    [InlineData("alibi", "Window = 4", "Window = 8, Mask = AttentionMask.Causal", "layers.0.context", "write Mask = AttentionMask.None and Window = 4")]
    [InlineData("alibi", "Scale = 0.25f, ", "", "layers.0.context", "write Scale = 0.25f")]
    [InlineData("alibi", "Heads = 3", "Heads = 6", "layers.0.context", "write Heads = 3")]
    [InlineData("alibi", "Activation.GeluTanh", "Activation.Gelu", "layers.0.hidden", "write Activation = Activation.GeluTanh")]
    [InlineData("local", "GlobalEvery = 2", "GlobalEvery = 3", "layers.2.context", "write GlobalEvery = 2")]
    [InlineData("local", "GlobalEvery = 2", "GlobalEvery = 1", "layers.1.context", "write GlobalEvery = 2")]
    [InlineData("local", "LocalRotaryTheta = 10_000", "LocalRotaryTheta = 1_000", "layers.1.context", "write LocalRotaryTheta = 10000")]
    [InlineData("local", " RotaryTheta = 160_000", " RotaryTheta = 10_000", "layers.0.context", "write RotaryTheta = 160000")]
    [InlineData("local", "Window = 6", "Window = 10", "layers.1.context", "write Window = 6")]
    public void A_wrong_declaration_departs_where_and_why(string name, string right, string wrong, string stage, string cause, string alsoRight = "", string alsoWrong = "")
    {
        string declaration = Wrong(name, right, wrong);
        Expect(stage, cause, Departure(alsoRight.Length == 0 ? declaration : RecordedReference.Replace(declaration, alsoRight, alsoWrong), File(name + ".safetensors"), File(name + ".io.safetensors")));
    }

    /// <summary>Recorded of another declaration, where PyTorch's references have no such case.</summary>
    [Theory]
    [InlineData("bert", "Pooling.Class", "Pooling.Class", "Pooling.Mean", "pooled", "write [Pool(Pooling.Mean)]")]
    [InlineData("bert", "Pooling.Class", "Pooling.Class", "Pooling.Max", "pooled", "write [Pool(Pooling.Max)]")]
    [InlineData("bert", "Pooling.Class", "Pooling.Class", "Pooling.Last", "pooled", "write [Pool(Pooling.Last)]")]
    [InlineData("bert", "Pooling.Class", "Pooling.Class, Normalize = true", "Pooling.Mean, Normalize = true", "pooled", "write [Pool(Pooling.Mean, Normalize = true)]")]
    [InlineData("vit", "Pooling.Class", "Pooling.Class", "Pooling.Mean, ExcludeClass = true", "pooled", "write [Pool(Pooling.Mean, ExcludeClass = true)]")]
    [InlineData("vit", "Pooling.Class", "Pooling.Max", "Pooling.Max, ExcludeClass = true", "pooled", "write [Pool(Pooling.Max, ExcludeClass = true)]")]
    [InlineData("vit", "Pooling.Class", "Pooling.Mean, ExcludeClass = true", "Pooling.Mean", "pooled", "write [Pool(Pooling.Mean)]")]
    [InlineData("bert", "HeadActivation.Tanh", "HeadActivation.Tanh", "HeadActivation.Gelu", "head.0", "write Activation = HeadActivation.Gelu in that [Head]")]
    [InlineData("bert", "HeadActivation.Tanh", "HeadActivation.Tanh", "HeadActivation.Relu", "head.0", "write Activation = HeadActivation.Relu in that [Head]")]
    [InlineData("bert", "HeadActivation.Tanh", "HeadActivation.Tanh", "HeadActivation.Sigmoid", "head.0", "write Activation = HeadActivation.Sigmoid in that [Head]")]
    [InlineData("bert", "HeadActivation.Tanh", "HeadActivation.Tanh", "HeadActivation.Softmax", "head.0", "write Activation = HeadActivation.Softmax in that [Head]")]
    [InlineData("bert", "HeadActivation.Tanh", "HeadActivation.Softmax", "HeadActivation.None", "head.0", "write Activation = HeadActivation.None in that [Head]")]
    [InlineData("bert", "HeadActivation.Tanh", "HeadActivation.None", "HeadActivation.Softmax", "head.0", "write Activation = HeadActivation.Softmax in that [Head]")]
    [InlineData("bert", "Positions(48)", "Positions(48)", "Positions(48, Offset = 3)", "positioned", "write Offset = 3 in [Positions]")]
    [InlineData("bert", "Positions(48)", "Positions(48, Offset = 5)", "Positions(48, Offset = 2)", "positioned", "write Offset = 2 in [Positions]")]
    [InlineData("bert", "Activation.Gelu,", "Activation.Silu,", "Activation.Relu,", "layers.0.hidden", "write Activation = Activation.Relu")]
    [InlineData("bert", "Activation.Gelu,", "Activation.Relu,", "Activation.QuickGelu,", "layers.0.hidden", "write Activation = Activation.QuickGelu")]
    [InlineData("bert", "InputNorm(1e-12f)", "InputNorm(1e-12f)", "InputNorm(1e-4f)", "embedded", "write [InputNorm(1e-4f)]")]
    [InlineData("encoder", "Ffn = 20", "Ffn = 20", "Ffn = 20, Mask = AttentionMask.Causal", "layers.0.context", "write Mask = AttentionMask.Causal")]
    [InlineData("encoder", "Ffn = 20", "Ffn = 20", "Ffn = 20, Window = 128", "layers.0.context", "write Window = 128")]
    [InlineData("encoder", "Ffn = 20", "Ffn = 20", "Ffn = 20, Scale = 1", "layers.0.context", "write Scale = 1f")]
    [InlineData("encoder", "Ffn = 20", "Ffn = 20, Scale = 1", "Ffn = 20, Scale = 0.28867513f", "layers.0.context", "write Scale = 0.28867513f")]
    [InlineData("encoder", "Ffn = 20", "Ffn = 20", "Ffn = 20, Scale = 0.16666667f", "layers.0.context", "write Scale = 0.16666667f")]
    [InlineData("rotary", "Position = PositionEncoding.Rotary", "Position = PositionEncoding.Rotary, RotaryInterleaved = true", "Position = PositionEncoding.Rotary", "layers.0.rotatedQ", "write RotaryInterleaved = false")]
    [InlineData("rotary", "Position = PositionEncoding.Rotary", "Position = PositionEncoding.Rotary", "Position = PositionEncoding.Rotary, RotaryTheta = 160_000", "layers.0.rotatedQ", "write RotaryTheta = 160000")]
    public void Another_declaration_is_named(string name, string right, string wrong, string truth, string stage, string cause)
    {
        string reference = Path.Combine(_folder.FullName, "truth.safetensors");
        Record(Wrong(name, right, truth), File(name + ".safetensors"), File(name + ".io.safetensors"), reference);
        Expect(stage, cause, Departure(Wrong(name, right, wrong), File(name + ".safetensors"), reference));
    }

    /// <summary>With random weights: what no family's reference has.</summary>
    [Theory]
    [InlineData("TokenEmbedding(30), Encoder(8, 2, 8)", "TokenEmbedding(30, Scale = 2), Encoder(8, 2, 8)", "embedded", "write Scale = 2f in [TokenEmbedding]")]
    [InlineData("TokenEmbedding(30, Scale = 2), Positions(9), Encoder(8, 2, 8)", "TokenEmbedding(30, Scale = 3), Positions(9), Encoder(8, 2, 8)", "tokens", "write Scale = 3f in [TokenEmbedding]")]
    [InlineData("TokenEmbedding(30), Positions(9, Kind = PositionKind.Sinusoidal), Encoder(8, 2, 8)", "TokenEmbedding(30), Positions(9, Kind = PositionKind.Sinusoidal, Sinusoid = Sinusoid.Halves), Encoder(8, 2, 8)", "embedded", "write Sinusoid = Sinusoid.Halves in [Positions]")]
    [InlineData("TokenEmbedding(30), Positions(9, Kind = PositionKind.Sinusoidal, Sinusoid = Sinusoid.Halves), Encoder(8, 2, 8)", "TokenEmbedding(30), Positions(9, Kind = PositionKind.Sinusoidal), Encoder(8, 2, 8)", "embedded", "write Sinusoid = Sinusoid.Pairs in [Positions]")]
    [InlineData("TokenEmbedding(30), InputNorm, Encoder(8, 2, 8)", "TokenEmbedding(30), InputNorm(1e-2f), Encoder(8, 2, 8)", "embedded", "write [InputNorm(1e-2f)]")]
    [InlineData("Encoder(8, 2, 8, HeadDim = 6, KeyValueHeads = 1)", "Encoder(8, 4, 8, HeadDim = 3, KeyValueHeads = 2)", "layers.0.context", "write Heads = 4 and KeyValueHeads = 2 and HeadDim = 3")]
    [InlineData("MultiHeadAttention(8, 4)", "MultiHeadAttention(8, 2)", "context", "write Heads = 2")]
    [InlineData("MultiHeadAttention(8, 2)", "MultiHeadAttention(8, 2, Mask = AttentionMask.Causal)", "context", "write Mask = AttentionMask.Causal")]
    [InlineData("MultiHeadAttention(8, 4, Memory = 6)", "MultiHeadAttention(8, 2, Memory = 6)", "context", "write Heads = 2")]
    [InlineData("FeedForward(8, 8)", "FeedForward(8, 8, Activation = Activation.Relu)", "hidden", "write Activation = Activation.Relu")]
    [InlineData("MultiHeadAttention(8, 2)", "MultiHeadAttention(8, 2, Scale = 0.123f)", "context", "the reference uses attention with the scale 0.123: write Scale = 0.123f")]
    [InlineData("MultiHeadAttention(8, 2, Scale = 0.5f)", "MultiHeadAttention(8, 2, Scale = 11.7f)", "context", "write Scale = 11.7f")]
    [InlineData("MultiHeadAttention(8, 4, Memory = 6)", "MultiHeadAttention(8, 4, Memory = 6, Scale = 0.71f)", "context", "write Scale = 0.71f")]
    [InlineData($"Encoder(8, 2, 8, {Buckets}, MaxDistance = 16)", $"Encoder(8, 2, 8, {Buckets}, MaxDistance = 9)", "layers.0.context", "a single bucket for distances of 9 and more: write MaxDistance = 9")]
    [InlineData($"Encoder(8, 2, 8, {Buckets}, MaxDistance = 128, Scale = 1)", $"Encoder(8, 2, 8, {Buckets}, MaxDistance = 32, Scale = 1)", "layers.0.context", "write MaxDistance = 32")]
    [InlineData($"Encoder(8, 2, 8, {Buckets})", $"Encoder(8, 2, 8, {Buckets}, Scale = 1)", "layers.0.context", "write Scale = 1f")]
    [InlineData($"Encoder(8, 2, 8, {Buckets})", $"Encoder(8, 2, 8, {Buckets}, Scale = 0.3f)", "layers.0.context", "write Scale = 0.3f")]
    [InlineData($"Encoder(8, 2, 8, {Buckets}, MaxDistance = 16)", $"Encoder(8, 2, 8, {Buckets}, MaxDistance = 9, Scale = 1)", "layers.0.context", "write MaxDistance = 9 and Scale = 1f")]
    [InlineData($"Encoder(8, 2, 8, {Buckets})", $"Encoder(8, 2, 8, {Buckets}, Mask = AttentionMask.Causal)", "layers.0.context", "write Mask = AttentionMask.Causal")]
    [InlineData("Convolution(8, 8, 3, Stride = 2), Encoder(8, 2, 8)", "Convolution(8, 8, 3, Stride = 2), Encoder(8, 2, 8, Mask = AttentionMask.Causal)", "layers.0.context", "write Mask = AttentionMask.Causal")]
    public void Another_declaration_is_named_of_models_with_random_weights(string wrong, string truth, string stage, string cause)
    {
        (string checkpoint, string reference) = Random(truth);
        Expect(stage, cause, Departure(wrong, checkpoint, reference));
    }

    /// <summary>Each fault where it shows first; when what is written has been done, the next one.</summary>
    [Theory]
    [InlineData(
        "bert", "Positions(48) -> Positions(48, Offset = 1)", "InputNorm(1e-12f) -> InputNorm(1e-3f)", "Heads = 3 -> Heads = 6, Scale = 1, Position = PositionEncoding.Alibi", ", Epsilon = 1e-12f -> , Epsilon = 1e-2f", "Pooling.Class -> Pooling.Max",
        "write Offset = 0 in [Positions]", "write [InputNorm(1e-12f)]", null, "write Epsilon = 1e-12f", "write [Pool(Pooling.Class)]")]
    [InlineData(
        "rotary_pairs", "Bias = false -> Bias = false, Epsilon = 1e-2f", "RotaryInterleaved = true, Mask -> RotaryInterleaved = false, Mask", "Activation.Silu -> Activation.Relu",
        "write Epsilon = 1e-5f", "write RotaryInterleaved = true", "write Activation = Activation.Silu")]
    public void Several_faults_are_told_one_after_the_other(string name, params string?[] faultsAndCauses)
    {
        int count = faultsAndCauses.Length / 2;
        List<string[]> faults = [.. faultsAndCauses.Take(count).Select(fault => fault!.Split(" -> "))];
        string declaration = faults.Aggregate(Declaration(name), (text, fault) => RecordedReference.Replace(text, fault[0], fault[1]));
        for (int i = 0; i < count; i++)
        {
            Departure? departure = Departure(declaration, File(name + ".safetensors"), File(name + ".io.safetensors"));
            Expect(departure!.Stage, faultsAndCauses[count + i], departure);
            declaration = RecordedReference.Replace(declaration, faults[i][1], faults[i][0]);
        }

        Assert.Equal(Declaration(name), declaration);
        Assert.Null(Departure(declaration, File(name + ".safetensors"), File(name + ".io.safetensors")));
    }

    /// <summary>A declaration that no single word makes right, and numbers that no formula gives.</summary>
    [Theory]
    [InlineData("alibi", "Window = 4, Scale = 0.25f", "Window = 8, Mask = AttentionMask.Causal", "layers.0.context")]
    [InlineData("bert", "TokenEmbedding(Vocab = 50, Types = 2)", "TokenEmbedding(Vocab = 50, Types = 2, Scale = 2)", "tokens")]
    public void What_no_word_explains_has_no_cause(string name, string right, string wrong, string stage) =>
        Expect(stage, null, Departure(Wrong(name, right, wrong), File(name + ".safetensors"), File(name + ".io.safetensors")));

    [Theory]
    [InlineData("bert")]
    [InlineData("vit")]
    [InlineData("encoder_pre_norm")]
    [InlineData("rotary")]
    [InlineData("rotary_pairs")]
    [InlineData("alibi")]
    [InlineData("local")]
    public void Wrong_numbers_in_any_stage_have_no_cause(string name)
    {
        using CompiledModel model = Compile(Declaration(name));
        foreach (string stage in Reference.Read(File(name + ".io.safetensors")).Names)
        {
            Random random = new(3);
            string reference = Edit(name, (other, values, _) => other == stage ? [.. values.Select(value => value + (float)random.NextDouble())] : values);
            Departure? departure = Verifier.Verify(model, File(name + ".safetensors"), "", reference, Verifier.UsualTolerance).Departure;
            Expect(stage, null, departure);
        }
    }

    /// <summary>A word of the declaration holds for all layers: one layer with another function is no word's fault.</summary>
    [Fact]
    public void What_holds_in_one_layer_only_is_no_cause()
    {
        float[] products = [];
        string reference = Edit("bert", (name, values, _) =>
        {
            products = name == "layers.1.ffn1" ? values : products;
            return name == "layers.1.hidden" ? [.. products.Select(value => Math.Max(value, 0))] : values;
        });
        Expect("layers.1.hidden", null, Departure(Declaration("bert"), File("bert.safetensors"), reference));

        using CompiledModel model = Compile(Declaration("bert"));
        Reference whole = Reference.Read(File("bert.io.safetensors"));
        AttentionFormula formula = AttentionFormula.Of(((EncoderModule)model.Declaration.Shape!).Attention, null);
        AttentionParts parts = new(1, whole.Find("layers.1.q")!, whole.Find("layers.1.k")!, whole.Find("layers.1.v")!, [9, 1, 40, 24], [9, 1, 40, 24]);
        Grid causal = (formula with { Band = new(null, 0) }).Context(parts);
        reference = Edit("bert", (name, values, _) => name == "layers.1.context" ? Array.ConvertAll(causal.Values, value => (float)value) : values);
        Expect("layers.1.context", null, Departure(Declaration("bert"), File("bert.safetensors"), reference));
    }

    [Theory]
    [InlineData(0, 2, 1, "q, v, k", "layers.0.k")]
    [InlineData(1, 0, 2, "k, q, v")]
    [InlineData(1, 2, 0, "k, v, q")]
    [InlineData(2, 0, 1, "v, q, k")]
    [InlineData(2, 1, 0, "v, k, q")]
    public void Rows_of_queries_keys_and_values_in_another_order(int first, int second, int third, string order, string stage = "layers.0.q")
    {
        string checkpoint = Shuffle(rows => [.. new[] { first, second, third }.SelectMany(part => Enumerable.Range(part * rows / 3, rows / 3))]);
        Expect(stage, $"the file has the rows in the order {order}, but the model expects q, k, v: reorder them when you convert the checkpoint, or name each tensor in [TensorNames]",
            Departure(Declaration("encoder"), checkpoint, File("encoder.io.safetensors")));
    }

    [Fact]
    public void Rows_of_queries_keys_and_values_head_by_head()
    {
        // q, k and v of each of the two heads.
        string checkpoint = Shuffle(rows => [.. from head in Enumerable.Range(0, 2) from part in Enumerable.Range(0, 3) from row in Enumerable.Range(0, rows / 6) select (((part * 2) + head) * rows / 6) + row]);
        Expect("layers.0.q", "but the model expects all of q, then k, then v: reorder them when you convert the checkpoint", Departure(Declaration("encoder"), checkpoint, File("encoder.io.safetensors")));
    }

    /// <summary>Where a reference has less, a cause is named of what is left, or none is.</summary>
    [Fact]
    public void Fewer_results_in_the_reference()
    {
        string wrong = Wrong("encoder_pre_norm", "NormPlacement.Pre", "NormPlacement.Post");
        string withoutParts = Edit("encoder_pre_norm", (name, values, _) => name.EndsWith(".q", StringComparison.Ordinal) || name.EndsWith(".k", StringComparison.Ordinal) || name.EndsWith(".v", StringComparison.Ordinal) ? null : values);
        Expect("layers.0.context", "write Norm = NormPlacement.Pre", Departure(wrong, File("encoder_pre_norm.safetensors"), withoutParts));

        string exchanged = Wrong("rotary_pairs", Names, Exchanged);
        string withoutProduct = Edit("rotary_pairs", (name, values, _) => name.EndsWith(".ffn1", StringComparison.Ordinal) ? null : values);
        Expect("layers.0.gate", null, Departure(exchanged, File("rotary_pairs.safetensors"), withoutProduct));

        // A head whose product the reference does not have: the model's own is right.
        string withoutHead = Edit("bert", (name, values, _) => name == "head.0.linear" ? null : values);
        Expect("head.0", "write Activation = HeadActivation.Tanh in that [Head]", Departure(Wrong("bert", "HeadActivation.Tanh", "HeadActivation.Sigmoid"), File("bert.safetensors"), withoutHead));
    }

    [Fact]
    public void Types_that_the_reference_has_and_the_input_does_not()
    {
        string reference = Path.Combine(_folder.FullName, "types.safetensors");
        using (SafetensorsFile file = SafetensorsFile.Open(File("bert.io.safetensors")))
        {
            SafetensorsWriter.Write(reference, [.. file.Tensors.Where(tensor => tensor.Name != "input.types").Select(tensor => Copy(File("bert.io.safetensors"), file, tensor))]);
        }

        Expect("tokens", "the reference uses other token types: give them as input.types, one for each token", Departure(Declaration("bert"), File("bert.safetensors"), reference));
    }

    [Fact]
    public void A_multiple_is_told_and_one_number_is_none()
    {
        string reference = Edit("encoder_pre_norm", (name, values, _) => name == "layers.1.ffn2" ? [.. values.Select(value => 2 * value)] : values);
        Expect("layers.1.ffn2", "the reference is 2 times the model's", Departure(Declaration("encoder_pre_norm"), File("encoder_pre_norm.safetensors"), reference));

        string checkpoint = Path.Combine(_folder.FullName, "linear.safetensors"), single = Path.Combine(_folder.FullName, "single.safetensors");
        RandomCheckpoint("Linear(2, 1)", checkpoint);
        SafetensorsWriter.Write(single, [SafetensorsTensor.FromSingles("input.features", [1, 2], 1, 2), SafetensorsTensor.FromSingles("output", [17], 1, 1)]);
        Expect("output", null, Departure("Linear(2, 1)", checkpoint, single));
    }

    private static void Expect(string stage, string? cause, Departure? departure)
    {
        Assert.Equal(stage, departure?.Stage);
        if (cause is null)
        {
            Assert.Null(departure!.Cause);
        }
        else
        {
            Assert.EndsWith(cause, departure!.Cause, StringComparison.Ordinal);
        }
    }

    private string Edit(string name, Func<string, float[], int[], float[]?> change) => Rewrite(File(name + ".io.safetensors"), Path.Combine(_folder.FullName, "edited.safetensors"), change);

    /// <summary>The encoder's checkpoint with the rows of its projections in another order: the new row i is the old row order[i].</summary>
    private string Shuffle(Func<int, int[]> order) => Rewrite(File("encoder.safetensors"), Path.Combine(_folder.FullName, "shuffled.safetensors"), (name, values, shape) =>
    {
        int width = values.Length / shape[0];
        return name.Contains("in_proj", StringComparison.Ordinal) ? [.. order(shape[0]).SelectMany(row => values.AsSpan(row * width, width).ToArray())] : values;
    });

    /// <summary>A checkpoint of random numbers, and what a declaration makes of it and of random rows or ids.</summary>
    private (string Checkpoint, string Reference) Random(string declaration)
    {
        string checkpoint = Path.Combine(_folder.FullName, "random.safetensors"), input = Path.Combine(_folder.FullName, "input.safetensors"), reference = Path.Combine(_folder.FullName, "truth.safetensors");
        RandomCheckpoint(declaration, checkpoint);
        Random random = new(2);
        int[] ids = [.. Enumerable.Range(0, 9).Select(_ => random.Next(30))];
        SafetensorsWriter.Write(
            input,
            [
                new("input.ids", TensorType.I32, [ids.Length], MemoryMarshal.AsBytes<int>(ids).ToArray()),
                SafetensorsTensor.FromSingles("input.features", Numbers(random, 19 * 8), 19, 8),
                SafetensorsTensor.FromSingles("input.memory", Numbers(random, 11 * 6), 11, 6),
            ]);
        Record(declaration, checkpoint, input, reference);
        return (checkpoint, reference);
    }
}
