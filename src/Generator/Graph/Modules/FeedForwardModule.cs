using ShapeGen.Generator.Declarations;
using ShapeGen.Generator.Graph.Ops;

namespace ShapeGen.Generator.Graph.Modules;

internal static class FeedForwardModule
{
    public static ModuleGraph Build(FeedForwardShape shape)
    {
        Tensor x = new("x", shape.Embed);
        Tensor y = new("y", shape.Embed);
        return new(
            $"A feed-forward block of {shape.Embed} features with {shape.Ffn} between",
            x,
            y,
            new(Ops(x, y, shape.Ffn, shape.Activation, shape.Bias, "fc1.", "fc2.")),
            new([new("Embed", shape.Embed, "Features of a token."), new("Ffn", shape.Ffn, "Features between the two linear layers.")]),
            shape.Tokens);
    }

    /// <summary>The block's operations from <paramref name="x"/> to <paramref name="y"/>.</summary>
    public static IEnumerable<Op> Ops(Tensor x, Tensor y, int ffn, ActivationKind activation, bool bias, string first, string second)
    {
        Tensor hidden = new("hidden", ffn);
        Tensor activated = new("active", ffn);
        return
        [
            new LinearOp(x, hidden, first, bias),
            new ActivationOp(hidden, activated, activation),
            new LinearOp(activated, y, second, bias),
        ];
    }
}
