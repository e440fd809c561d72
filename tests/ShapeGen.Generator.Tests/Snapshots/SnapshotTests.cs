using System.Reflection;
using ShapeGen.Generator.Tests.Running;

namespace ShapeGen.Generator.Tests.Snapshots;

/// <summary>What the generator writes, to be read by a person: each change of it shows in a review.</summary>
public class SnapshotTests
{
    /// <summary>The files of the model; the kernels that it shares with others have a test of their own.</summary>
    private static readonly string[] Model = ["Model.Bodies.g.cs", "Model.g.cs"];

    [Fact]
    public void Encoder() => Snapshot.Verify(Clean("""
        using ShapeGen;
        namespace Snapshots;
        [Encoder(Embed = 64, Heads = 8, Ffn = 128)]
        public sealed partial class Model;
        """), this, Model);

    [Fact]
    public void Kernels() => Snapshot.Verify(Clean("""
        using ShapeGen;
        namespace Snapshots;
        [Encoder(Embed = 62, Heads = 2, Ffn = 128)]
        public sealed partial class Model;
        [LayerNorm(Dim = 3)]
        public sealed partial class Narrow;
        [FeedForward(Embed = 8, Ffn = 8, Activation = Activation.Relu)]
        public sealed partial class Relu;
        """), this, ["ShapeGen.Kernels.Avx512.g.cs", "ShapeGen.Kernels.Avx2.g.cs", "ShapeGen.Kernels.Vector128.g.cs"], KernelTiles.WithOneOfEachKind);

    [Fact]
    public void Stack() => Snapshot.Verify(Clean("""
        using ShapeGen;
        namespace Snapshots;
        [Encoder(Embed = 384, Heads = 12, Ffn = 1536, Layers = 6, Norm = NormPlacement.Post, FinalNorm = true)]
        public sealed partial class Model;
        """), this, Model, WithPortableBodyAlone);

    [Fact]
    public void LocalAndGlobalLayersWithRotaryPositions() => Snapshot.Verify(Clean("""
        using ShapeGen;
        namespace Snapshots;
        [Encoder(Embed = 64, Heads = 4, Ffn = 96, Layers = 4, Window = 64, GlobalEvery = 3, Position = PositionEncoding.Rotary, RotaryTheta = 160000, LocalRotaryTheta = 10000)]
        public sealed partial class Model;
        """), this, Model, WithPortableBodyAlone);

    [Fact]
    public void RelativePositionsAndABiasWithoutKeys() => Snapshot.Verify(Clean("""
        using ShapeGen;
        namespace Snapshots;
        [Encoder(Embed = 64, Heads = 4, Ffn = 96, Layers = 2, KeyValueHeads = 2, KeyBias = false, Mask = AttentionMask.Causal, Position = PositionEncoding.RelativeBuckets)]
        public sealed partial class Model;
        """), this, Model, WithPortableBodyAlone);

    [Fact]
    public void WholeModelOfIds() => Snapshot.Verify(Clean("""
        using ShapeGen;
        namespace Snapshots;
        [TokenEmbedding(Vocab = 100, Types = 2), Positions(34, Offset = 2), InputNorm(1e-12f)]
        [Encoder(Embed = 24, Heads = 3, Ffn = 48, Layers = 2, Norm = NormPlacement.Post, Activation = Activation.Gelu)]
        [Pool(Pooling.Mean, Normalize = true), Head(24, Activation = HeadActivation.Tanh), Head(5, Activation = HeadActivation.Softmax)]
        [TensorNames(TensorNaming.HuggingFaceBert)]
        public sealed partial class Model;
        """), this, Model, WithPortableBodyAlone);

    [Fact]
    public void TiedHead() => Snapshot.Verify(Clean("""
        using ShapeGen;
        namespace Snapshots;
        [TokenEmbedding(Vocab = 100)]
        [Encoder(Embed = 24, Heads = 3, Ffn = 48, Layers = 2, Mask = AttentionMask.Causal)]
        [Head(100, Bias = false)]
        [TensorNames(TokenEmbedding = "tokens", Heads = "tokens", Norm1 = "layers.{layer}.norm", Norm2 = "layers.{layer}.norm")]
        public sealed partial class Model;
        """), this, Model, WithPortableBodyAlone);

    [Fact]
    public void WholeModelOfPixels() => Snapshot.Verify(Clean("""
        using ShapeGen;
        namespace Snapshots;
        [PatchEmbedding(16, 24, 8, Mean = new[] { 0.5f, 0.4f, 0.3f }, Deviation = new[] { 0.2f, 0.3f, 0.4f }), ClassToken, Positions(7)]
        [Encoder(Embed = 24, Heads = 3, Ffn = 48, Layers = 2, FinalNorm = true)]
        [Pool(Pooling.Class), Head(10)]
        [TensorNames(TensorNaming.Timm)]
        public sealed partial class Model;
        """), this, Model, WithPortableBodyAlone);

    [Fact]
    public void Traced() => Snapshot.Verify(Clean("""
        using ShapeGen;
        namespace Snapshots;
        [Trace, TokenEmbedding(Vocab = 100), Positions(32), InputNorm]
        [Encoder(Embed = 24, Heads = 3, Ffn = 48, Layers = 2, Norm = NormPlacement.Post, Activation = Activation.Gelu)]
        [Pool(Pooling.Mean), Head(5, Activation = HeadActivation.Softmax)]
        public sealed partial class Model;
        """), this, Model, WithPortableBodyAlone);

    [Fact]
    public void CrossAttention() => Snapshot.Verify(Clean("""
        using ShapeGen;
        namespace Snapshots;
        [MultiHeadAttention(Embed = 64, Heads = 8, Memory = 40, Out = 50)]
        public sealed partial class Model;
        """), this, Model, WithPortableBodyAlone);

    [Fact]
    public void EncoderWithTokens() => Snapshot.Verify(Clean("""
        using ShapeGen;
        namespace Snapshots;
        [Encoder(Embed = 64, Heads = 8, Ffn = 128, Tokens = 14)]
        public sealed partial class Model;
        """), this, Model, WithPortableBodyAlone);

    [Fact]
    public void Linear() => Snapshot.Verify(Clean("""
        using ShapeGen;
        namespace Snapshots;
        [Linear(In = 64, Out = 10)]
        public sealed partial class Model;
        """), this, Model, WithPortableBodyAlone);

    [Fact]
    public void LayerNormNarrowerThanAVector() => Snapshot.Verify(Clean("""
        using ShapeGen;
        namespace Snapshots;
        [LayerNorm(Dim = 3, Epsilon = 1e-6f)]
        public sealed partial class Model;
        """), this, Model, WithPortableBodyAlone);

    [Fact]
    public void FeedForwardRelu() => Snapshot.Verify(Clean("""
        using ShapeGen;
        namespace Snapshots;
        [FeedForward(Embed = 31, Ffn = 47, Activation = Activation.Relu)]
        public sealed partial class Model;
        """), this, Model, WithPortableBodyAlone);

    [Fact]
    public void AttentionWithoutBias() => Snapshot.Verify(Clean("""
        using ShapeGen;
        namespace Snapshots;
        [MultiHeadAttention(Embed = 20, Heads = 4, Bias = false)]
        public sealed partial class Model;
        """), this, Model, WithPortableBodyAlone);

    [Fact]
    public void NestedInAGenericType() => Snapshot.Verify(Clean("""
        using ShapeGen;
        namespace Snapshots.@event
        {
            public partial interface IOuter
            {
                public partial record struct Middle<T, @int>
                    where T : class
                {
                    [Linear(2, 3)]
                    internal sealed partial class Model;
                }
            }
        }
        """), this, Model, WithPortableBodyAlone);

    [Fact]
    public void GlobalNamespace() => Snapshot.Verify(Clean("""
        [ShapeGen.Linear(2, 3, Tokens = 5)]
        internal sealed partial class Model;
        """), this, Model, WithPortableBodyAlone);

    [Fact]
    public void Documented() => Snapshot.Verify(Clean("""
        using ShapeGen;
        namespace Snapshots;
        /// <summary>The user's own words.</summary>
        [Encoder(Embed = 12, Heads = 3, Ffn = 20, Epsilon = 1e-6f, Bias = false)]
        public sealed partial class Model;
        """), this, Model, WithPortableBodyAlone);

    [Fact]
    public void Stub() => Snapshot.Verify(GeneratorRunner.Run("""
        using ShapeGen;
        namespace Snapshots;
        [Encoder(Embed = 64, Heads = 7, Ffn = 128)]
        public sealed partial class Model;
        """).Compiles(), this);

    /// <summary>The class's face alone: its bodies are those of any layer norm.</summary>
    [Fact]
    public void EmbeddedCheckpoint() => Snapshot.Verify(
        GeneratorRunner.Run(
            """
            using ShapeGen;
            namespace Snapshots;
            [LayerNorm(Dim = 3)]
            [Checkpoint("norms.safetensors", Prefix = "final.")]
            public sealed partial class Model;
            """,
            ProjectSettings.Default with { Checkpoints = [new("weights/norms.safetensors", "resource\tweights/norms.safetensors\ntensor\tfinal.weight\tF32\t3\ntensor\tfinal.bias\tF32\t3\n")] }).IsClean(),
        this,
        ["Model.g.cs"]);

    /// <summary>A snapshot whose test was renamed or removed would stay for ever and assert nothing.</summary>
    [Fact]
    public void Every_verified_file_has_its_test()
    {
        HashSet<string> tests = [.. typeof(SnapshotTests).GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            .Select(method => $"{nameof(SnapshotTests)}.{method.Name}")];
        IEnumerable<string> files = Directory.GetFiles(Snapshot.Folder, "*.verified.cs").Select(path => Path.GetFileName(path)!);
        Assert.All(files, file => Assert.Contains(file.Split('#')[0], tests));
    }

    private static GeneratorRun Clean(string source) => GeneratorRunner.Run(source).IsClean();

    /// <summary>For all but two cases the body that reads most easily is enough; the others differ in spelling.</summary>
    private static string WithPortableBodyAlone(string source)
    {
        const string Start = "\nnamespace ShapeGen.__Bodies\n";
        int first = source.IndexOf(Start, StringComparison.Ordinal);
        return first < 0 ? source : source[..first] + source[source.LastIndexOf(Start, StringComparison.Ordinal)..];
    }
}
