using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace ShapeGen.Package.Tests;

/// <summary>A folder with what HuggingFace's hub has of a BERT-style sentence embedder: weights (random ones), configuration, pooling, vocabulary.</summary>
internal sealed class BertCheckpoint
{
    private const int Vocab = 70;
    private const int Positions = 24;
    private const int Embed = 24;
    private const int Heads = 3;
    private const int Ffn = 40;
    private const int Layers = 3;

    /// <summary>The lines of Model.cs that fit.</summary>
    public static readonly string[] Declaration =
    [
        "[TokenEmbedding(Vocab = 70, Types = 2)]",
        "[Positions(24)]",
        "[InputNorm(1E-05f)]",
        "[Encoder(Embed = 24, Heads = 3, Ffn = 40, Layers = 3, Norm = NormPlacement.Post, Activation = Activation.Gelu, Epsilon = 1E-05f)]",
        "[Pool(Pooling.Class, Normalize = true)]",
        "[TensorNames(TensorNaming.HuggingFaceBert, Ignore = \"pooler.*;embeddings.position_ids\")]",
    ];

    private readonly Dictionary<string, object> _header = [];
    private readonly List<float> _values = [];
    private readonly Random _random = new(1);

    private BertCheckpoint()
    {
    }

    /// <summary>Writes the files.</summary>
    /// <returns>The path of the weights.</returns>
    public static string WriteTo(string folder)
    {
        File.WriteAllText(Path.Combine(folder, "config.json"), $$"""
            {
              "model_type": "bert", "hidden_act": "gelu", "hidden_size": {{Embed}}, "intermediate_size": {{Ffn}}, "layer_norm_eps": 1e-05,
              "max_position_embeddings": {{Positions}}, "num_attention_heads": {{Heads}}, "num_hidden_layers": {{Layers}}, "vocab_size": {{Vocab}}
            }
            """);
        Directory.CreateDirectory(Path.Combine(folder, "1_Pooling"));
        File.WriteAllText(Path.Combine(folder, "1_Pooling", "config.json"), """{ "pooling_mode_cls_token": true, "pooling_mode_mean_tokens": false }""");
        char[] letters = [.. Enumerable.Range('a', 26).Select(letter => (char)letter)];
        File.WriteAllLines(
            Path.Combine(folder, "vocab.txt"),
            ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", ".", "?", .. letters.Select(letter => $"{letter}"), .. letters.Select(letter => $"##{letter}")]);

        BertCheckpoint checkpoint = new();
        checkpoint.AddAll();
        string path = Path.Combine(folder, "model.safetensors");
        byte[] header = Encoding.UTF8.GetBytes(JsonSerializer.Serialize(checkpoint._header));
        using FileStream file = File.Create(path);
        file.Write(BitConverter.GetBytes((long)header.Length));
        file.Write(header);
        file.Write(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(checkpoint._values)));
        return path;
    }

    private void AddAll()
    {
        Add("embeddings.word_embeddings.weight", Vocab, Embed);
        Add("embeddings.position_embeddings.weight", Positions, Embed);
        Add("embeddings.token_type_embeddings.weight", 2, Embed);
        AddNorm("embeddings.LayerNorm");
        for (int layer = 0; layer < Layers; layer++)
        {
            string name = $"encoder.layer.{layer}";
            AddLinear($"{name}.attention.self.query", Embed, Embed);
            AddLinear($"{name}.attention.self.key", Embed, Embed);
            AddLinear($"{name}.attention.self.value", Embed, Embed);
            AddLinear($"{name}.attention.output.dense", Embed, Embed);
            AddNorm($"{name}.attention.output.LayerNorm");
            AddLinear($"{name}.intermediate.dense", Ffn, Embed);
            AddLinear($"{name}.output.dense", Embed, Ffn);
            AddNorm($"{name}.output.LayerNorm");
        }

        // Behind the encoder: no embedder uses it.
        AddLinear("pooler.dense", Embed, Embed);
    }

    private void AddLinear(string name, int outputs, int inputs)
    {
        Add($"{name}.weight", outputs, inputs);
        Add($"{name}.bias", outputs);
    }

    private void AddNorm(string name)
    {
        Add($"{name}.weight", Embed);
        Add($"{name}.bias", Embed);
    }

    private void Add(string name, params int[] shape)
    {
        int start = _values.Count * sizeof(float);
        int count = shape.Aggregate(1, (product, size) => product * size);
        _values.AddRange(Enumerable.Range(0, count).Select(_ => _random.NextSingle() - 0.5f));
        _header.Add(name, new Dictionary<string, object> { ["dtype"] = "F32", ["shape"] = shape, ["data_offsets"] = new[] { start, _values.Count * sizeof(float) } });
    }
}
