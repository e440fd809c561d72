using ShapeGen.Generator.Common;
using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Naming;
using ShapeGen.Generator.Operations.Activations;
using ShapeGen.Generator.Operations.Copying;
using ShapeGen.Generator.Parameters;
using ShapeGen.Generator.Planning;
using ShapeGen.Generator.Roles;
using ShapeGen.Generator.Vectors;

namespace ShapeGen.Generator.Operations.Linear;

/// <summary>
/// <c>y = x · Wᵀ + b</c>, <c>y += x · Wᵀ + b</c> where it ends a residual block, or <c>y = f(x · Wᵀ + b)</c>: what follows is done while the
/// result is in the L1 cache. A scale of the outputs is in the packed weights: <c>s ⊙ (x · Wᵀ + b)</c> is <c>x · (s ⊙ W)ᵀ + s ⊙ b</c>.
/// </summary>
internal sealed class LinearOp(Role role, Value source, Value target, bool bias, bool add = false, ElementwiseFunction? activation = null) : LoweredOp
{
    private int Inputs => source.Width;

    private int Outputs => target.Width;

    /// <summary>What the outputs are, one behind the other, where they are several.</summary>
    public EquatableArray<OutputPart> Parts { get; init; } = new([]);

    /// <summary>The numbers that the outputs are multiplied with, or null.</summary>
    public Role? Scale { get; init; }

    /// <summary>Which one of the role's layers it is, and of how many.</summary>
    public (int Index, int Count) Place { get; init; } = (0, 1);

    /// <summary>The shape of the weight in the checkpoint where it is another one than [outputs, inputs].</summary>
    public EquatableArray<int>? StoredShape { get; init; }

    /// <summary>What a traced model calls the product, before it is added to the target or goes through the activation; empty where the result is the product.</summary>
    public string Product { get; init; } = "";

    public override IEnumerable<ResultName> Results => Parts.Count == 0 ? base.Results : Columns();

    private Parameter? Factors => Scale is { } scale ? Parameter.OfOutputs(scale, Outputs) : null;

    private Parameter Weight => Parameter.Matrix(role, Outputs, Inputs) with
    {
        Parts = new(Parts.Select(part => part with { IsThere = true })),
        Index = Place.Index,
        IndexCount = Place.Count,
        IsScaled = Scale is not null,
        OtherShapes = StoredShape is { } shape ? new([shape]) : new([]),
    };

    private Parameter? Bias => bias ? Parameter.Bias(role, Outputs, Inputs) with { Parts = Parts, Index = Place.Index, IndexCount = Place.Count, IsScaled = Scale is not null } : null;

    public override IEnumerable<Value> Sources => add ? [source, target] : [source];

    public override Value Target => target;

    public override IEnumerable<Parameter> Parameters
    {
        get
        {
            yield return Weight;
            if (Bias is { } vector)
            {
                yield return vector;
            }

            if (Factors is { } factors)
            {
                yield return factors;
            }
        }
    }

    public override IEnumerable<Work> WorkIn(int layers) => [new(ModelPart.OfLayers(role.Part, layers), layers * 2L * Inputs * Outputs, WorkCount.Rows(target.Space))];

    public override IEnumerable<WalkLine> Walk(TensorNames names)
    {
        string product = $"{source.Name} · Wᵀ{(bias ? " + b" : "")}";
        string scaled = Factors is null ? product : $"s ⊙ ({product})";
        string formula = activation is null ? scaled : activation.Of(scaled);
        yield return new($"{target.Name} {(add ? "+=" : "=")} {formula}", $"{target.Shape}, W [{Outputs}, {Inputs}] = {names.Of(Weight)}{(Factors is { } factors ? $", s [{Outputs}] = {names.Of(factors)}" : "")}");
    }

    public override IEnumerable<Stage> Lower(Lowering lowering)
    {
        WeightSlot weight = lowering.Weight(Weight);
        WeightSlot? offset = lowering.Bias(Bias, Outputs);
        if (Factors is { } factors)
        {
            lowering.Factors(factors, weight, offset);
        }

        Value from = source;
        if (lowering.IsInput(source) && (lowering.IsOutput(target) || Strides.Collide(Inputs)))
        {
            // Input and output may be the same memory, and the first panel's results would overwrite what the second one reads. Or the
            // caller's rows fall in the same sets of the cache, as scratch rows do not.
            from = new("staged", Inputs, source.Space);
            yield return new CopyStage(source, from);
        }

        if (lowering.IsTraced && Product.Length > 0)
        {
            yield return LinearStage.ForTrace(Product, from, target, weight, offset, lowering);
        }

        yield return new LinearStage(from, target, weight, offset, add, activation, lowering);
    }

    private IEnumerable<ResultName> Columns()
    {
        int offset = 0;
        foreach (OutputPart part in Parts)
        {
            yield return new(part.Name, offset, part.Length);
            offset += part.Length;
        }
    }
}
