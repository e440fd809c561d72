using System.Globalization;
using Microsoft.CodeAnalysis;
using ShapeGen.Generator.Tests.Running;

namespace ShapeGen.Generator.Tests.Diagnostics;

/// <summary>A checkpoint that does not fit its declaration is an error on the argument that is wrong, once for each cause.</summary>
public class CheckpointTests
{
    private const string Bert = "Norm = NormPlacement.Post, Activation = Activation.Gelu, Epsilon = 1e-12f";

    private const string Stages = "[TokenEmbedding(Vocab = 100, Types = 2)] [Positions(Max = 20)] [InputNorm(Epsilon = 1e-12f)] [Pool(Pooling.Mean, Normalize = true)]";

    private static readonly string[] Config = ["json\tconfig.json\tnum_attention_heads\tnumber\t4", "json\tconfig.json\thidden_act\tstring\tgelu", "json\tconfig.json\tlayer_norm_eps\tnumber\t1e-12"];

    [Fact]
    public void A_declaration_that_fits_has_no_error() => Check(Stages, $"Embed = 16, Heads = 4, Ffn = 32, Layers = 3, {Bert}", Header(3, 16, 32, Config));

    [Theory]
    [InlineData("Embed = 16, Heads = 4, Ffn = 40, Layers = 3", "Ffn = 40", "'encoder.layer.0.output.dense.weight' [16, 32]; write Ffn = 32")]
    [InlineData("Embed = 16, Heads = 4, Ffn = 32, Layers = 6", "Layers = 6", "the file has 3 layers; write Layers = 3")]
    [InlineData("Embed = 16, Heads = 4, Ffn = 32", "Layers = 1", "the file has 3 layers; write Layers = 3")]
    [InlineData("Embed = 24, Heads = 4, Ffn = 32, Layers = 3", "Embed = 24", "'encoder.layer.0.output.dense.weight' [16, 32]; write Embed = 16")]
    [InlineData("Embed = 16, Heads = 4, HeadDim = 8, Ffn = 32, Layers = 3", "HeadDim = 8", "'encoder.layer.0.attention.output.dense.weight' [16, 16]; write HeadDim = 4")]
    [InlineData("Embed = 16, Heads = 4, KeyValueHeads = 2, Ffn = 32, Layers = 3", "KeyValueHeads = 2", "'encoder.layer.0.attention.self.key.weight' [16, 16]; write KeyValueHeads = 4")]
    [InlineData("Embed = 16, Heads = 4, Ffn = 32, Layers = 3, OutBias = false", "OutBias = false", "the file has 'encoder.layer.0.attention.output.dense.bias' [16]; write OutBias = true")]
    [InlineData("Embed = 16, Heads = 2, Ffn = 32, Layers = 3", "Heads = 2", "num_attention_heads is 4 in config.json; write Heads = 4")]
    public void A_wrong_argument_is_one_error_on_it(string encoder, string argument, string reason) =>
        Check(Stages, $"{encoder}, {Bert}", Header(3, 16, 32, Config), $"SHG0019 '{(encoder.Contains(argument, StringComparison.Ordinal) ? argument : "Encoder")}': {argument} does not fit 'model.safetensors': {reason}");

    [Fact]
    public void Activation_and_epsilon_are_compared_with_the_configuration() => Check(
        Stages,
        "Embed = 16, Heads = 4, Ffn = 32, Layers = 3, Norm = NormPlacement.Post, Activation = Activation.GeluTanh, Epsilon = 1e-5f",
        Header(3, 16, 32, Config),
        "SHG0019 'Activation = Activation.GeluTanh': Activation = Activation.GeluTanh does not fit 'model.safetensors': hidden_act is \"gelu\" in config.json; write Activation = Activation.Gelu",
        "SHG0019 'Epsilon = 1e-5f': Epsilon = 1E-05f does not fit 'model.safetensors': layer_norm_eps is 1e-12 in config.json; write Epsilon = 1E-12f");

    [Fact]
    public void Pooling_is_compared_with_that_of_sentence_transformers() => Check(
        "[TokenEmbedding(Vocab = 100, Types = 2)] [Positions(Max = 20)] [InputNorm(Epsilon = 1e-12f)] [Pool(Pooling.Mean)]",
        $"Embed = 16, Heads = 4, Ffn = 32, Layers = 3, {Bert}",
        Header(3, 16, 32, [.. Config, "module\t1_Pooling", "json\t1_Pooling/config.json\tpooling_mode_cls_token\tboolean\ttrue", "json\t1_Pooling/config.json\tpooling_mode_mean_tokens\tboolean\tfalse", "module\t2_Normalize"]),
        "SHG0019 'Pool(Pooling.Mean)': Normalize = false does not fit 'model.safetensors': the folder 2_Normalize is beside it; write Normalize = true",
        "SHG0019 'Pooling.Mean': Pooling.Mean does not fit 'model.safetensors': pooling_mode_cls_token is true in 1_Pooling/config.json; write Pooling.Class");

    [Fact]
    public void Each_stage_is_solved_on_its_own_attribute() => Check(
        "[TokenEmbedding(Vocab = 90, Types = 3)] [Positions(Max = 512)] [InputNorm(Epsilon = 1e-12f)] [Pool(Pooling.Mean)] [Head(Out = 5)]",
        $"Embed = 16, Heads = 4, Ffn = 32, Layers = 3, {Bert}",
        Header(3, 16, 32, [.. Config, "tensor\tclassifier.weight\tF32\t7,16", "tensor\tclassifier.bias\tF32\t7"]),
        "SHG0019 'Vocab = 90': Vocab = 90 does not fit 'model.safetensors': 'embeddings.word_embeddings.weight' [100, 16]; write Vocab = 100",
        "SHG0019 'Types = 3': Types = 3 does not fit 'model.safetensors': 'embeddings.token_type_embeddings.weight' [2, 16]; write Types = 2",
        "SHG0019 'Max = 512': Max = 512 does not fit 'model.safetensors': 'embeddings.position_embeddings.weight' [20, 16]; write Max = 20",
        "SHG0019 'Out = 5': Out = 5 does not fit 'model.safetensors': 'classifier.weight' [7, 16]; write Out = 7");

    /// <summary>A head that is tied to the table must have the table's shape: the tensor is compared with both.</summary>
    [Theory]
    [InlineData(100, false)]
    [InlineData(90, true)]
    public void A_tied_head_is_compared_with_the_table(int outputs, bool isWrong)
    {
        IReadOnlyList<string> found = Run(
            $"{Stages} [Head({outputs}, Bias = false)]", $"Embed = 16, Heads = 4, Ffn = 32, Layers = 3, {Bert}", Header(3, 16, 32, Config),
            "TensorNaming.HuggingFaceBert, Heads = \"embeddings.word_embeddings\"");
        Assert.Equal(isWrong ? 1 : 0, found.Count);
        Assert.All(found, message => Assert.Contains("'embeddings.word_embeddings.weight'", message, StringComparison.Ordinal));
        Assert.All(found, message => Assert.Contains("[100, 16]", message, StringComparison.Ordinal));
    }

    [Fact]
    public void What_no_argument_explains_is_reported_on_the_attribute()
    {
        string encoder = $"Embed = 16, Heads = 4, Ffn = 32, Layers = 3, {Bert}";
        Check(Stages, encoder, Header(3, 16, 32, [.. Config, "tensor\tpooler.dense.weight\tF32\t16,16"]),
            "SHG0020 'Checkpoint(\"model.safetensors\")': 'model.safetensors' does not fit the model: 'pooler.dense.weight' [16, 16] is not used; if that is intended, add it to Ignore of [TensorNames]");
        Check(Stages, encoder, Header(3, 16, 32, Config).Replace("tensor\tembeddings.LayerNorm.bias\tF32\t16\n", "", StringComparison.Ordinal),
            "SHG0020 'Checkpoint(\"model.safetensors\")': 'model.safetensors' does not fit the model: 'embeddings.LayerNorm.bias' [16] is missing");
        Check(Stages, encoder, Header(3, 16, 32, Config).Replace("embeddings.LayerNorm.bias\tF32", "embeddings.LayerNorm.bias\tI64", StringComparison.Ordinal),
            "SHG0020 'Checkpoint(\"model.safetensors\")': 'model.safetensors' does not fit the model: 'embeddings.LayerNorm.bias' is of type I64, not F32, F64, F16 or BF16");
    }

    [Fact]
    public void Another_familys_names_are_a_few_errors_not_one_for_each_tensor()
    {
        IReadOnlyList<string> found = Run("", $"Embed = 16, Heads = 4, Ffn = 32, Layers = 3, {Bert}", Header(3, 16, 32, []), "TensorNaming.Torch");
        Assert.Equal(6, found.Count);
        Assert.Contains("more tensors do not fit; is [TensorNames] right?", found[^1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("error\tit is cut\n", "it cannot be read: it is cut")]
    [InlineData("nonsense\n", "it cannot be read: the build wrote a line that this generator cannot read: 'nonsense'")]
    public void A_file_that_cannot_be_read_is_an_error(string text, string reason) => Check(
        Stages, $"Embed = 16, Heads = 4, Ffn = 32, Layers = 3, {Bert}", text,
        $"SHG0021 'Checkpoint(\"model.safetensors\")': 'model.safetensors' cannot be compared with the model: {reason}");

    /// <summary>Two causes, and two things to do: a project without the item, and one whose build hands no item over.</summary>
    [Theory]
    [InlineData(true, "model.safetensors", "the project has no such checkpoint; add <ShapeGenCheckpoint Include=\"model.safetensors\" /> to the project")]
    [InlineData(true, "a;b 100%25 <é>.safetensors", "the project has no such checkpoint; add <ShapeGenCheckpoint Include=\"a%3Bb 100%2525 &lt;é>.safetensors\" /> to the project")]
    [InlineData(false, "model.safetensors", "the project does not import ShapeGen's build files, which read its checkpoints; the package brings them, and a project that references ShapeGen's own projects has to import src/Runtime/build/ShapeGen.props and ShapeGen.targets")]
    public void A_checkpoint_that_does_not_come_is_missing_or_not_read(bool hasBuildFiles, string path, string reason)
    {
        GeneratorRun run = GeneratorRunner.Run(
            $"using ShapeGen; [Linear(2, 3), Checkpoint(\"{path}\")] public sealed partial class M;", new ProjectSettings { HasBuildFiles = hasBuildFiles });
        Assert.Equal($"'{path}' cannot be compared with the model: {reason}", Assert.Single(run.Reported).GetMessage(CultureInfo.InvariantCulture));
    }

    /// <summary>Sizes and names that no writer makes.</summary>
    [Theory]
    [InlineData("tensor\tencoder.layer.0.output.dense.weight\tF32\t99999999999,32\n")]
    [InlineData("tensor\tencoder.layer.0.output.dense.weight\tF32\t-1,x\n")]
    [InlineData("tensor\tencoder.layer.0.output.dense.weight\tF32\t\n")]
    [InlineData("tensor\t\t\t\n")]
    [InlineData("tensor\tembeddings.word_embeddings.weight\tF32\t5\n")]
    public void A_hostile_header_is_an_error_and_no_failure(string text)
    {
        IReadOnlyList<string> found = Run(Stages, $"Embed = 16, Heads = 4, Ffn = 32, Layers = 3, {Bert}", text);
        Assert.NotEmpty(found);
        Assert.All(found, line => Assert.DoesNotContain("SHG0016", line, StringComparison.Ordinal));
    }

    private static void Check(string stages, string encoder, string header, params string[] expected) => Assert.Equal(expected, Run(stages, encoder, header));

    private static IReadOnlyList<string> Run(string stages, string encoder, string header, string naming = "TensorNaming.HuggingFaceBert")
    {
        string source = $"using ShapeGen;\n{stages}\n[Encoder({encoder})]\n[TensorNames({naming})]\n[Checkpoint(\"model.safetensors\")]\npublic sealed partial class M;\n";
        GeneratorRun run = GeneratorRunner.Run(source, ProjectSettings.Default with { Checkpoints = [new("model.safetensors", header)] });
        return [.. run.Reported.Select(diagnostic =>
            $"{diagnostic.Id} '{source.Substring(diagnostic.Location.SourceSpan.Start, diagnostic.Location.SourceSpan.Length).Split("(Embed")[0]}': {diagnostic.GetMessage(CultureInfo.InvariantCulture)}")];
    }

    /// <summary>BERT's tensors, as the build makes lines of them.</summary>
    private static string Header(int layers, int embed, int ffn, string[] more)
    {
        List<string> lines = [];
        Add("embeddings.word_embeddings.weight", 100, embed);
        Add("embeddings.position_embeddings.weight", 20, embed);
        Add("embeddings.token_type_embeddings.weight", 2, embed);
        Both("embeddings.LayerNorm", embed);
        for (int layer = 0; layer < layers; layer++)
        {
            string at = $"encoder.layer.{layer}.";
            foreach (string part in new[] { "query", "key", "value" })
            {
                Both(at + "attention.self." + part, embed, embed);
            }

            Both(at + "attention.output.dense", embed, embed);
            Both(at + "attention.output.LayerNorm", embed);
            Both(at + "intermediate.dense", ffn, embed);
            Both(at + "output.dense", embed, ffn);
            Both(at + "output.LayerNorm", embed);
        }

        return string.Concat(lines.Concat(more).Select(line => line + "\n"));

        void Both(string stem, params int[] shape)
        {
            Add(stem + ".weight", shape);
            Add(stem + ".bias", shape[0]);
        }

        void Add(string name, params int[] shape) => lines.Add($"tensor\t{name}\tF32\t{string.Join(',', shape)}");
    }
}
