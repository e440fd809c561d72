namespace ShapeGen.Generator.Graph.Ops;

/// <summary>A residual connection: <c>x + f(x)</c>.</summary>
/// <param name="Residual">x.</param>
/// <param name="Source">f(x), as wide as x.</param>
/// <param name="Target">The sum.</param>
internal sealed record AddOp(Tensor Residual, Tensor Source, Tensor Target) : Op(Source, Target)
{
    public override (string Formula, string Shape) Walk => ($"{Target.Name} = {Residual.Name} + {Source.Name}", Shape(Target));
}
