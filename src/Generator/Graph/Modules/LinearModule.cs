using ShapeGen.Generator.Declarations;
using ShapeGen.Generator.Graph.Ops;

namespace ShapeGen.Generator.Graph.Modules;

internal static class LinearModule
{
    public static ModuleGraph Build(LinearShape shape)
    {
        Tensor x = new("x", shape.In);
        Tensor y = new("y", shape.Out);
        return new(
            $"A linear layer from {shape.In} to {shape.Out} features",
            x,
            y,
            new([new LinearOp(x, y, "", shape.Bias)]),
            new([new("In", shape.In, "Features that come in."), new("Out", shape.Out, "Features that go out.")]),
            shape.Tokens);
    }
}
