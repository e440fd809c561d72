using ShapeGen.Generator.Declarations;
using ShapeGen.Generator.Graph.Ops;

namespace ShapeGen.Generator.Graph.Modules;

internal static class LayerNormModule
{
    public static ModuleGraph Build(LayerNormShape shape)
    {
        Tensor x = new("x", shape.Dim);
        Tensor y = new("y", shape.Dim);
        return new(
            $"A layer normalisation of {shape.Dim} features",
            x,
            y,
            new([new LayerNormOp(x, y, "", shape.Epsilon, shape.Bias)]),
            new([new("Dim", shape.Dim, "Features of a token.")]),
            shape.Tokens);
    }
}
