namespace ShapeGen.Numerics.Tests.Models;

/// <summary>
/// A family of checkpoints with the names and the layout of a published implementation, in reduced sizes, and the same weights under
/// ml-cvnets' names, whole and in order.
/// </summary>
/// <param name="Naming">The family.</param>
/// <param name="Properties">What the family's layers are, as properties of <c>[Encoder]</c>.</param>
/// <param name="Layer">What stands before the names of a layer, with <c>{0}</c> for its number.</param>
/// <param name="Names">Each tensor of a layer, and what it is: <c>name=role.part</c>.</param>
/// <param name="Once">Each tensor that is there once, likewise.</param>
internal sealed record NamingCase(string Naming, string Properties, string Layer, string[] Names, string[] Once)
{
    public const int Embed = 24;
    public const int Ffn = 40;
    public const int Layers = 2;
    private const int Heads = 2;
    private const int Buckets = 8;

    private const string Post = ", Norm = NormPlacement.Post, Activation = Activation.Gelu";
    private const string Pre = ", Activation = Activation.Gelu";

    public static readonly NamingCase[] All =
    [
        // nn.TransformerEncoder(nn.TransformerEncoderLayer(…), 2, norm=nn.LayerNorm(…))
        new("Torch", ", Norm = NormPlacement.Post, Activation = Activation.Relu, FinalNorm = true", "layers.{0}.",
            [
                "self_attn.in_proj_weight=qkv.weight", "self_attn.in_proj_bias=qkv.bias", .. Both("self_attn.out_proj", "out"), .. Both("linear1", "ffn1"),
                .. Both("linear2", "ffn2"), .. Both("norm1", "norm1"), .. Both("norm2", "norm2"),
            ],
            [.. Both("norm", "final")]),

        // bert-base-uncased
        new("HuggingFaceBert", Post, "encoder.layer.{0}.",
            [
                .. Both("attention.self.query", "q"), .. Both("attention.self.key", "k"), .. Both("attention.self.value", "v"), .. Both("attention.output.dense", "out"),
                .. Both("attention.output.LayerNorm", "norm1"), .. Both("intermediate.dense", "ffn1"), .. Both("output.dense", "ffn2"), .. Both("output.LayerNorm", "norm2"),
            ],
            []),

        // distilbert-base-uncased
        new("HuggingFaceDistilBert", Post, "distilbert.transformer.layer.{0}.",
            [
                .. Both("attention.q_lin", "q"), .. Both("attention.k_lin", "k"), .. Both("attention.v_lin", "v"), .. Both("attention.out_lin", "out"),
                .. Both("sa_layer_norm", "norm1"), .. Both("ffn.lin1", "ffn1"), .. Both("ffn.lin2", "ffn2"), .. Both("output_layer_norm", "norm2"),
            ],
            []),

        // all-mpnet-base-v2
        new("HuggingFaceMpnet", Post + ", Position = PositionEncoding.RelativeBuckets, Buckets = 8, MaxDistance = 16", "encoder.layer.{0}.",
            [
                .. Both("attention.attn.q", "q"), .. Both("attention.attn.k", "k"), .. Both("attention.attn.v", "v"), .. Both("attention.attn.o", "out"),
                .. Both("attention.LayerNorm", "norm1"), .. Both("intermediate.dense", "ffn1"), .. Both("output.dense", "ffn2"), .. Both("output.LayerNorm", "norm2"),
            ],
            ["encoder.relative_attention_bias.weight=relative.weight"]),

        // vit-base-patch16-224
        new("HuggingFaceVit", Pre + ", FinalNorm = true", "vit.encoder.layer.{0}.",
            [
                .. Both("attention.attention.query", "q"), .. Both("attention.attention.key", "k"), .. Both("attention.attention.value", "v"), .. Both("attention.output.dense", "out"),
                .. Both("layernorm_before", "norm1"), .. Both("intermediate.dense", "ffn1"), .. Both("output.dense", "ffn2"), .. Both("layernorm_after", "norm2"),
            ],
            [.. Both("vit.layernorm", "final")]),

        // dinov2-small, as HuggingFace has it
        new("HuggingFaceVit", Pre + ", FinalNorm = true, LayerScale = true", "encoder.layer.{0}.",
            [
                .. Both("attention.attention.query", "q"), .. Both("attention.attention.key", "k"), .. Both("attention.attention.value", "v"), .. Both("attention.output.dense", "out"),
                .. Both("norm1", "norm1"), .. Both("mlp.fc1", "ffn1"), .. Both("mlp.fc2", "ffn2"), .. Both("norm2", "norm2"),
                "layer_scale1.lambda1=scale1.weight", "layer_scale2.lambda1=scale2.weight",
            ],
            [.. Both("layernorm", "final")]),

        // vit_tiny_patch16_224
        new("Timm", Pre + ", FinalNorm = true", "blocks.{0}.",
            [.. Both("norm1", "norm1"), .. Both("attn.qkv", "qkv"), .. Both("attn.proj", "out"), .. Both("norm2", "norm2"), .. Both("mlp.fc1", "ffn1"), .. Both("mlp.fc2", "ffn2")],
            [.. Both("norm", "final")]),

        // vit_small_patch14_dinov2
        new("Timm", Pre + ", FinalNorm = true, LayerScale = true", "blocks.{0}.",
            [
                .. Both("norm1", "norm1"), .. Both("attn.qkv", "qkv"), .. Both("attn.proj", "out"), .. Both("norm2", "norm2"), .. Both("mlp.fc1", "ffn1"), .. Both("mlp.fc2", "ffn2"),
                "ls1.gamma=scale1.weight", "ls2.gamma=scale2.weight",
            ],
            [.. Both("norm", "final")]),

        // clip-vit-base-patch32, the text's half
        new("HuggingFaceClip", ", Activation = Activation.QuickGelu, Mask = AttentionMask.Causal, FinalNorm = true", "text_model.encoder.layers.{0}.",
            [
                .. Both("self_attn.q_proj", "q"), .. Both("self_attn.k_proj", "k"), .. Both("self_attn.v_proj", "v"), .. Both("self_attn.out_proj", "out"),
                .. Both("layer_norm1", "norm1"), .. Both("mlp.fc1", "ffn1"), .. Both("mlp.fc2", "ffn2"), .. Both("layer_norm2", "norm2"),
            ],
            [.. Both("text_model.final_layer_norm", "final")]),

        // whisper-tiny
        new("HuggingFaceWhisper", Pre + ", KeyBias = false, FinalNorm = true", "model.encoder.layers.{0}.",
            [
                .. Both("self_attn.q_proj", "q"), "self_attn.k_proj.weight=k.weight", .. Both("self_attn.v_proj", "v"), .. Both("self_attn.out_proj", "out"),
                .. Both("self_attn_layer_norm", "norm1"), .. Both("fc1", "ffn1"), .. Both("fc2", "ffn2"), .. Both("final_layer_norm", "norm2"),
            ],
            [.. Both("model.encoder.layer_norm", "final")]),

        // nomic-embed-text-v1
        new("NomicBert", ", Norm = NormPlacement.Post, Gated = true, Bias = false, NormBias = true, Position = PositionEncoding.Rotary, RotaryTheta = 1000", "encoder.layers.{0}.",
            [
                "attn.Wqkv.weight=qkv.weight", "attn.out_proj.weight=out.weight", "mlp.fc11.weight=ffn1.weight", "mlp.fc12.weight=gate.weight", "mlp.fc2.weight=ffn2.weight",
                .. Both("norm1", "norm1"), .. Both("norm2", "norm2"),
            ],
            []),

        // t5-small
        new("HuggingFaceT5", T5 + ", Activation = Activation.Relu", "encoder.block.{0}.",
            [
                "layer.0.SelfAttention.q.weight=q.weight", "layer.0.SelfAttention.k.weight=k.weight", "layer.0.SelfAttention.v.weight=v.weight",
                "layer.0.SelfAttention.o.weight=out.weight", "layer.0.layer_norm.weight=norm1.weight", "layer.1.DenseReluDense.wi.weight=ffn1.weight",
                "layer.1.DenseReluDense.wo.weight=ffn2.weight", "layer.1.layer_norm.weight=norm2.weight",
            ],
            ["encoder.block.0.layer.0.SelfAttention.relative_attention_bias.weight=relative.weight", "encoder.final_layer_norm.weight=final.weight"]),

        // t5-v1_1-small
        new("HuggingFaceT5", T5 + ", Activation = Activation.GeluTanh, Gated = true", "encoder.block.{0}.",
            [
                "layer.0.SelfAttention.q.weight=q.weight", "layer.0.SelfAttention.k.weight=k.weight", "layer.0.SelfAttention.v.weight=v.weight",
                "layer.0.SelfAttention.o.weight=out.weight", "layer.0.layer_norm.weight=norm1.weight", "layer.1.DenseReluDense.wi_0.weight=gate.weight",
                "layer.1.DenseReluDense.wi_1.weight=ffn1.weight", "layer.1.DenseReluDense.wo.weight=ffn2.weight", "layer.1.layer_norm.weight=norm2.weight",
            ],
            ["encoder.block.0.layer.0.SelfAttention.relative_attention_bias.weight=relative.weight", "encoder.final_layer_norm.weight=final.weight"]),
    ];

    /// <summary>ModernBERT-base: the first layer has no norm before its attention, so a stack is not its equal under other names.</summary>
    public static readonly NamingCase Modern = new(
        "ModernBert", ", Activation = Activation.Gelu, Gated = true, Bias = false, FinalNorm = true", "layers.{0}.",
        [
            "attn_norm.weight=norm1.weight", "attn.Wqkv.weight=qkv.weight", "attn.Wo.weight=out.weight", "mlp_norm.weight=norm2.weight", "mlp.Wi.weight=wi.weight",
            "mlp.Wo.weight=ffn2.weight",
        ],
        ["final_norm.weight=final.weight"]);

    private const string T5 =
        ", NormKind = NormKind.Rms, Bias = false, Scale = 1, FinalNorm = true, Position = PositionEncoding.RelativeBuckets, Buckets = 8, MaxDistance = 16";

    /// <summary>The family's declaration.</summary>
    public string Attribute => Declared(Layers, Properties, $", TensorNames(TensorNaming.{Naming})");

    /// <summary>The same layers under ml-cvnets' names. A <c>LayerScale</c> is multiplied in already, and a missing bias of the keys is zero.</summary>
    public string Plain => Declared(Layers, Properties.Replace(", LayerScale = true", "", StringComparison.Ordinal).Replace(", KeyBias = false", "", StringComparison.Ordinal), "");

    public IEnumerable<string> Attributes => [Attribute, Plain, .. ModernAttributes];

    public static string ModernFirst => Declared(1, Modern.Properties.Replace(", FinalNorm = true", "", StringComparison.Ordinal), ", TensorNames(TensorNaming.ModernBert)");

    public static string ModernSecond => Declared(1, Modern.Properties, "");

    private static string[] ModernAttributes => [Modern.Attribute, ModernFirst, ModernSecond];

    /// <summary>The checkpoint as the family has it.</summary>
    public List<SafetensorsTensor> Tensors()
    {
        List<SafetensorsTensor> tensors = [];
        for (int layer = 0; layer < Layers; layer++)
        {
            string stem = string.Format(System.Globalization.CultureInfo.InvariantCulture, Layer, layer);
            tensors.AddRange(Names.Select(name => Tensor(stem + name.Split('=')[0], name.Split('=')[1], layer)));
        }

        tensors.AddRange(Once.Select(name => Tensor(name.Split('=')[0], name.Split('=')[1], 0)));
        return tensors;
    }

    /// <summary>The same weights as ml-cvnets names them.</summary>
    public List<SafetensorsTensor> PlainTensors()
    {
        List<SafetensorsTensor> tensors = [];
        for (int layer = 0; layer < Layers; layer++)
        {
            tensors.AddRange(PlainLayer($"{layer}.", layer));
        }

        foreach (string once in Once.Select(name => name.Split('=')[1]))
        {
            string name = once.StartsWith("final", StringComparison.Ordinal) ? once.Replace("final", $"{Layers}", StringComparison.Ordinal) : "relative_attention_bias.weight";
            tensors.Add(Tensor(name, once, 0));
        }

        return tensors;
    }

    /// <summary>One layer of them.</summary>
    public IEnumerable<SafetensorsTensor> PlainLayer(string stem, int layer)
    {
        HashSet<string> roles = [.. Names.Select(name => name.Split('=')[1])];
        bool hasQkvBias = roles.Contains("qkv.bias") || roles.Contains("q.bias");
        bool isKeyless = hasQkvBias && !roles.Contains("qkv.bias") && !roles.Contains("k.bias");
        foreach ((string name, string role) in ((string, string)[])[
            ("pre_norm_mha.0", "norm1"), ("pre_norm_mha.1.qkv_proj", "qkv"), ("pre_norm_mha.1.out_proj", "out"), ("pre_norm_ffn.0", "norm2"),
            ("pre_norm_ffn.1_gate", "gate"), ("pre_norm_ffn.1", "ffn1"), ("pre_norm_ffn.4", "ffn2")])
        {
            foreach (string part in (string[])["weight", "bias"])
            {
                bool isThere = (role, part) switch
                {
                    ("qkv", "weight") => true,
                    ("qkv", "bias") => hasQkvBias,
                    ("gate" or "ffn1", "weight") when roles.Contains("wi.weight") => true,
                    _ => roles.Contains($"{role}.{part}"),
                };
                if (isThere)
                {
                    float[] values = Values($"{role}.{part}", layer);
                    if (isKeyless && role == "qkv" && part == "bias")
                    {
                        values.AsSpan(Embed, Embed).Clear();
                    }

                    Scale(values, role switch { "out" => "scale1.weight", "ffn2" => "scale2.weight", _ => "" }, roles, layer);
                    yield return SafetensorsTensor.FromSingles($"{stem}{name}.{part}", values, Shape($"{role}.{part}"));
                }
            }
        }
    }

    public static int[] Shape(string role) => role switch
    {
        "relative.weight" => [Buckets, Heads],
        "q.weight" or "k.weight" or "v.weight" or "out.weight" => [Embed, Embed],
        "qkv.weight" => [3 * Embed, Embed],
        "qkv.bias" => [3 * Embed],
        "gate.weight" or "ffn1.weight" => [Ffn, Embed],
        "gate.bias" or "ffn1.bias" => [Ffn],
        "wi.weight" => [2 * Ffn, Embed],
        "ffn2.weight" => [Embed, Ffn],
        _ => [Embed],
    };

    private static string[] Both(string name, string role) => [$"{name}.weight={role}.weight", $"{name}.bias={role}.bias"];

    private static string Declared(int layers, string properties, string names) => $"Encoder(Embed = {Embed}, Heads = {Heads}, Ffn = {Ffn}, Layers = {layers}{properties}){names}";

    private static SafetensorsTensor Tensor(string name, string role, int layer) => SafetensorsTensor.FromSingles(name, Values(role, layer), Shape(role));

    /// <summary>A tensor's numbers; of a joined one, those of its parts.</summary>
    private static float[] Values(string role, int layer)
    {
        string part = role.Split('.')[1];
        switch (role.Split('.')[0])
        {
            case "qkv":
                return [.. Values("q." + part, layer), .. Values("k." + part, layer), .. Values("v." + part, layer)];
            case "wi":
                return [.. Values("gate." + part, layer), .. Values("ffn1." + part, layer)];
        }

        // A seed that is the same in each process, unlike a string's hash.
        Random random = new(role.Aggregate(layer + 1, (seed, letter) => unchecked((seed * 31) + letter)));
        float[] values = new float[Shape(role).Aggregate(1, (product, size) => product * size)];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (float)((random.NextDouble() - 0.5) * 0.6);
        }

        return values;
    }

    /// <summary>Multiplies rows as a <c>LayerScale</c> does.</summary>
    private static void Scale(float[] values, string scale, HashSet<string> roles, int layer)
    {
        if (!roles.Contains(scale))
        {
            return;
        }

        float[] factors = Values(scale, layer);
        int columns = values.Length / factors.Length;
        for (int i = 0; i < values.Length; i++)
        {
            values[i] *= factors[i / columns];
        }
    }
}
