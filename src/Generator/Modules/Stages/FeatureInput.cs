using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Naming;
using ShapeGen.Generator.Operations.ClassToken;
using ShapeGen.Generator.Operations.Copying;
using ShapeGen.Generator.Operations.Linear;
using ShapeGen.Generator.Roles;

namespace ShapeGen.Generator.Modules.Stages;

/// <summary>Features as they come, or <c>[Projection(In)]</c>.</summary>
/// <param name="In">Features that come in, where they are projected; null where they are the encoder's.</param>
/// <param name="Bias">Whether the projection has a bias.</param>
internal sealed record FeatureInput(int? In, bool Bias) : InputStage
{
    public override string Written => In is null ? "features as input" : "[Projection]";

    public override void AddTo(NamedRoles roles) => roles.Where(In is not null, In is null ? "no [Projection]" : "[Projection]", Role.Projection);

    public override ModelEdges Complete(ModelEdges edges) => edges;

    public override Value Input(int embed, int added) => new("input", In ?? embed, added == 0 ? RowSpace.Tokens : RowSpace.Memory);

    public override IEnumerable<Op> Ops(Value input, Value x, int added)
    {
        Value rows = input;
        if (added > 0)
        {
            rows = In is null ? x : new("rows", input.Width);
            yield return new TakeRowsOp(input, rows);
        }

        if (In is not null)
        {
            yield return new LinearOp(Role.Projection, rows, x, Bias);
        }
        else if (added == 0)
        {
            yield return new CopyOp(input, x);
        }
    }
}
