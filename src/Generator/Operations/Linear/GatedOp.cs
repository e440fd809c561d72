using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Naming;
using ShapeGen.Generator.Operations.Activations;
using ShapeGen.Generator.Operations.Copying;
using ShapeGen.Generator.Parameters;
using ShapeGen.Generator.Planning;
using ShapeGen.Generator.Roles;
using ShapeGen.Generator.Vectors;

namespace ShapeGen.Generator.Operations.Linear;

/// <summary><c>y = f(x · Wgᵀ + bg) ⊙ (x · Wᵀ + b)</c>: the first two linear layers of a gated feed-forward block.</summary>
internal sealed class GatedOp(Role gate, Role role, Value source, Value target, bool bias, ElementwiseFunction activation) : LoweredOp
{
    private int Inputs => source.Width;

    private int Outputs => target.Width;

    /// <summary>What a traced model calls the gate's product, before the activation.</summary>
    public string GateProduct { get; init; } = "";

    /// <summary>What a traced model calls the other product.</summary>
    public string Product { get; init; } = "";

    public override IEnumerable<Value> Sources => [source];

    public override Value Target => target;

    public override IEnumerable<Parameter> Parameters => Of(gate).Concat(Of(role));

    public override IEnumerable<Work> WorkIn(int layers) => [new(ModelPart.OfLayers(role.Part, layers), layers * 4L * Inputs * Outputs, WorkCount.Rows(target.Space))];

    private Parameter Weight(Role of) => Parameter.Matrix(of, Outputs, Inputs);

    private Parameter? Bias(Role of) => bias ? Parameter.Bias(of, Outputs, Inputs) : null;

    private IEnumerable<Parameter> Of(Role of) => Bias(of) is { } vector ? [Weight(of), vector] : [Weight(of)];

    public override IEnumerable<WalkLine> Walk(TensorNames names)
    {
        string gated = activation.Of($"{source.Name} · Wgᵀ{(bias ? " + bg" : "")}");
        string product = $"{source.Name} · Wᵀ{(bias ? " + b" : "")}";
        yield return new(
            $"{target.Name} = {gated} ⊙ ({product})",
            $"{target.Shape}, Wg [{Outputs}, {Inputs}] = {names.Of(Weight(gate))}, W [{Outputs}, {Inputs}] = {names.Of(Weight(role))}");
    }

    public override IEnumerable<Stage> Lower(Lowering lowering)
    {
        Projection gateSlots = new(lowering.Weight(Weight(gate)), lowering.Bias(Bias(gate), Outputs));
        Projection slots = new(lowering.Weight(Weight(role)), lowering.Bias(Bias(role), Outputs));
        Value from = source;
        if (lowering.IsInput(source) && Strides.Collide(Inputs))
        {
            // The caller's rows fall in the same sets of the cache, as scratch rows do not.
            from = new("staged", Inputs, source.Space);
            yield return new CopyStage(source, from);
        }

        if (lowering.IsTraced)
        {
            yield return LinearStage.ForTrace(GateProduct, from, target, gateSlots.Weight, gateSlots.Bias, lowering);
            yield return LinearStage.ForTrace(Product, from, target, slots.Weight, slots.Bias, lowering);
        }

        yield return new GatedStage(from, target, gateSlots, slots, activation, lowering);
    }
}
