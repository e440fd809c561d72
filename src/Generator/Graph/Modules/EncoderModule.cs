using ShapeGen.Generator.Declarations;
using ShapeGen.Generator.Graph.Ops;

namespace ShapeGen.Generator.Graph.Modules;

internal static class EncoderModule
{
    public static ModuleGraph Build(EncoderShape shape)
    {
        int embed = shape.Embed;
        Tensor x = new("x", embed);
        Tensor attended = new("attended", embed);
        Tensor y = new("y", embed);
        return new(
            $"A pre-norm Transformer encoder layer of {embed} features in {shape.Heads} heads, with {shape.Ffn} features in its feed-forward block",
            x,
            y,
            new(
            [
                .. Residual(x, "normed", "attention", attended, "pre_norm_mha.0.", (normed, attention) =>
                    AttentionModule.Ops(normed, attention, shape.Heads, shape.Bias, "pre_norm_mha.1.")),
                .. Residual(attended, "ffnNormed", "feedForward", y, "pre_norm_ffn.0.", (normed, feedForward) =>
                    FeedForwardModule.Ops(normed, feedForward, shape.Ffn, shape.Activation, shape.Bias, "pre_norm_ffn.1.", "pre_norm_ffn.4.")),
            ]),
            new([.. AttentionModule.Constants(embed, shape.Heads), new("Ffn", shape.Ffn, "Features between the two linear layers of the feed-forward block.")]),
            shape.Tokens);

        // to = from + block(LayerNorm(from))
        IEnumerable<Op> Residual(
            Tensor from, string normedName, string answerName, Tensor to, string norm, Func<Tensor, Tensor, IEnumerable<Op>> block)
        {
            Tensor normed = new(normedName, embed);
            Tensor answer = new(answerName, embed);
            return
            [
                new LayerNormOp(from, normed, norm, shape.Epsilon, shape.Bias),
                .. block(normed, answer),
                new AddOp(from, answer, to),
            ];
        }
    }
}
