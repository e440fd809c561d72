using Digits;
using DigitsInBrowser.Model;

namespace ShapeGen.Browser.Tests;

/// <summary>The weights that the page shows are those that the model uses: with them, its layers' attention gives what the generated one gives.</summary>
public sealed class AttentionTests
{
    private const int Tokens = DigitModel.Tokens;
    private const int Embed = DigitModel.Embed;
    private const double Tolerance = 1e-5;

    [Fact]
    public void Weights_times_values_are_the_attention_of_the_model()
    {
        string path = Path.Combine(AppContext.BaseDirectory, "digits.safetensors");
        using SafetensorsFile file = SafetensorsFile.Open(path);
        Attention attention = Attention.Load(file);
        TestSet tests = TestSet.Load(Path.Combine(AppContext.BaseDirectory, "digits_test.safetensors"));
        attention.Compute(tests.Image(0));

        // From the image to the model's logits, with the shown weights in place of its own attention.
        float[] x = Tokenise(file, tests.Image(0));
        for (int layer = 0; layer < DigitModel.Layers; layer++)
        {
            string name = $"encoder.{layer}.";
            float[] normed = new float[x.Length];
            AttentionNorm.Load(file, name + "pre_norm_mha.0.").Forward(x, normed);
            float[] qkv = new float[Tokens * 3 * Embed];
            QkvProjection.Load(file, name + "pre_norm_mha.1.qkv_proj.").Forward(normed, qkv);
            float[] context = Mix(attention.Weights, layer, qkv);
            float[] mixed = new float[x.Length];
            OutProjection.Load(file, name + "pre_norm_mha.1.out_proj.").Forward(context, mixed);
            float[] expected = new float[x.Length];
            LayerAttention.Load(file, name + "pre_norm_mha.1.").Forward(normed, expected);
            Assert.All(expected.Zip(mixed), pair => Assert.Equal(pair.First, pair.Second, Tolerance));
            Layer.Load(file, name).Forward(x, x);
        }

        // The tokens behind the last layer are the model's own: their mean gives its logits.
        float[] mean = [.. Enumerable.Range(0, Embed).Select(feature => Enumerable.Range(0, Tokens).Average(token => x[(token * Embed) + feature]))];
        float[] logits = new float[DigitModel.OutputWidth];
        Head.Load(file, "head.").Forward(mean, logits);
        float[] modelLogits = new float[DigitModel.OutputWidth];
        DigitModel.Load(path).Forward(tests.Image(0), modelLogits);
        Assert.All(modelLogits.Zip(logits), pair => Assert.Equal(pair.First, pair.Second, 2 * Tolerance));
    }

    /// <summary>The patches' projection in loops of its own, and the positions.</summary>
    private static float[] Tokenise(SafetensorsFile file, ReadOnlySpan<float> pixels)
    {
        float[] weight = file.ReadSingles("patch_embed.weight");
        float[] bias = file.ReadSingles("patch_embed.bias");
        float[] x = file.ReadSingles("positions");
        for (int token = 0; token < Tokens; token++)
        {
            for (int feature = 0; feature < Embed; feature++)
            {
                double sum = bias[feature];
                for (int pixel = 0; pixel < 4; pixel++)
                {
                    (int row, int column) = ((token / 4 * 2) + (pixel / 2), (token % 4 * 2) + (pixel % 2));
                    sum += (double)weight[(feature * 4) + pixel] * pixels[(row * DigitModel.Side) + column];
                }

                x[(token * Embed) + feature] += (float)sum;
            }
        }

        return x;
    }

    /// <summary>softmax(…) · v of all heads, side by side.</summary>
    private static float[] Mix(float[] weights, int layer, float[] qkv)
    {
        float[] context = new float[Tokens * Embed];
        for (int from = 0; from < Tokens; from++)
        {
            for (int feature = 0; feature < Embed; feature++)
            {
                int head = feature / DigitModel.HeadDim;
                int row = ((((layer * DigitModel.Heads) + head) * Tokens) + from) * Tokens;
                double sum = 0;
                for (int to = 0; to < Tokens; to++)
                {
                    sum += (double)weights[row + to] * qkv[(to * 3 * Embed) + (2 * Embed) + feature];
                }

                context[(from * Embed) + feature] = (float)sum;
            }
        }

        return context;
    }
}
