using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using ShapeGen;

namespace SemanticSearch;

/// <summary>Finds the declaration that a HuggingFace BERT checkpoint needs, from its tensors and from the configuration next to it, if there is one.</summary>
internal static partial class CheckpointShape
{
    /// <summary>The declaration of a checkpoint, as far as its tensors and config.json show it.</summary>
    public static Declaration Of(string path)
    {
        using SafetensorsFile file = SafetensorsFile.Open(path);
        IReadOnlyList<long>? words = Shape("embeddings.word_embeddings.weight");
        IReadOnlyList<long>? ffn = Shape("encoder.layer.0.intermediate.dense.weight");
        int layers = file.Tensors.Select(tensor => Layer().Match(tensor.Name)).Where(match => match.Success)
            .Select(match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) + 1).DefaultIfEmpty().Max();
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        Declaration shapes = new()
        {
            Vocab = (int?)words?[0],
            Types = (int?)Shape("embeddings.token_type_embeddings.weight")?[0],
            Positions = (int?)Shape("embeddings.position_embeddings.weight")?[0],
            Embed = (int?)words?[1],
            Ffn = (int?)ffn?[0],
            Layers = layers == 0 ? null : layers,
        };
        return WithPooling(WithConfiguration(shapes, Path.Combine(folder, "config.json")), Path.Combine(folder, "1_Pooling", "config.json"));

        IReadOnlyList<long>? Shape(string name) =>
            file.Tensors.FirstOrDefault(tensor => tensor.Name == name || tensor.Name.EndsWith("." + name, StringComparison.Ordinal)) is { Shape: { Count: 2 } shape } ? shape : null;
    }

    /// <summary>Adds what no shape shows: heads, activation, epsilon.</summary>
    private static Declaration WithConfiguration(Declaration declaration, string path)
    {
        if (!File.Exists(path))
        {
            return declaration;
        }

        using JsonDocument configuration = JsonDocument.Parse(File.ReadAllBytes(path));
        JsonElement root = configuration.RootElement;
        return declaration with
        {
            Heads = root.TryGetProperty("num_attention_heads", out JsonElement heads) ? heads.GetInt32() : null,
            Epsilon = root.TryGetProperty("layer_norm_eps", out JsonElement epsilon) ? epsilon.GetSingle() : null,
            Activation = root.TryGetProperty("hidden_act", out JsonElement activation)
                ? activation.GetString() switch
                {
                    "gelu" => Activation.Gelu,
                    "gelu_new" or "gelu_pytorch_tanh" => Activation.GeluTanh,
                    "relu" => Activation.Relu,
                    "silu" or "swish" => Activation.Silu,
                    "quick_gelu" => Activation.QuickGelu,
                    string other => throw new NotSupportedException($"{path} has the activation \"{other}\", which ShapeGen does not know."),
                    null => null,
                }
                : null,
        };
    }

    /// <summary>Adds the pooling from the file that sentence-transformers puts next to a model.</summary>
    private static Declaration WithPooling(Declaration declaration, string path)
    {
        if (!File.Exists(path))
        {
            return declaration;
        }

        using JsonDocument configuration = JsonDocument.Parse(File.ReadAllBytes(path));
        return Is("pooling_mode_cls_token") ? declaration with { Pooling = Pooling.Class }
            : Is("pooling_mode_mean_tokens") ? declaration with { Pooling = Pooling.Mean }
            : Is("pooling_mode_max_tokens") ? declaration with { Pooling = Pooling.Max }
            : Is("pooling_mode_lasttoken") ? declaration with { Pooling = Pooling.Last }
            : throw new NotSupportedException($"{path} has a pooling that ShapeGen does not know.");

        bool Is(string name) => configuration.RootElement.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.True;
    }

    [GeneratedRegex(@"(?:^|\.)encoder\.layer\.(\d+)\.")]
    private static partial Regex Layer();
}
