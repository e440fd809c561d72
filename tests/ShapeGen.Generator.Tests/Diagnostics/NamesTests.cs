
using ShapeGen.Generator.Tests.Running;

namespace ShapeGen.Generator.Tests.Diagnostics;

/// <summary>What contradicts itself in <c>[TensorNames]</c>, or contradicts the model beside it.</summary>
public class NamesTests
{
    [Fact]
    public void Fused_and_apart() => Expect.Stub(
        """[Encoder(64, 8, 128), TensorNames({|SHG0017:Qkv = "qkv"|}, Query = "q")] public sealed partial class M;""",
        "Qkv = \"qkv\" contradicts Query = \"q\": q, k and v are either one tensor or separate tensors; remove one of the two properties");

    [Fact]
    public void Packed_and_apart() => Expect.Stub(
        """[Encoder(64, 8, 128, Gated = true), TensorNames({|SHG0017:Wi = "wi"|}, Gate = "g")] public sealed partial class M;""",
        "Wi = \"wi\" contradicts Gate = \"g\": both first layers are either one tensor or separate tensors; remove one of the two properties");

    [Fact]
    public void Layers_without_their_number() => Expect.Stub(
        """[Encoder(64, 8, 128, Layers = 6), TensorNames({|SHG0017:Norm1 = "norm"|})] public sealed partial class M;""",
        "Norm1 = \"norm\" contradicts Layers = 6: each layer has its own tensors; write {layer} in place of the layer's number");

    [Fact]
    public void A_number_where_there_are_no_layers() => Expect.Stub(
        """[Encoder(64, 8, 128, Layers = 6, FinalNorm = true), TensorNames({|SHG0017:FinalNorm = "{layer}.norm"|})] public sealed partial class M;""",
        "FinalNorm = \"{layer}.norm\" contradicts its {layer}: all layers share one FinalNorm; write the number instead, or remove {layer}");

    [Fact]
    public void A_role_that_the_model_has_not() => Expect.Stub(
        """[Encoder(64, 8, 128), TensorNames({|SHG0017:Gate = "gate"|})] public sealed partial class M;""",
        "Gate = \"gate\" contradicts Gated = false: then the model has no Gate; remove Gate, or change the other property");

    [Fact]
    public void A_role_of_another_attribute() => Expect.Stub(
        """[FeedForward(64, 128), TensorNames({|SHG0017:Qkv = "qkv"|})] public sealed partial class M;""",
        "Qkv = \"qkv\" contradicts [FeedForward]: then the model has no Qkv; remove Qkv");

    [Fact]
    public void A_family_without_such_a_role() => Expect.Stub(
        """[Encoder(64, 8, 128, Gated = true), TensorNames({|SHG0017:TensorNaming.HuggingFaceBert|})] public sealed partial class M;""",
        "TensorNaming.HuggingFaceBert contradicts Gated = true: this naming has no name for Gate; add Gate = \"…\", or choose another naming");

    [Fact]
    public void Only_some_of_q_k_and_v() => Expect.Stub(
        """[Encoder(64, 8, 128), TensorNames({|SHG0017:Query = "q"|})] public sealed partial class M;""",
        "Query = \"q\" contradicts TensorNaming.CvNets: this naming does not complete Qkv; add Key = \"…\" and Value = \"…\"");

    [Fact]
    public void A_cross_attention_has_no_joint_q_k_and_v() => Expect.Alone(
        """[MultiHeadAttention(64, 8, Memory = 32), TensorNames({|SHG0017:Qkv = "qkv"|})] public sealed partial class M;""",
        "Qkv = \"qkv\" contradicts Memory = 32: then the model has no Qkv; remove Qkv, or change the other property");

    [Fact]
    public void Keys_and_values_joint_and_apart() => Expect.Alone(
        """[MultiHeadAttention(64, 8, Memory = 32), TensorNames({|SHG0017:KeyValue = "kv"|}, Key = "k")] public sealed partial class M;""",
        "KeyValue = \"kv\" contradicts Key = \"k\": k and v are either one tensor or separate tensors; remove one of the two properties");

    [Fact]
    public void An_unknown_placeholder() => Expect.Stub(
        """[Encoder(64, 8, 128), TensorNames({|SHG0017:Qkv = "{block}.qkv"|})] public sealed partial class M;""",
        "Qkv = \"{block}.qkv\" contradicts [TensorNames]: {block} is not a placeholder; use {layer} for the number of the layer and {part} for weight or bias");

    [Fact]
    public void ModernBert_is_pre_norm() => Expect.Stub(
        """[Encoder(64, 8, 128, Gated = true, Norm = NormPlacement.Post), TensorNames({|SHG0017:TensorNaming.ModernBert|})] public sealed partial class M;""",
        "TensorNaming.ModernBert contradicts Norm = NormPlacement.Post: the first layer of these models has no norm before its attention, where NormPlacement.Pre has one; use that, or another naming");

    [Fact]
    public void A_norm_has_no_matrix() => Expect.Stub(
        """[LayerNorm(64), TensorNames({|SHG0017:Transposed = true|})] public sealed partial class M;""",
        "Transposed = true contradicts [LayerNorm]: it has no matrix; remove Transposed");

    [Fact]
    public void Names_without_a_model() => Expect.Alone(
        """[{|SHG0017:TensorNames|}] public sealed partial class M;""",
        "[TensorNames] contradicts the class 'M', which is not a model: it names the tensors of a model; declare one with [Encoder], [MultiHeadAttention], [FeedForward], [LayerNorm] or [Linear], or remove [TensorNames]");

    [Theory]
    [InlineData("2_Dense\\\\model.safetensors", "\"2_Dense\\\\model.safetensors\" has a \\, which separates folders on Windows only; write / instead")]
    [InlineData("/2_Dense/model.safetensors", "\"/2_Dense/model.safetensors\" is not relative to the checkpoint's folder; write a relative path, such as \"2_Dense/model.safetensors\"")]
    [InlineData("C:/2_Dense/model.safetensors", "\"C:/2_Dense/model.safetensors\" is not relative to the checkpoint's folder; write a relative path, such as \"2_Dense/model.safetensors\"")]
    [InlineData("../2_Dense/model.safetensors", "\"../2_Dense/model.safetensors\" has an empty part, . or .. in it; write the path without them")]
    [InlineData("2_Dense/../model.safetensors", "\"2_Dense/../model.safetensors\" has an empty part, . or .. in it; write the path without them")]
    [InlineData("./model.safetensors", "\"./model.safetensors\" has an empty part, . or .. in it; write the path without them")]
    [InlineData("2_Dense//model.safetensors", "\"2_Dense//model.safetensors\" has an empty part, . or .. in it; write the path without them")]
    [InlineData("dense.safetensors", "\"dense.safetensors\" is not in a subfolder, and the subfolder's name is needed to name its tensors; put the file into one, such as \"2_Dense/model.safetensors\"")]
    [InlineData("2_Dense/pytorch_model.bin", "\"2_Dense/pytorch_model.bin\" does not end in .safetensors; convert the file with shapegen convert, and write the path of the result")]
    [InlineData("2_Dense/model.safetensors;2_Dense/model.safetensors", "\"2_Dense/model.safetensors\" is listed twice; remove one of them")]
    [InlineData("a/2_Dense/model.safetensors;b/2_Dense/model.safetensors", "\"a/2_Dense/model.safetensors\" and \"b/2_Dense/model.safetensors\" are in folders of the same name, so the tensors of both would be named 2_Dense.…; rename one of the folders")]
    public void A_further_file_that_no_checkpoint_has(string files, string reason) => Expect.Stub(
        $$"""[Encoder(64, 8, 128), TensorNames({|SHG0017:Files = "{{files}}"|})] public sealed partial class M;""",
        $"Files = \"{files}\" contradicts the checkpoint's folder: {reason}");

    [Fact]
    public void Further_files_reach_the_calls_that_load()
    {
        Dictionary<string, string> sources = GeneratorRunner.Run(
            """
            using ShapeGen;
            [TokenEmbedding(9), Encoder(64, 8, 128), Pool(Pooling.Mean), Head(5, Normalize = true), Head(4)]
            [TensorNames(TensorNaming.HuggingFaceBert, Heads = "/2_Dense.linear; /b.linear", Files = " 2_Dense/model.safetensors ;a/b/<c>.safetensors;")]
            public sealed partial class M;
            [Linear(2, 3)]
            public sealed partial class Other;
            """).IsClean().Sources.ToDictionary();
        string source = sources["M.g.cs"];
        Assert.Contains("CheckpointNames([\"\", \"bert.\", \"roberta.\"], [", source, StringComparison.Ordinal);
        Assert.Contains("], [\"2_Dense/model.safetensors\", \"a/b/<c>.safetensors\"])", source, StringComparison.Ordinal);
        Assert.Contains("The further files of the checkpoint are opened beside it: <c>2_Dense/model.safetensors</c>, <c>a/b/&lt;c&gt;.safetensors</c>.", source, StringComparison.Ordinal);
        Assert.Contains(sources.Values, text => text.Contains("\"/2_Dense.linear.weight\"", StringComparison.Ordinal));
        Assert.DoesNotContain("CheckpointNames", sources["Other.g.cs"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""[Linear(64, 128), TensorNames(Files = "2_Dense/model.safetensors;x/3_Dense/weights.safetensors")]""")]
    [InlineData("""[Encoder(64, 8, 128, Layers = 2), TensorNames(Norm1 = "h.{layer}.ln_1", Qkv = "h.{layer}.attn.c_attn", Out = "h.{layer}.attn.c_proj", Norm2 = "h.{layer}.ln_2", Ffn1 = "h.{layer}.mlp.c_fc", Ffn2 = "h.{layer}.mlp.c_proj", Transposed = true, Ignore = "wte*;wpe*")]""")]
    [InlineData("""[Encoder(64, 8, 128, Layers = 2), TensorNames(TensorNaming.Torch, Prefix = "encoder.")]""")]
    [InlineData("""[Encoder(64, 8, 128, Layers = 2), TensorNames(TensorNaming.HuggingFaceBert, Query = "q.{layer}")]""")]
    [InlineData("""[MultiHeadAttention(64, 8), TensorNames(TensorNaming.HuggingFaceWhisper)]""")]
    [InlineData("""[MultiHeadAttention(64, 8, Memory = 32), TensorNames(KeyValue = "kv")]""")]
    [InlineData("""[MultiHeadAttention(64, 8, Memory = 32), TensorNames(Query = "q", Key = "k", Value = "v")]""")]
    [InlineData("""[MultiHeadAttention(64, 8, Memory = 32), TensorNames(TensorNaming.HuggingFaceWhisper)]""")]
    [InlineData("""[FeedForward(64, 128, Gated = true), TensorNames(TensorNaming.ModernBert)]""")]
    [InlineData("""[Linear(64, 128), TensorNames(Transposed = true)]""")]
    public void What_fits(string attributes) => Expect.Accepted(attributes + " public sealed partial class M;");
}
