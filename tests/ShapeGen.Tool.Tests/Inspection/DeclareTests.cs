using System.Text.Json;
using ShapeGen.Tool.Compilation;

namespace ShapeGen.Tool.Tests.Inspection;

/// <summary><c>shapegen declare</c>. What it suggests for all golden files is tested beside them, in the numeric tests.</summary>
public class DeclareTests : ToolTests
{
    private const string Config = """{ "model_type": "bert", "hidden_act": "gelu", "layer_norm_eps": 1e-12, "num_attention_heads": 3, "architectures": ["BertModel"] }""";

    private const string MeanPooling = """{ "word_embedding_dimension": 24, "pooling_mode_cls_token": false, "pooling_mode_mean_tokens": true }""";

    /// <summary>A class that hides the namespace of the attributes: a refusal with the compiler's reason, and no file.</summary>
    [Fact]
    public void A_declaration_that_does_not_compile_is_not_written()
    {
        using Folder folder = new();
        string target = folder.Path("Model.cs");
        string checkpoint = Verification.RecordedReference.File("bert.safetensors");
        ToolResult result = Shapegen("declare", checkpoint, "--class", "ShapeGen", "-o", target);
        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Contains($"{checkpoint}: cannot declare it (", result.Error, StringComparison.Ordinal);
        Assert.Contains("CS0138", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("bug in shapegen", result.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(folder.Name));

        ToolResult json = Shapegen("declare", checkpoint, "--class", "ShapeGen", "--json");
        Assert.Equal(1, json.ExitCode);
        System.Text.Json.JsonElement read = System.Text.Json.JsonDocument.Parse(json.Output).RootElement;
        Assert.False(read.TryGetProperty("text", out _));
        Assert.Contains(read.GetProperty("cannotDeclareBecause").EnumerateArray(), reason => reason.GetString()!.Contains("CS0138", StringComparison.Ordinal));
    }

    [Fact]
    public void A_sentence_embedder_is_declared_whole_and_runs()
    {
        using GoldenCheckpoint golden = new("Models/minilm", Config, MeanPooling, normalizes: true);
        string file = Path.Combine(golden.Folder, "MiniLm.cs");
        ToolResult result = Shapegen("declare", golden.Path, "--output", file, "--namespace", "Search.Models");
        Assert.Equal((0, ""), (result.ExitCode, result.Output));
        string text = File.ReadAllText(file);
        Assert.Equal(
            """
            using ShapeGen;

            namespace Search.Models;

            // model.safetensors: BERT.
            // What the file does not show, or the program has to know; please check:
            // - The file has tensors that the declared model does not use. They are listed in Ignore: pooler.*.
            [TokenEmbedding(50, Types = 2)]
            [Positions(96)]
            [InputNorm(1e-12f)]
            [Encoder(Embed = 24, Heads = 3, Ffn = 40, Layers = 2, Norm = NormPlacement.Post, Epsilon = 1e-12f, Activation = Activation.Gelu)]
            [Pool(Pooling.Mean, Normalize = true)]
            [TensorNames(TensorNaming.HuggingFaceBert, Ignore = "pooler.*")]
            public sealed partial class MiniLm;

            """.ReplaceLineEndings("\n"),
            text);
        Assert.Equal("remark: The file has tensors that the declared model does not use. They are listed in Ignore: pooler.*.\n", result.Error.ReplaceLineEndings("\n"));

        using CompiledModel model = DeclarationCompiler.Compile(DeclarationSource.Read(file));
        int[] ids = golden.Integers("ids");
        double[] expected = golden.Doubles("expected");
        float[] output = model.Load(golden.Path).Forward(new IdInput(ids, Lengths(golden)) { ForceLengths = true });
        Assert.Equal(expected.Length, output.Length);
        Assert.All(expected.Zip(output), pair => Assert.Equal(pair.First, pair.Second, 2e-6));

        // A file that is there is not lost.
        ToolResult again = Shapegen("declare", golden.Path, "--output", file);
        Assert.Equal(3, again.ExitCode);
        Assert.Contains("--force", again.Error, StringComparison.Ordinal);
        Assert.Equal(text, File.ReadAllText(file));
    }

    [Fact]
    public void What_a_file_does_not_tell_is_remarked_and_can_be_said()
    {
        using GoldenCheckpoint golden = new("Models/minilm");
        ToolResult silent = Shapegen("declare", golden.Folder, "--json", "--class", "MiniLm");
        Assert.Equal(0, silent.ExitCode);
        using JsonDocument json = JsonDocument.Parse(silent.Output);
        string[] about = [.. json.RootElement.GetProperty("remarks").EnumerateArray().Select(remark => remark.GetProperty("attribute").GetString()!)];
        Assert.Equal("BERT", json.RootElement.GetProperty("family").GetString());
        Assert.Contains("Pool", about);
        Assert.Contains("num_attention_heads", silent.Error, StringComparison.Ordinal);
        Assert.Contains("Head(24, Activation = HeadActivation.Tanh)", silent.Output, StringComparison.Ordinal);

        ToolResult told = Shapegen("declare", golden.Path, "--pool", "mean", "--normalize", "--heads", "3", "--checkpoint", "model.safetensors");
        Assert.Equal(0, told.ExitCode);
        Assert.Contains("[Pool(Pooling.Mean, Normalize = true)]\n", told.Output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Contains("Heads = 3,", told.Output, StringComparison.Ordinal);
        Assert.Contains("[Checkpoint(\"model.safetensors\")]\npublic sealed partial class Model;", told.Output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_part_of_a_larger_network_is_declared_with_its_prefix()
    {
        // As ml-cvnets' MobileViT has them: stacks of layers of several widths between convolutions.
        using GoldenCheckpoint golden = new("Models/heads_of_every_token");
        List<SafetensorsTensor> tensors = [Zeros("conv_1.block.conv.weight", 16, 3, 3, 3)];
        foreach ((string stem, int embed, int layers) in new[] { ("layer_3.1.global_rep.", 12, 2), ("layer_4.1.global_rep.", 16, 4) })
        {
            for (int layer = 0; layer < layers; layer++)
            {
                tensors.AddRange(CvNetsLayer($"{stem}{layer}.", embed));
            }

            tensors.AddRange(Module($"{stem}{layers}", embed));
        }

        SafetensorsWriter.Write(golden.Path, tensors);
        ToolResult result = Shapegen("declare", golden.Path, "--prefix", "layer_3.1.global_rep.", "--heads", "4", "--checkpoint", "mobilevit.safetensors");
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Contains("[Encoder(Embed = 12, Heads = 4, Ffn = 24, Layers = 2, FinalNorm = true)]", result.Output, StringComparison.Ordinal);
        Assert.Contains("[Checkpoint(\"mobilevit.safetensors\", Prefix = \"layer_3.1.global_rep.\")]", result.Output, StringComparison.Ordinal);

        ToolResult largest = Shapegen("declare", golden.Path, "--heads", "4");
        Assert.Contains("Embed = 16,", largest.Output, StringComparison.Ordinal);
        Assert.Contains("--prefix layer_3.1.global_rep.", largest.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("DeBERTa", "disentangled attention", "deberta.encoder.rel_embeddings.weight")]
    [InlineData("Swin", "shifted windows", "swin.encoder.layers.0.blocks.0.attention.self.relative_position_bias_table")]
    [InlineData("decoder", "each token attends only to earlier tokens", "model.embed_tokens.weight", "model.layers.0.self_attn.q_proj.weight", "model.layers.0.mlp.gate_proj.weight")]
    [InlineData("decoder", "each token attends only to earlier tokens", "wte.weight", "h.0.attn.c_attn.weight")]
    [InlineData("because", "no layers of a Transformer encoder", "conv1.weight", "bn1.weight", "layer1.0.conv1.weight")]
    public void What_cannot_be_declared_is_said_with_the_reason(string family, string reason, params string[] names)
    {
        using GoldenCheckpoint golden = new("Models/heads_of_every_token");
        SafetensorsWriter.Write(golden.Path, names.Select(name => Zeros(name, 4, 4)));
        ToolResult result = Shapegen("declare", golden.Path);
        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Contains("cannot declare", result.Error, StringComparison.Ordinal);
        Assert.Contains(family, result.Error, StringComparison.Ordinal);
        Assert.Contains(reason, result.Error, StringComparison.Ordinal);
        Assert.Contains($"'{names[0]}'", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_layer_with_something_more_is_refused_and_not_ignored()
    {
        using GoldenCheckpoint golden = new("Models/minilm", Config, MeanPooling);
        List<SafetensorsTensor> tensors = GoldenCheckpoint.Tensors(golden.Golden);
        tensors.AddRange(new[] { 0, 1 }.Select(layer => Zeros($"encoder.layer.{layer}.attention.self.q_norm.weight", 8)));
        SafetensorsWriter.Write(golden.Path, tensors);
        ToolResult result = Shapegen("declare", golden.Path);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("the layers have tensors that no argument explains: 'encoder.layer.{layer}.attention.self.q_norm.weight' [8]", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--heads", "0")]
    [InlineData("--image", "224")]
    [InlineData("--class", "3D")]
    [InlineData("--namespace", "A..B")]
    [InlineData("--pool", "median")]
    public void A_wrong_option_is_wrong_usage(string option, string value)
    {
        using GoldenCheckpoint golden = new("Models/minilm");
        Assert.Equal(2, Shapegen("declare", golden.Path, option, value).ExitCode);
    }

    private static int[] Lengths(GoldenCheckpoint golden)
    {
        using SafetensorsFile file = SafetensorsFile.Open(golden.Golden);
        return file.Metadata.TryGetValue("lengths", out string? lengths)
            ? Array.ConvertAll(lengths.Split(','), length => int.Parse(length, System.Globalization.CultureInfo.InvariantCulture))
            : throw new InvalidOperationException("The case has a batch of equal sequences.");
    }

    private static IEnumerable<SafetensorsTensor> CvNetsLayer(string stem, int embed) =>
    [
        .. Module(stem + "pre_norm_mha.0", embed), .. Module(stem + "pre_norm_mha.1.qkv_proj", 3 * embed, embed), .. Module(stem + "pre_norm_mha.1.out_proj", embed, embed),
        .. Module(stem + "pre_norm_ffn.0", embed), .. Module(stem + "pre_norm_ffn.1", 2 * embed, embed), .. Module(stem + "pre_norm_ffn.4", embed, 2 * embed),
    ];

    private static IEnumerable<SafetensorsTensor> Module(string name, params long[] shape) =>
        [Zeros(name + ".weight", shape), Zeros(name + ".bias", shape[0])];

    private static SafetensorsTensor Zeros(string name, params long[] shape) => new(name, TensorType.F32, shape, new byte[4 * shape.Aggregate((a, b) => a * b)]);
}
