namespace ShapeGen.Comparison.Formulas;

/// <summary>Random weights for a formula, with PyTorch's initial distribution; the same for all contestants, and the same every time.</summary>
public sealed class EncoderWeights
{
    /// <summary>The table of T5's bias by relative position, shared by all layers.</summary>
    public const string RelativeBias = "relative_attention_bias";

    private const float NormSpread = 0.1f;

    private readonly EncoderFormula _formula;
    private readonly Random _random = new(1);
    private readonly List<WeightTensor> _tensors = [];
    private readonly Dictionary<string, WeightTensor> _byName;

    /// <summary>Makes them.</summary>
    public EncoderWeights(EncoderFormula formula)
    {
        _formula = formula;
        int embed = formula.Embed, ffn = formula.Ffn;
        for (int layer = 0; layer < formula.Layers; layer++)
        {
            AddNorm(Name(layer, Part.Norm1));
            AddLinear(Name(layer, Part.Qkv), 3 * embed, embed);
            AddLinear(Name(layer, Part.Out), embed, embed);
            AddNorm(Name(layer, Part.Norm2));
            if (formula.Gated)
            {
                AddLinear(Name(layer, Part.Gate), ffn, embed);
            }

            AddLinear(Name(layer, Part.Ffn1), ffn, embed);
            AddLinear(Name(layer, Part.Ffn2), embed, ffn);
        }

        if (formula.FinalNorm)
        {
            AddNorm(FinalNorm);
        }

        if (formula.Buckets > 0)
        {
            Add(RelativeBias + ".weight", 1, formula.Buckets, formula.Heads);
        }

        _byName = _tensors.ToDictionary(tensor => tensor.Name);
    }

    /// <summary>The parts of a layer that have tensors.</summary>
    public enum Part
    {
        /// <summary>The attention's norm.</summary>
        Norm1,

        /// <summary>The projection to queries, keys and values.</summary>
        Qkv,

        /// <summary>The projection of the attention's result.</summary>
        Out,

        /// <summary>The feed-forward block's norm.</summary>
        Norm2,

        /// <summary>The linear layer before the activation, if the block is gated.</summary>
        Gate,

        /// <summary>The first linear layer.</summary>
        Ffn1,

        /// <summary>The second linear layer.</summary>
        Ffn2,
    }

    /// <summary>All of them.</summary>
    public IReadOnlyList<WeightTensor> Tensors => _tensors;

    /// <summary>The stem of the norm after the last layer: nn.Sequential counts on.</summary>
    public string FinalNorm => $"{_formula.Layers}";

    /// <summary>The stem of a layer's tensors.</summary>
    public string Name(int layer, Part part)
    {
        string prefix = _formula.Layers == 1 ? "" : $"{layer}.";
        return prefix + part switch
        {
            Part.Norm1 => "pre_norm_mha.0",
            Part.Qkv => "pre_norm_mha.1.qkv_proj",
            Part.Out => "pre_norm_mha.1.out_proj",
            Part.Norm2 => "pre_norm_ffn.0",
            Part.Gate => "pre_norm_ffn.1_gate",
            Part.Ffn1 => "pre_norm_ffn.1",
            Part.Ffn2 => "pre_norm_ffn.4",
            _ => throw new ArgumentOutOfRangeException(nameof(part), part, "No name is known."),
        };
    }

    /// <summary>The weight of a stem.</summary>
    public WeightTensor Weight(string stem) => _byName[stem + ".weight"];

    /// <summary>The bias of a stem; null if it has none.</summary>
    public WeightTensor? Bias(string stem) => _byName.GetValueOrDefault(stem + ".bias");

    private void AddLinear(string stem, int outputs, int inputs)
    {
        float spread = 1 / MathF.Sqrt(inputs);
        Add(stem + ".weight", spread, outputs, inputs);
        if (_formula.Bias)
        {
            Add(stem + ".bias", spread, outputs);
        }
    }

    private void AddNorm(string stem)
    {
        float[] gains = Add(stem + ".weight", NormSpread, _formula.Embed);
        for (int i = 0; i < gains.Length; i++)
        {
            gains[i] += 1;
        }

        if (_formula.NormBias)
        {
            Add(stem + ".bias", NormSpread, _formula.Embed);
        }
    }

    private float[] Add(string name, float spread, params int[] shape)
    {
        float[] values = new float[shape.Aggregate(1, (product, size) => product * size)];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = ((_random.NextSingle() * 2) - 1) * spread;
        }

        _tensors.Add(new(name, shape, values));
        return values;
    }
}
