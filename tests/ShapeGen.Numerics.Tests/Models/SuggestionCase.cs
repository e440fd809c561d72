using System.Globalization;
using System.Text.RegularExpressions;
using ShapeGen.Generator.Checkpoints;
using ShapeGen.Generator.Headers;
using ShapeGen.Generator.Modules;
using ShapeGen.Generator.Modules.Stages;
using ShapeGen.Generator.Suggestion;

namespace ShapeGen.Numerics.Tests.Models;

/// <summary>A golden file as a user has it: the model's tensors without the tests' own, and beside them what HuggingFace's files would say of the declaration that is right.</summary>
/// <param name="Name">The case.</param>
/// <param name="Path">The file.</param>
/// <param name="Declaration">The declaration that is right.</param>
/// <param name="LayersOnly">Whether the declaration is of the layers alone, though the file has more.</param>
internal sealed partial record SuggestionCase(string Name, string Path, string Declaration, bool LayersOnly)
{
    private const string Prefix = "model.";

    /// <summary>Every golden file of a model that can be suggested.</summary>
    public static IReadOnlyList<SuggestionCase> All { get; } =
    [
        .. ModelGolden.All.Select(golden => new SuggestionCase($"Models/{golden.Name}", golden.FilePath, golden.Attribute, LayersOnly: false)),
        .. GoldenCase.Families.Select(golden => new SuggestionCase($"Families/{golden.Name}", golden.FilePath, golden.Attribute(withTokens: false), LayersOnly: true)),
        .. GoldenCase.Encoders.Select(golden => new SuggestionCase($"Encoders/{golden.Name}", golden.FilePath, golden.Attribute(withTokens: false), LayersOnly: false)),
        .. GoldenCase.Convolutions.Select(golden => new SuggestionCase($"Convolutions/{golden.Name}", golden.FilePath, golden.Attribute(withTokens: false), LayersOnly: false)),
    ];

    /// <summary>
    /// Those that the tool is started for: a process takes a second or two, and the library has all of them (<see cref="SuggestionTests"/>). Of models one of each family, and one of
    /// each way in and out, of whole models and of layers alone. Of encoders and convolutions, which are alike to the tool, every eighth.
    /// </summary>
    public static IReadOnlyList<SuggestionCase> OfProcesses => s_ofProcesses.Value;

    private static readonly Lazy<IReadOnlyList<SuggestionCase>> s_ofProcesses = new(() =>
    [
        .. All.Where(golden => golden.IsMeasured).DistinctBy(golden => golden.OfFileAlone().Family)
            .UnionBy(All.Where(golden => golden.IsMeasured).DistinctBy(golden => golden.WayInAndOut), golden => golden.Name),
        .. All.Where(golden => !golden.IsMeasured).Where((_, number) => number % 8 == 0),
    ]);

    private static readonly Lazy<IReadOnlyDictionary<string, EncoderModule>> s_right = new(() =>
    {
        List<string> all = [.. All.Select(golden => golden.Declaration).Distinct(StringComparer.Ordinal)];
        return all.Zip(DeclaredModules.Read(all)).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal);
    });

    /// <summary>The declaration that is right, as the generator reads it.</summary>
    public EncoderModule Right => s_right.Value[Declaration];

    /// <summary>Whether it is of layers alone, the attribute of its input, and how it is pooled: by the text, as each process that finds tests asks, and needs no compiler otherwise.</summary>
    public string WayInAndOut => $"{LayersOnly} {InputAttribute().Match(Declaration).Value} {PoolingKind().Match(Declaration).Value}";

    public static SuggestionCase Of(string name) => All.Single(golden => golden.Name == name);

    /// <summary>Whether what is suggested is run: published families, whole and as layers.</summary>
    public bool IsMeasured => Name.StartsWith("Models/", StringComparison.Ordinal) || LayersOnly;

    /// <summary>What the file alone suggests.</summary>
    public Suggestion OfFileAlone() => Suggester.Suggest(Facts(withConfig: false), new() { LayersOnly = LayersOnly });

    /// <summary>What the file suggests with a configuration beside it, and with what only a user knows.</summary>
    public Suggestion WithConfiguration() => Suggester.Suggest(Facts(withConfig: true), new() { LayersOnly = LayersOnly, Image = Image, Heads = Right.Attention.Heads });

    /// <summary>Height and width, where it takes images.</summary>
    public (int Height, int Width)? Image => Right.Model?.Input is PatchInput { Settings: var patches } ? (patches.Height, patches.Width) : null;

    /// <summary>What HuggingFace's <c>config.json</c> would say.</summary>
    public IEnumerable<ConfigEntry> Config => ConfigOf(Right);

    /// <summary>What a sentence embedder's files would say.</summary>
    public IEnumerable<ConfigEntry> PoolingConfig => PoolingConfigOf(Right);

    private CheckpointFacts Facts(bool withConfig)
    {
        using SafetensorsFile file = SafetensorsFile.Open(Path);
        IEnumerable<HeaderTensor> tensors = file.Tensors.Where(tensor => tensor.Name.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(tensor => new HeaderTensor(tensor.Name[Prefix.Length..], tensor.Type.ToString().ToUpperInvariant(), new(tensor.Shape)));
        return new(Name + ".safetensors", new(tensors), null) { Entries = new(withConfig ? Config.Concat(PoolingConfig).Concat(ModuleList) : []), ModuleFolders = new(withConfig ? Modules.Skip(1).Select((name, i) => $"{i + 1}_{name}") : []) };
    }

    /// <summary>A sentence embedder's modules.</summary>
    private string[] Modules => !PoolingConfig.Any() ? [] : IsNormalized ? ["Transformer", "Pooling", "Normalize"] : ["Transformer", "Pooling"];

    /// <summary>What <c>modules.json</c> says of them.</summary>
    private IEnumerable<ConfigEntry> ModuleList => Modules.Length == 0 ? [] : Modules.SelectMany((name, i) => (ConfigEntry[])
        [
            new("modules.json", $"{i}", "object", "2"), new("modules.json", $"{i}.path", "string", i == 0 ? "" : $"{i}_{name}"), new("modules.json", $"{i}.type", "string", $"sentence_transformers.models.{name}"),
        ]).Prepend(new("modules.json", "", "array", Modules.Length.ToString(CultureInfo.InvariantCulture)));

    /// <summary>Whether a sentence embedder's files say that the result has the length 1.</summary>
    public bool IsNormalized => PoolingConfig.Any() && Right.Model!.Pool!.Normalize;

    private static ConfigEntry Number(string key, string value) => new("config.json", key, "number", value);

    private static IEnumerable<ConfigEntry> ConfigOf(EncoderModule right)
    {
        yield return new("config.json", "", "object", "5");
        yield return Number("num_attention_heads", right.Attention.Heads.ToString(CultureInfo.InvariantCulture));
        yield return Number("layer_norm_eps", right.Norm.Epsilon.ToString("R", CultureInfo.InvariantCulture));
        yield return new("config.json", "hidden_act", "string", right.Block.Activation switch
        {
            Generator.Options.Activation.Gelu => "gelu",
            Generator.Options.Activation.GeluTanh => "gelu_new",
            Generator.Options.Activation.QuickGelu => "quick_gelu",
            Generator.Options.Activation.Relu => "relu",
            Generator.Options.Activation.Silu => "silu",
            _ => throw new InvalidOperationException($"HuggingFace has no name for {right.Block.Activation}."),
        });
        if (right.Attention.Band is { Back: { } reach, GlobalEvery: > 0 and var every })
        {
            yield return Number("local_attention", (2 * reach).ToString(CultureInfo.InvariantCulture));
            yield return Number("global_attn_every_n_layers", every.ToString(CultureInfo.InvariantCulture));
        }
    }

    private static IEnumerable<ConfigEntry> PoolingConfigOf(EncoderModule right)
    {
        // Sentence embedders alone have it: no head behind, and all rows or one that is normalised.
        if (right.Model is not { Pool: { } pool, Heads.Count: 0 })
        {
            yield break;
        }

        yield return new("1_Pooling/config.json", "", "object", "1");
        yield return new("1_Pooling/config.json", "pooling_mode", "string", pool.Kind switch
        {
            Generator.Options.Pooling.Class => "cls",
            Generator.Options.Pooling.Mean => "mean",
            Generator.Options.Pooling.Max => "max",
            Generator.Options.Pooling.Last => "lasttoken",
            _ => throw new InvalidOperationException($"Sentence embedders have no name for {pool.Kind}."),
        });
    }

    [GeneratedRegex(@"^\w+")]
    private static partial Regex InputAttribute();

    [GeneratedRegex(@"Pooling\.\w+")]
    private static partial Regex PoolingKind();
}
