using ShapeGen.Generator.Declarations;
using ShapeGen.Generator.Graph.Ops;

namespace ShapeGen.Generator.Graph.Modules;

internal static class AttentionModule
{
    public static ModuleGraph Build(AttentionShape shape)
    {
        Tensor x = new("x", shape.Embed);
        Tensor y = new("y", shape.Embed);
        return new(
            $"A multi-head attention of {shape.Embed} features in {shape.Heads} heads",
            x,
            y,
            new(Ops(x, y, shape.Heads, shape.Bias, "")),
            new(Constants(shape.Embed, shape.Heads)),
            shape.Tokens);
    }

    public static IEnumerable<SizeConstant> Constants(int embed, int heads) =>
    [
        new("Embed", embed, "Features of a token."),
        new("Heads", heads, "Attention heads."),
        new("HeadDim", embed / heads, "Features of a token in one head."),
    ];

    /// <summary>The attention's operations from <paramref name="x"/> to <paramref name="y"/>.</summary>
    public static IEnumerable<Op> Ops(Tensor x, Tensor y, int heads, bool bias, string prefix)
    {
        Tensor qkv = new("qkv", 3 * x.Width);
        Tensor context = new("context", x.Width);
        return
        [
            new LinearOp(x, qkv, prefix + "qkv_proj.", bias),
            new AttentionOp(qkv, context, heads),
            new LinearOp(context, y, prefix + "out_proj.", bias),
        ];
    }
}
