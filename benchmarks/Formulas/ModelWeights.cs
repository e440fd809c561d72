namespace ShapeGen.Comparison.Formulas;

/// <summary>Random weights of a whole model: those of its encoder, and those around it with ShapeGen's default names.</summary>
public sealed class ModelWeights
{
    /// <summary>The table of tokens.</summary>
    public const string Tokens = "token_embedding.weight";

    /// <summary>The table of token types.</summary>
    public const string Types = "type_embedding.weight";

    /// <summary>The table of positions.</summary>
    public const string Positions = "positions.weight";

    /// <summary>The class token.</summary>
    public const string ClassToken = "class_token";

    /// <summary>The stem of the patches' embedding.</summary>
    public const string Patches = "patch_embedding";

    /// <summary>The stem of the projection of features.</summary>
    public const string Projection = "projection";

    /// <summary>The stem of the norm before the first layer.</summary>
    public const string InputNorm = "input_norm";

    /// <summary>The stem of the head.</summary>
    public const string Head = "heads.0";

    /// <summary>The stem of a convolution.</summary>
    public static string Convolution(int index) => $"convolutions.{index}";

    private readonly Random _random = new(2);
    private readonly Dictionary<string, WeightTensor> _byName = [];

    /// <summary>Makes them.</summary>
    public ModelWeights(ModelFormula model)
    {
        Encoder = new(model.Encoder);
        int embed = model.Encoder.Embed;
        if (model.Vocabulary > 0)
        {
            Add(Tokens, 0.5f, model.Vocabulary, embed);
        }

        if (model.Types > 0)
        {
            Add(Types, 0.5f, model.Types, embed);
        }

        if (model.Image > 0)
        {
            int numbers = ModelFormula.Channels * model.Patch * model.Patch;
            Add(Patches + ".weight", 1 / MathF.Sqrt(numbers), embed, ModelFormula.Channels, model.Patch, model.Patch);
            Add(Patches + ".bias", 0.1f, embed);
        }

        if (model.Features > 0)
        {
            Add(Projection + ".weight", 1 / MathF.Sqrt(model.Features), embed, model.Features);
            Add(Projection + ".bias", 0.1f, embed);
        }

        for (int index = 0; index < model.Convolutions.Count; index++)
        {
            ConvolutionFormula convolution = model.Convolutions[index];
            Add(Convolution(index) + ".weight", 1 / MathF.Sqrt(convolution.Inputs * convolution.Kernel), convolution.Outputs, convolution.Inputs, convolution.Kernel);
            Add(Convolution(index) + ".bias", 0.1f, convolution.Outputs);
        }

        if (model.ClassToken)
        {
            Add(ClassToken, 0.5f, embed);
        }

        if (model.Positions > 0)
        {
            Add(Positions, 0.5f, model.Positions, embed);
        }

        if (model.InputNorm)
        {
            float[] gains = Add(InputNorm + ".weight", 0.1f, embed);
            for (int i = 0; i < gains.Length; i++)
            {
                gains[i] += 1;
            }

            Add(InputNorm + ".bias", 0.1f, embed);
        }

        if (model.Outputs > 0)
        {
            Add(Head + ".weight", 1 / MathF.Sqrt(embed), model.Outputs, embed);
            Add(Head + ".bias", 0.1f, model.Outputs);
        }
    }

    /// <summary>Those of the layers.</summary>
    public EncoderWeights Encoder { get; }

    /// <summary>All of them.</summary>
    public IEnumerable<WeightTensor> Tensors => _byName.Values.Concat(Encoder.Tensors);

    /// <summary>A tensor by its name.</summary>
    public WeightTensor this[string name] => _byName[name];

    private float[] Add(string name, float spread, params int[] shape)
    {
        float[] values = new float[shape.Aggregate(1, (product, size) => product * size)];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = ((_random.NextSingle() * 2) - 1) * spread;
        }

        _byName.Add(name, new(name, shape, values));
        return values;
    }
}
