using System.Globalization;
using ShapeGen.Generator.Checkpoints;
using ShapeGen.Generator.Headers;
using ShapeGen.Generator.Options;
using ShapeGen.Generator.Sidecars;

namespace ShapeGen.Generator.Families;

/// <summary>
/// Reads a model's settings from HuggingFace's <c>config.json</c>, in the terms of a declaration. Every key is either read, or known to have no effect, or reported: a value that is not
/// understood is a refusal, and an unknown key is a remark.
/// </summary>
internal sealed class ModelConfig
{
    /// <summary>The file.</summary>
    public const string FileName = "config.json";

    private static readonly string[] HeadKeys = ["num_attention_heads", "n_heads", "num_heads", "n_head", "encoder_attention_heads", "encoder_num_attention_heads"];
    private static readonly string[] KeyValueHeadKeys = ["num_key_value_heads", "encoder_num_key_value_heads"];
    private static readonly string[] HeadDimKeys = ["d_kv", "head_dim"];
    private static readonly string[] LayerKeys = ["num_hidden_layers", "n_layers", "encoder_layers", "encoder_num_hidden_layers", "num_layers", "n_layer"];
    private static readonly string[] EmbedKeys = ["hidden_size", "dim", "d_model", "n_embd"];
    private static readonly string[] FfnKeys = ["intermediate_size", "hidden_dim", "d_ff", "encoder_ffn_dim", "n_inner"];
    private static readonly string[] VocabularyKeys = ["vocab_size"];
    private static readonly string[] ActivationKeys = ["hidden_act", "hidden_activation", "activation", "feed_forward_proj", "activation_function", "encoder_hidden_act"];
    private static readonly string[] EpsilonKeys = ["layer_norm_eps", "norm_eps", "layer_norm_epsilon", "rms_norm_eps"];
    private static readonly string[] ThetaKeys = ["global_rope_theta", "rope_theta", "rotary_emb_base"];
    private static readonly string[] LocalThetaKeys = ["local_rope_theta"];
    private static readonly string[] ShareKeys = ["rotary_emb_fraction", "partial_rotary_factor"];
    private static readonly string[] WindowKeys = ["local_attention"];
    private static readonly string[] GlobalKeys = ["global_attn_every_n_layers"];
    private static readonly string[] DistanceKeys = ["relative_attention_max_distance"];
    private static readonly string[] ImageKeys = ["image_size"];

    /// <summary>All keys that are read here.</summary>
    public static readonly IReadOnlyList<string> ReadKeys =
    [
        .. HeadKeys, .. KeyValueHeadKeys, .. HeadDimKeys, .. LayerKeys, .. EmbedKeys, .. FfnKeys, .. VocabularyKeys, .. ActivationKeys, .. EpsilonKeys, .. ThetaKeys, .. LocalThetaKeys, .. ShareKeys,
        .. WindowKeys, .. GlobalKeys, .. DistanceKeys, .. ImageKeys,
        "model_type", "architectures", "architecture", "auto_map", "is_decoder", "is_causal", "position_embedding_type", "pad_token_id", "layer_types", "rope_parameters", "rope_scaling", "dense_act_fn", "is_gated_act",
    ];

    private static readonly HashSet<string> s_read = new(ReadKeys, StringComparer.Ordinal);

    private readonly ConfigObject? _root;

    /// <summary>The object that describes the model; null if a configuration of several models leaves it out, so that the defaults of its class apply.</summary>
    private readonly ConfigObject? _part;

    private readonly KnownFamily _family;
    private readonly List<string> _refusals = [];
    private readonly List<ConfigEntry> _unknown = [];
    private readonly List<string> _notes = [];

    private ModelConfig(CheckpointFacts facts, KnownFamily family)
    {
        _family = family;
        _root = ConfigObject.Of(facts, FileName);
        _part = family.ConfigPart.Length == 0 ? _root : _root?.Object(family.ConfigPart) ?? (_root?.Find("model_type")?.Value == family.Types[0] ? null : _root);
        if (_root is null)
        {
            return;
        }

        if (!_root.IsObject)
        {
            _refusals.Add($"{FileName} is not a JSON object");
            return;
        }

        if (family.ConfigPart.Length > 0 && _root.Any(family.ConfigPart) is { Kind: not "object" and not "null" } odd)
        {
            Refuse(odd, "it should be an object");
            return;
        }

        RequireValues();
        if (family.PositionsFollowPadding && _part?.Any("pad_token_id") is { Kind: "null" } padding)
        {
            Refuse(padding, "positions begin in the row after it");
        }

        Heads = Size(HeadKeys);
        HeadDim = Size(HeadDimKeys);
        Layers = Size(LayerKeys);
        Embed = Size(EmbedKeys);
        Ffn = Size(FfnKeys);
        Vocabulary = Size(VocabularyKeys);
        Epsilon = Number(EpsilonKeys);
        MaxDistance = Size(DistanceKeys);
        Image = ReadImage();
        PadToken = Count("pad_token_id");
        PositionType = Find("position_embedding_type");
        Activation = ReadActivation();
        IsCausal = family.CausalKey.Length == 0 ? null : Flag(family.CausalKey);
        ReadRotary();
        ReadWindows();
        ReadLongTexts();
        Check();
    }

    /// <summary>Reads the configuration beside a checkpoint.</summary>
    /// <param name="facts">What was read of the files.</param>
    /// <param name="family">The family whose code reads the configuration.</param>
    public static ModelConfig Of(CheckpointFacts facts, KnownFamily family) => new(facts, family);

    /// <summary>The <c>model_type</c> of a configuration: <c>bert</c>.</summary>
    public static ConfigEntry? TypeOf(CheckpointFacts facts) => ConfigObject.Of(facts, FileName)?.Find("model_type");

    /// <summary>Whether the configuration states the model's type, so that missing keys have the defaults of its class.</summary>
    public bool HasDefaults => _root?.Find("model_type") is not null;

    /// <summary>Heads of the attention.</summary>
    public ConfigValue<int>? Heads { get; }

    /// <summary>Features of a head, if stated.</summary>
    public ConfigValue<int>? HeadDim { get; }

    public ConfigValue<int>? Layers { get; }

    public ConfigValue<int>? Embed { get; }

    public ConfigValue<int>? Ffn { get; }

    public ConfigValue<int>? Vocabulary { get; }

    /// <summary>The activation of the feed-forward block.</summary>
    public ConfigValue<Activation>? Activation { get; }

    /// <summary>The epsilon of the norms.</summary>
    public ConfigValue<float>? Epsilon { get; }

    /// <summary>Whether a token attends only to itself and earlier tokens.</summary>
    public ConfigValue<bool>? IsCausal { get; }

    /// <summary>The base of rotary angles.</summary>
    public ConfigValue<float>? RotaryTheta { get; private set; }

    /// <summary>The base of rotary angles in local layers.</summary>
    public ConfigValue<float>? LocalRotaryTheta { get; private set; }

    /// <summary>The fraction of a head's features that is rotated.</summary>
    public ConfigValue<float>? RotaryShare { get; private set; }

    /// <summary>Tokens of the window; 0 if every layer attends to all tokens.</summary>
    public ConfigValue<int>? Window { get; private set; }

    /// <summary>Every n-th layer attends to all tokens, starting with the first; 0 if none does.</summary>
    public ConfigValue<int>? GlobalEvery { get; private set; }

    /// <summary>The distance from which on all distances share the last bucket.</summary>
    public ConfigValue<int>? MaxDistance { get; }

    /// <summary>Height and width of an image.</summary>
    public ConfigValue<(int Height, int Width)>? Image { get; }

    /// <summary>The padding token. RoBERTa's positions begin in the row after it.</summary>
    public ConfigValue<int>? PadToken { get; }

    /// <summary>The kind of positions: <c>absolute</c>, <c>alibi</c>, <c>relative_key</c>.</summary>
    public ConfigEntry? PositionType { get; }

    /// <summary>The reasons why the model cannot be declared, at least not as this family.</summary>
    public IReadOnlyList<string> Refusals => _refusals;

    /// <summary>Keys that are not known for the family.</summary>
    public IReadOnlyList<ConfigEntry> Unknown => _unknown;

    /// <summary>The transformers class that the file was saved from: <c>BertForMaskedLM</c>.</summary>
    public string? Architecture => _root?.Array("architectures") is { Count: > 0 } classes ? classes[0].Value : null;

    /// <summary>What a program has to know about calls, even if the declaration is right.</summary>
    public IReadOnlyList<string> Notes => _notes;

    /// <summary>The settings of the timm architecture that the file names; null if it names none.</summary>
    public CodeSettings? Timm(bool isAssumed, out string? refusal) => TimmArchitecture.Of(_root, isAssumed, out refusal);

    /// <summary>The first of the keys that has a value.</summary>
    /// <remarks>Keys that the family's code does not read are skipped.</remarks>
    public ConfigEntry? Find(params string[] keys) => _part?.Find(keys.Where(IsOwn).ToArray());

    /// <summary>Keys about the file rather than the model.</summary>
    private static readonly HashSet<string> Always = new(StringComparer.Ordinal) { "model_type", "architectures", "architecture", "auto_map", "is_decoder", "is_causal", "attention_type", "pad_token_id", "position_embedding_type" };

    private bool IsOwn(string key) =>
        !(_family.Keys.TryGetValue(key, out KeyRule? rule) && rule is UnusedKey)
        && (_family.OwnKeys.Count == 0 || !s_read.Contains(key) || Always.Contains(key) || _family.OwnKeys.Contains(key) || rule is ReadKey);

    /// <summary>A boolean key; null if the file does not have it.</summary>
    public ConfigValue<bool>? Flag(string key)
    {
        switch (Find(key))
        {
            case null:
                return null;
            case { Kind: "boolean" } entry:
                return new(entry.Value == "true", entry);
            case { Kind: "number", Value: "0" or "1" } entry:
                return new(entry.Value == "1", entry);
            case { } entry:
                Refuse(entry, "it should be true or false");
                return null;
        }
    }

    /// <summary>Refuses null for keys that the model computes with.</summary>
    private void RequireValues()
    {
        foreach (string[] keys in new[] { HeadKeys, EmbedKeys, LayerKeys, EpsilonKeys, _family.ActivationKeys ?? ActivationKeys })
        {
            RequireAgreement(keys);
            if (Find(keys) is null && keys.Where(IsOwn).Select(key => _part?.Any(key)).FirstOrDefault(entry => entry is not null) is { } nothing)
            {
                Refuse(nothing, "the model needs a number or a name there, and null is neither");
            }
        }
    }

    /// <summary>The meaning of a value, independent of its spelling: <c>gated-gelu</c> and <c>gelu_new</c> are the same function, <c>1e-05</c> and <c>0.00001</c> the same number.</summary>
    private string Meaning(ConfigEntry entry) => entry.Kind == "string" ? FunctionOf(entry)?.ToString() ?? entry.Value : Plain(entry);

    /// <summary>The activation of a name; null if it cannot be declared.</summary>
    private Activation? FunctionOf(ConfigEntry entry) => _family.ActivationWords.TryGetValue(entry.Value, out Activation own) ? own : ActivationNames.Find(entry.Value);

    /// <summary>Refuses keys that mean the same but have different values.</summary>
    private void RequireAgreement(string[] keys)
    {
        List<ConfigEntry> given = keys.Select(key => Find(key)).OfType<ConfigEntry>().ToList();
        if (given.FirstOrDefault(entry => Meaning(entry) != Meaning(given[0])) is { } other)
        {
            Refuse(other, $"{ConfigObject.Quote(given[0])}, and both keys mean the same");
        }
    }

    /// <summary>A positive whole number.</summary>
    private ConfigValue<int>? Size(params string[] keys)
    {
        if (Find(keys) is not { } entry)
        {
            return null;
        }

        // An image's size is an array of two sides, or one number.
        if (entry.Kind == "array" && entry.Key.EndsWith("image_size", StringComparison.Ordinal))
        {
            return null;
        }

        if (entry.Kind == "number" && int.TryParse(entry.Value, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count > 0)
        {
            return new(count, entry);
        }

        Refuse(entry, "it should be a whole number of at least 1");
        return null;
    }

    /// <summary>An image's size: one number for a square, both sides, or channels and both sides.</summary>
    private ConfigValue<(int Height, int Width)>? ReadImage()
    {
        if (Size(ImageKeys) is { } side)
        {
            return new((side.Value, side.Value), side.Entry);
        }

        IReadOnlyList<ConfigEntry>? sides = _part?.Array("image_size") ?? _root?.Object("model_args")?.Array("img_size");
        sides ??= (_root?.Object("pretrained_cfg")?.Array("input_size") ?? (_root?.Find("architecture") is null ? null : _root.Array("input_size"))) is { Count: 3 } size ? [size[1], size[2]] : null;
        if (sides is null)
        {
            return null;
        }

        if (sides.Count == 2 && Side(sides[0]) is { } height && Side(sides[1]) is { } width)
        {
            return new((height, width), sides[0]);
        }

        _refusals.Add($"the size of an image in {FileName} is not a height and a width: {string.Join(", ", sides.Select(entry => entry.Written))}");
        return null;

        static int? Side(ConfigEntry entry) => entry.Kind == "number" && int.TryParse(entry.Value, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count > 0 ? count : null;
    }

    private ConfigValue<int>? Count(string key)
    {
        if (Find(key) is not { } entry)
        {
            return null;
        }

        if (entry.Kind == "number" && int.TryParse(entry.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int count))
        {
            return new(count, entry);
        }

        Refuse(entry, "it should be a whole number");
        return null;
    }

    private ConfigValue<float>? Number(params string[] keys) => Find(keys) is { } entry ? Number(entry) : null;

    private ConfigValue<float>? Number(ConfigEntry entry)
    {
        if (entry.Kind == "number" && float.TryParse(entry.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out float number) && number > 0 && !float.IsInfinity(number))
        {
            return new(number, entry);
        }

        Refuse(entry, "it should be a number above 0");
        return null;
    }

    private ConfigValue<Activation>? ReadActivation()
    {
        string[] keys = _family.ActivationKeys ?? ActivationKeys;
        if (Find(keys) is not { } entry)
        {
            return null;
        }

        if (entry.Kind == "string" && FunctionOf(entry) is { } kind)
        {
            if (Find("feed_forward_proj") is { } block && Find("is_gated_act") is { } gated && gated.Value == "true" != block.Value.StartsWith("gated-", StringComparison.Ordinal))
            {
                Refuse(gated, $"{ConfigObject.Quote(block)}, and the two contradict each other");
            }

            return new(kind, entry);
        }

        Refuse(entry, $"Activation has no such function; known are {string.Join(", ", ActivationNames.All)}");
        return null;
    }

    /// <summary>Reads the rotary angles: from the keys of transformers 4, and from <c>rope_parameters</c> of transformers 5, for all layers or for each kind of layer.</summary>
    private void ReadRotary()
    {
        RotaryTheta = Number(ThetaKeys);
        LocalRotaryTheta = Number(LocalThetaKeys);
        if (_part?.Any(LocalThetaKeys[0]) is { Kind: "null" } same && IsOwn(LocalThetaKeys[0]))
        {
            // Null means the value of the other layers.
            LocalRotaryTheta = new(RotaryTheta?.Value ?? _family.RotaryTheta, same);
        }

        RotaryShare = Share(Find(ShareKeys));
        if (Section("rope_parameters") is { } parameters)
        {
            ConfigObject? full = parameters.Object("full_attention");
            ConfigObject? local = parameters.Object("sliding_attention");
            if (full is null && local is null)
            {
                ReadAngles(parameters, value => RotaryTheta = value);
            }
            else
            {
                foreach (string kind in parameters.Keys.Where(kind => kind is not ("full_attention" or "sliding_attention") && parameters.Any(kind) is not { Kind: "null" }))
                {
                    Refuse(parameters.Any(kind)!, "this kind of layer is not known");
                }

                if (full is not null)
                {
                    ReadAngles(full, value => RotaryTheta = value);
                }

                if (local is not null)
                {
                    ReadAngles(local, value => LocalRotaryTheta = value);
                }
            }
        }

        if (Section("rope_scaling") is { } scaling)
        {
            ReadAngles(scaling, value => RotaryTheta = value);
        }
    }

    private void ReadAngles(ConfigObject angles, Action<ConfigValue<float>> setTheta)
    {
        foreach (string key in angles.Keys)
        {
            ConfigEntry entry = angles.Any(key)!;
            switch (key)
            {
                case "rope_theta" when entry.Kind != "null":
                    if (Number(entry) is { } theta)
                    {
                        setTheta(theta);
                    }

                    break;
                case "rope_type" or "type" when entry.Value == "default" || entry.Kind == "null":
                    break;
                case "rope_type" or "type":
                    Refuse(entry, "it changes all angles of the rotary positions, which RotaryTheta alone cannot express");
                    break;
                case "original_max_position_embeddings" when !angles.Keys.Any(other => other is "rope_type" or "type" && angles.Any(other)!.Value != "default"):
                    break;
                case "partial_rotary_factor" when entry.Kind != "null":
                    ReadShare(entry);
                    break;
                case "factor" when entry.Value is "1" or "1.0":
                    break;
                default:
                    if (entry.Kind != "null" && !angles.Keys.Any(other => other is "rope_type" or "type" && angles.Any(other)!.Value != "default"))
                    {
                        Refuse(entry, "it changes the angles of the rotary positions, which no argument can express");
                    }

                    break;
            }
        }
    }

    private void ReadShare(ConfigEntry entry)
    {
        if (Share(entry) is not { } share)
        {
            return;
        }

        if (RotaryShare is { } other && other.Value != share.Value)
        {
            Refuse(entry, $"{other.Evidence}, but RotaryDim is the same for all layers");
        }

        RotaryShare = share;
    }

    private ConfigValue<float>? Share(ConfigEntry? entry)
    {
        if (entry is null || Number(entry) is not { } share)
        {
            return null;
        }

        if (share.Value <= 1)
        {
            return share;
        }

        Refuse(entry, "it should be a fraction of a head's features, at most 1");
        return null;
    }

    /// <summary>Reads which layers attend to all tokens, and the window of the others.</summary>
    private void ReadWindows()
    {
        Window = Size(WindowKeys);
        GlobalEvery = Size(GlobalKeys);

        // ModernBERT's second key for its window gives one side of it.
        if (_family.HasHalfWindow && Size("sliding_window") is { } half)
        {
            Window = half with { Value = 2 * half.Value };
        }

        if (_part?.Array("layer_types") is not { Count: > 0 } types)
        {
            return;
        }

        ConfigEntry all = _part!.Any("layer_types")!;
        if (Layers is { } layers && layers.Value != types.Count)
        {
            Refuse(all, $"{layers.Evidence}, and each layer needs one type");
            return;
        }

        if (types.FirstOrDefault(type => type.Value is not ("full_attention" or "sliding_attention")) is { } other)
        {
            Refuse(other, "this kind of layer cannot be declared");
            return;
        }

        bool[] isGlobal = types.Select(type => type.Value == "full_attention").ToArray();
        if (isGlobal.All(global => global))
        {
            Window = new(0, all);
            GlobalEvery = null;
            return;
        }

        if (Window is null && _family.Window is null)
        {
            Refuse(all, "some layers attend to a window, and no key says how many tokens that is");
            return;
        }

        int? every = isGlobal.Any(global => global) ? Enumerable.Range(1, isGlobal.Length).Cast<int?>().FirstOrDefault(n => isGlobal.Select((global, i) => global == (i % n == 0)).All(fits => fits)) : 0;
        if (every is { } found)
        {
            GlobalEvery = new(found, all);
            return;
        }

        string listed = string.Join(", ", isGlobal.Select((global, i) => (global, i)).Where(layer => layer.global).Select(layer => layer.i.ToString(CultureInfo.InvariantCulture)));
        _refusals.Add($"layer_types in {FileName} says that layers {listed} of {types.Count.ToString(CultureInfo.InvariantCulture)} see all tokens; GlobalEvery can only declare every n-th layer, starting with the first");
    }

    private void ReadLongTexts()
    {
        if (_root?.Find("sentence_transformers.activation_fn", "sbert_ce_default_activation_function") is { } function)
        {
            _notes.Add($"{ConfigObject.Quote(function)}: a cross-encoder of sentence-transformers applies it to the result. The class does not.");
        }

        if (_family.LongTextKey.Length > 0 && Find(_family.LongTextKey) is { } scaling)
        {
            string longer = Find("max_trained_positions") is { } trained ? $"more than {trained.Value} tokens (max_trained_positions)" : "more tokens than it was trained with (max_trained_positions)";
            _notes.Add($"{ConfigObject.Quote(scaling)}: the published code uses other angles for texts of {longer}. The class uses the same angles for all texts.");
        }

        if (Find("attention_type") is { Value: "original_full" or "block_sparse" } or null)
        {
            return;
        }

        Refuse(Find("attention_type")!, "this kind of attention is not known");
    }

    /// <summary>Checks all keys.</summary>
    private void Check()
    {
        ConfigObject[] objects = _part is null || _part == _root ? [_root!] : [_part, _root!];
        foreach (ConfigObject json in objects)
        {
            foreach (string key in json.Keys)
            {
                ConfigEntry entry = json.Any(key)!;
                if (entry.Kind == "null" || (json != objects[0] && CommonKeys.All.TryGetValue(key, out KeyRule? common) && common is not OnlyKey))
                {
                    continue;
                }

                if (json == _part && !IsOwn(key) && !_family.Keys.ContainsKey(key))
                {
                    _unknown.Add(entry);
                    continue;
                }

                if (s_read.Contains(key) && !json.IsWhole(key))
                {
                    Refuse(entry, "it has more entries than are read");
                    continue;
                }

                switch (_family.Keys.TryGetValue(key, out KeyRule? rule) || CommonKeys.All.TryGetValue(key, out rule) ? rule : null)
                {
                    case null:
                        _unknown.Add(entry);
                        break;
                    case OnlyKey when key == "embedding_size" && Embed is { } embed && entry.Value == embed.Entry.Value:
                    case OnlyKey when key == _family.ConfigPart + "_dict" && IsSame(key):
                    case OnlyKey when key.EndsWith("_config_dict", StringComparison.Ordinal) && key != _family.ConfigPart + "_dict":
                        break;
                    case OnlyKey only when !only.Values.Contains(Plain(entry)):
                        Refuse(entry, only.Because);
                        break;
                }
            }
        }

        foreach (string key in new[] { "is_decoder", "is_causal" })
        {
            if (key != _family.CausalKey && Find(key) is { Value: "true" } causal)
            {
                Refuse(causal, $"{_family.Title}, as it is known here, attends to all tokens");
            }
        }

        if (_root!.Object("auto_map") is { } code && !_family.IsRemoteCode && code.Keys.FirstOrDefault(key => key.StartsWith("AutoModel", StringComparison.Ordinal)) is { } model)
        {
            string more = _unknown.Count == 0 ? "" : $"; that code may read {string.Join(", ", _unknown.Select(entry => $"{ConfigObject.Key(entry)} ({entry.Written})"))}";
            Refuse(code.Any(model)!, $"the model has its own code, which may compute something other than {_family.Title}{more}");
        }
    }

    /// <summary>Whether the older second form of the model's part agrees in all keys that are read.</summary>
    private bool IsSame(string key) => _root!.Object(key) is { } other
        && ReadKeys.All(read => (other.Find(read)?.Value ?? "") == (_part?.Find(read)?.Value ?? "") && (other.Find(read) is null || other.Find(read)!.Kind is not ("object" or "array")));

    private static string Plain(ConfigEntry entry) => entry.Kind switch
    {
        "object" when entry.Value == "0" => "{}",
        "array" when entry.Value == "0" => "[]",
        "number" when double.TryParse(entry.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) => number.ToString("R", CultureInfo.InvariantCulture),
        _ => entry.Value,
    };

    private ConfigObject? Section(string key)
    {
        if (_part?.Object(key) is { } section)
        {
            return section;
        }

        if (_part?.Any(key) is { Kind: not "null" } entry)
        {
            Refuse(entry, "it should be an object");
        }

        return null;
    }

    private void Refuse(ConfigEntry entry, string because) => _refusals.Add($"{ConfigObject.Quote(entry)}: {because}");
}
