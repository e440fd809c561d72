namespace ShapeGen.CodeFixes.Tests;

/// <summary>A class that has only a checkpoint gets the declaration that the file suggests, and the generator then finds that it fits.</summary>
public class DeclarationFixTests
{
    private const string Title = "Declare the model of 'model.safetensors'";

    private static readonly string[] Config = ["json\tconfig.json\tmodel_type\tstring\tbert", "json\tconfig.json\tnum_attention_heads\tnumber\t4", "json\tconfig.json\thidden_act\tstring\tgelu", "json\tconfig.json\tlayer_norm_eps\tnumber\t1e-12", "module\t1_Pooling", "json\t1_Pooling/config.json\tpooling_mode_mean_tokens\tboolean\ttrue", "module\t2_Normalize"];

    [Fact]
    public async Task From_names_shapes_and_configuration()
    {
        string text = await FixRun.Apply(
            "namespace A\n{\n    /// <summary>A model.</summary>\n    [Checkpoint(\"model.safetensors\")]\n    public sealed partial class M;\n}", Title, CheckpointFixTests.Header(Config));
        Assert.StartsWith("namespace A\n{\n    /// <summary>A model.</summary>\n", text, StringComparison.Ordinal);
        Assert.EndsWith("    [Checkpoint(\"model.safetensors\")]\n    public sealed partial class M;\n}", text, StringComparison.Ordinal);
        Assert.Contains("\n    [TokenEmbedding(100, Types = 2)]\n", text, StringComparison.Ordinal);
        Assert.Contains("\n    [Positions(20)]\n", text, StringComparison.Ordinal);
        Assert.Contains("\n    [Encoder(Embed = 16, Heads = 4, Ffn = 32, Layers = 3, Norm = NormPlacement.Post,", text, StringComparison.Ordinal);
        Assert.Contains("\n    [Pool(Pooling.Mean, Normalize = true)]\n", text, StringComparison.Ordinal);
        Assert.Contains("\n    [TensorNames(TensorNaming.HuggingFaceBert)]\n", text, StringComparison.Ordinal);
    }

    /// <summary>What the file does not tell stands above as a comment; attributes that the class has already are not written twice.</summary>
    [Fact]
    public async Task What_is_assumed_is_said()
    {
        string text = await FixRun.Apply(
            "[Pool(Pooling.Max)]\n[Checkpoint(\"model.safetensors\"), TensorNames(TensorNaming.HuggingFaceBert)]\npartial class M;", Title, CheckpointFixTests.Header([]), isRight: false);
        Assert.Contains("// Check: ", text, StringComparison.Ordinal);
        Assert.Equal(2, text.Split("TensorNames(").Length);
        Assert.Contains("[Encoder(Embed = 16, ", text, StringComparison.Ordinal);
    }

    /// <summary>The model is a part of the file: [Checkpoint] says where, or the generator would not find it.</summary>
    [Fact]
    public async Task Of_a_part_of_a_file()
    {
        string header = "tensor\tother.weight\tF32\t3,3\n" + string.Concat(
            from layer in new[] { 0, 1 }
            from tensor in new[]
            {
                "self_attn.in_proj_weight\tF32\t48,16", "self_attn.in_proj_bias\tF32\t48", "self_attn.out_proj.weight\tF32\t16,16", "self_attn.out_proj.bias\tF32\t16",
                "linear1.weight\tF32\t32,16", "linear1.bias\tF32\t32", "linear2.weight\tF32\t16,32", "linear2.bias\tF32\t16",
                "norm1.weight\tF32\t16", "norm1.bias\tF32\t16", "norm2.weight\tF32\t16", "norm2.bias\tF32\t16",
            }
            select $"tensor\tbackbone.layers.{layer}.{tensor}\n");
        string text = await FixRun.Apply("[Checkpoint(\"model.safetensors\")]\npartial class M;", Title, header);
        Assert.Contains("[Checkpoint(\"model.safetensors\", Prefix = \"backbone.\")]", text, StringComparison.Ordinal);
        Assert.Equal(2, text.Split("Checkpoint(").Length);
    }

    [Theory]
    [InlineData("tensor\tstrange.weight\tF32\t3,3\n")]
    [InlineData("error\tit is cut\n")]
    [InlineData(null)]
    public async Task A_file_that_says_too_little_is_not_guessed(string? header) =>
        Assert.Equal(["Remove [Checkpoint]"], await FixRun.Titles("[Checkpoint(\"model.safetensors\")]\npartial class M;", header));
}
