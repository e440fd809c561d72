using ShapeGen.Generator.Declarations;

namespace ShapeGen.Generator.Graph.Ops;

/// <summary>A function of each element alone.</summary>
internal sealed record ActivationOp(Tensor Source, Tensor Target, ActivationKind Kind) : Op(Source, Target)
{
    public string FunctionName => Kind == ActivationKind.Silu ? "SiLU" : "ReLU";

    public override (string Formula, string Shape) Walk => ($"{Target.Name} = {FunctionName}({Source.Name})", Shape(Target));
}
