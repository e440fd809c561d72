namespace ShapeGen.Generator.Graph.Ops;

/// <summary><c>y = x · Wᵀ + b</c>.</summary>
/// <param name="Source">x, [P, inputs].</param>
/// <param name="Target">y, [P, outputs].</param>
/// <param name="Prefix">What the checkpoint puts before <c>weight</c> and <c>bias</c>.</param>
/// <param name="Bias">Whether there is a b.</param>
internal sealed record LinearOp(Tensor Source, Tensor Target, string Prefix, bool Bias) : Op(Source, Target)
{
    public int Inputs => Source.Width;

    public int Outputs => Target.Width;

    public Parameter Weight => Parameter.Matrix(Prefix + "weight", Outputs, Inputs, Initialisation.Linear(Inputs));

    public Parameter? BiasVector => Bias ? Parameter.Vector(Prefix + "bias", Outputs, Initialisation.Linear(Inputs)) : null;

    public override IEnumerable<Parameter> Parameters => BiasVector is { } bias ? [Weight, bias] : [Weight];

    public override (string Formula, string Shape) Walk =>
        ($"{Target.Name} = {Source.Name} · Wᵀ{(Bias ? " + b" : "")}", $"{Shape(Target)}, W [{Outputs}, {Inputs}] = {Prefix}weight");
}
