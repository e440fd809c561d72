namespace ShapeGen.CodeFixes.Tests;

/// <summary>An argument gets the value that the checkpoint has, whether it is written yet or not.</summary>
public class CheckpointFixTests
{
    private const string Rest = "[TensorNames(TensorNaming.HuggingFaceBert)]\n[Checkpoint(\"model.safetensors\")]\npublic sealed partial class M;\n";

    private const string Stages = "[TokenEmbedding(Vocab = 100, Types = 2), Positions(20), InputNorm(Epsilon = 1e-12f), Pool(Pooling.Mean, Normalize = true)]\n";

    private static readonly string[] Config = ["json\tconfig.json\tnum_attention_heads\tnumber\t4", "json\tconfig.json\thidden_act\tstring\tgelu", "json\tconfig.json\tlayer_norm_eps\tnumber\t1e-12"];

    [Theory]
    [InlineData("Embed = 16, Heads = 4, Ffn = 40, Layers = 3, Norm = NormPlacement.Post, Activation = Activation.Gelu, Epsilon = 1e-12f", "Set Ffn = 32", "Embed = 16, Heads = 4, Ffn = 32, Layers = 3, Norm = NormPlacement.Post, Activation = Activation.Gelu, Epsilon = 1e-12f")]
    [InlineData("Embed = 16, Heads = 4, Ffn = 32, Norm = NormPlacement.Post, Activation = Activation.Gelu, Epsilon = 1e-12f", "Set Layers = 3", "Embed = 16, Heads = 4, Ffn = 32, Norm = NormPlacement.Post, Activation = Activation.Gelu, Epsilon = 1e-12f, Layers = 3")]
    [InlineData("Embed = 16, Heads = 4, Ffn = 32, Layers = 3, Norm = NormPlacement.Post, Activation = Activation.Gelu", "Set Epsilon = 1E-12f", "Embed = 16, Heads = 4, Ffn = 32, Layers = 3, Norm = NormPlacement.Post, Activation = Activation.Gelu, Epsilon = 1E-12f")]
    [InlineData("Embed = 16, Heads = 4, Ffn = 32, Layers = 3, Norm = NormPlacement.Post, Activation = Activation.GeluTanh, Epsilon = 1e-12f", "Set Activation = Activation.Gelu", "Embed = 16, Heads = 4, Ffn = 32, Layers = 3, Norm = NormPlacement.Post, Activation = Activation.Gelu, Epsilon = 1e-12f")]
    [InlineData("Embed = 16, Heads = 4, Ffn = 32, Layers = 3, OutBias = false, Norm = NormPlacement.Post, Activation = Activation.Gelu, Epsilon = 1e-12f", "Set OutBias = true", "Embed = 16, Heads = 4, Ffn = 32, Layers = 3, OutBias = true, Norm = NormPlacement.Post, Activation = Activation.Gelu, Epsilon = 1e-12f")]
    public async Task An_argument_of_the_encoder(string before, string title, string after) => Assert.Equal(
        $"{Stages}[Encoder({after})]\n{Rest}", await FixRun.Apply($"{Stages}[Encoder({before})]\n{Rest}", title, Header(Config)));

    /// <summary>By position, and an enumeration where only the namespace is written.</summary>
    [Fact]
    public async Task An_argument_of_a_stage()
    {
        const string Encoder = "[Encoder(Embed = 16, Heads = 4, Ffn = 32, Layers = 3, Norm = NormPlacement.Post, Activation = Activation.Gelu, Epsilon = 1e-12f)]\n";
        string before = Stages.Replace("Positions(20)", "Positions(512)", StringComparison.Ordinal);
        Assert.Equal(Stages + Encoder + Rest, await FixRun.Apply(before + Encoder + Rest, "Set Max = 20", Header(Config)));

        string header = Header([.. Config, "module\t1_Pooling", "json\t1_Pooling/config.json\tpooling_mode_cls_token\tboolean\ttrue", "json\t1_Pooling/config.json\tpooling_mode_mean_tokens\tboolean\tfalse", "module\t2_Normalize"]);
        string pooled = Stages.Replace("Pooling.Mean", "Pooling.Class", StringComparison.Ordinal);
        Assert.Equal(pooled + Encoder + Rest, await FixRun.Apply(Stages + Encoder + Rest, "Set Pooling = Pooling.Class", header));
        string without = pooled.Replace(", Normalize = true", "", StringComparison.Ordinal);
        Assert.Equal(pooled + Encoder + Rest, await FixRun.Apply(without + Encoder + Rest, "Set Normalize = true", header));
    }

    [Fact]
    public async Task An_attribute_without_arguments_gets_them()
    {
        const string Encoder = "[Encoder(Embed = 16, Heads = 4, Ffn = 32, Layers = 3, Norm = NormPlacement.Post, Activation = Activation.Gelu, Epsilon = 1e-12f)]\n";
        string before = Stages.Replace("InputNorm(Epsilon = 1e-12f)", "InputNorm", StringComparison.Ordinal);
        string after = Stages.Replace("InputNorm(Epsilon = 1e-12f)", "InputNorm(Epsilon = 1E-12f)", StringComparison.Ordinal);
        Assert.Equal(after + Encoder + Rest, await FixRun.Apply(before + Encoder + Rest, "Set Epsilon = 1E-12f", Header(Config)));
    }

    /// <summary>Lines stay as they are, and what comes is on a line of its own where the others are.</summary>
    [Fact]
    public async Task All_arguments_at_once() => Assert.Equal(
        Stages + """
        [Encoder(
            Embed = 16,
            Heads = 4, // as the paper says
            Ffn = 32,
            Norm = NormPlacement.Post,
            Activation = Activation.Gelu,
            Layers = 3,
            Epsilon = 1E-12f)]

        """.ReplaceLineEndings("\n") + Rest,
        await FixRun.ApplyToAll(
            Stages.Replace("100", "9", StringComparison.Ordinal) + """
            [Encoder(
                Embed = 24,
                Heads = 2, // as the paper says
                Ffn = 40,
                Norm = NormPlacement.Post,
                Activation = Activation.Relu)]

            """.ReplaceLineEndings("\n") + Rest,
            "Set Ffn = 32", Header(Config)));

    [Fact]
    public async Task An_enumeration_is_found_whatever_the_usings()
    {
        const string Source = "namespace Own { class Activation; [ShapeGen.Encoder(Embed = 16, Heads = 4, Ffn = 32, Layers = 3, Norm = NormPlacement.Post{0}, Epsilon = 1e-12f), TokenEmbedding(100, Types = 2), Positions(20), InputNorm(Epsilon = 1e-12f), TensorNames(TensorNaming.HuggingFaceBert), Checkpoint(\"model.safetensors\")] partial class M; }";
        Assert.Equal(
            Source.Replace("{0}", "", StringComparison.Ordinal).Replace("1e-12f), Tok", "1e-12f, Activation = ShapeGen.Activation.Gelu), Tok", StringComparison.Ordinal),
            await FixRun.Apply(Source.Replace("{0}", "", StringComparison.Ordinal), "Set Activation = Activation.Gelu", Header(Config)));
    }

    /// <summary>The path that the project has is offered in place of one that it does not have.</summary>
    [Fact]
    public async Task A_path_of_the_project()
    {
        const string Model = "[Encoder(Embed = 16, Heads = 4, Ffn = 32, Layers = 3, Norm = NormPlacement.Post, Activation = Activation.Gelu, Epsilon = 1e-12f)]\n";
        string before = Rest.Replace("model.safetensors", "modell.safetensors", StringComparison.Ordinal);
        Assert.Equal(Stages + Model + Rest, await FixRun.Apply(Stages + Model + before, "Set Path = \"model.safetensors\"", Header(Config)));
    }

    /// <summary>BERT's tensors, as the build makes lines of them: 3 layers, 16 features, 32 in the feed-forward block.</summary>
    public static string Header(IEnumerable<string> more)
    {
        List<string> lines = [.. more];
        Add("embeddings.word_embeddings.weight", 100, 16);
        Add("embeddings.position_embeddings.weight", 20, 16);
        Add("embeddings.token_type_embeddings.weight", 2, 16);
        Both("embeddings.LayerNorm", 16);
        for (int layer = 0; layer < 3; layer++)
        {
            string at = $"encoder.layer.{layer}.";
            foreach (string part in new[] { "query", "key", "value" })
            {
                Both(at + "attention.self." + part, 16, 16);
            }

            Both(at + "attention.output.dense", 16, 16);
            Both(at + "attention.output.LayerNorm", 16);
            Both(at + "intermediate.dense", 32, 16);
            Both(at + "output.dense", 16, 32);
            Both(at + "output.LayerNorm", 16);
        }

        return string.Concat(lines.Select(line => line + "\n"));

        void Both(string stem, params int[] shape)
        {
            Add(stem + ".weight", shape);
            Add(stem + ".bias", shape[0]);
        }

        void Add(string name, params int[] shape) => lines.Add($"tensor\t{name}\tF32\t{string.Join(',', shape)}");
    }
}
