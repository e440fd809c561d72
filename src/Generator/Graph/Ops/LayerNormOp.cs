namespace ShapeGen.Generator.Graph.Ops;

/// <summary><c>y = (x - mean) / √(variance + ε) · weight + bias</c> over each row.</summary>
/// <param name="Source">x, [P, width].</param>
/// <param name="Target">y, [P, width].</param>
/// <param name="Prefix">What the checkpoint puts before <c>weight</c> and <c>bias</c>.</param>
/// <param name="Epsilon">ε, above 0.</param>
/// <param name="Bias">Whether there is a bias.</param>
internal sealed record LayerNormOp(Tensor Source, Tensor Target, string Prefix, float Epsilon, bool Bias) : Op(Source, Target)
{
    public Parameter Weight => Parameter.Vector(Prefix + "weight", Source.Width, Initialisation.One);

    public Parameter? BiasVector => Bias ? Parameter.Vector(Prefix + "bias", Source.Width, Initialisation.Zero) : null;

    public override IEnumerable<Parameter> Parameters => BiasVector is { } bias ? [Weight, bias] : [Weight];

    public override (string Formula, string Shape) Walk => ($"{Target.Name} = LayerNorm({Source.Name})", Shape(Target));
}
