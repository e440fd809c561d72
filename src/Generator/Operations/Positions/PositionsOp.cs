using ShapeGen.Generator.Common;
using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Naming;
using ShapeGen.Generator.Options;
using ShapeGen.Generator.Parameters;
using ShapeGen.Generator.Planning;
using ShapeGen.Generator.Roles;

namespace ShapeGen.Generator.Operations.Positions;

/// <summary><c>x += table[position + offset]</c>; positions begin at 0 in each sequence.</summary>
internal sealed class PositionsOp(PositionTable table, Value target) : LoweredOp
{
    private Parameter Table => Parameter.Table(Role.Positions, table.Max, target.Width) with
    {
        Packing = table.Kind switch
        {
            PositionKind.Learned => Packing.Rows,
            PositionKind.Sinusoidal => Packing.Sinusoids,
            _ => throw new InvalidOperationException($"No table is known for {table.Kind}."),
        },
        Sinusoid = table.Form,
        OtherShapes = table.Kind == PositionKind.Learned ? new([new([table.Max, target.Width]), new([1, table.Max, target.Width])]) : new([]),
    };

    public override IEnumerable<Value> Sources => [target];

    public override Value Target => target;

    public override IEnumerable<Parameter> Parameters => [Table];

    public override IEnumerable<Work> WorkIn(int layers) => [Work.OnElements(layers * (long)target.Width)];

    public override IEnumerable<WalkLine> Walk(TensorNames names)
    {
        string row = table.Offset == 0 ? "p" : $"p + {Literals.Integer(table.Offset)}";
        string where = table.Kind == PositionKind.Learned ? names.Of(Table) : $"sines and cosines, {table.Form}";
        yield return new($"{target.Name} += P[{row}]", $"{target.Shape}, P [{table.Max}, {target.Width}] = {where}");
    }

    public override IEnumerable<Stage> Lower(Lowering lowering) => [new PositionsStage(table, target, lowering.Weight(Table))];
}

/// <summary>The table of positions.</summary>
/// <param name="Max">Its rows.</param>
/// <param name="Offset">The row of the first token.</param>
/// <param name="Kind">Whether it is learned or computed.</param>
/// <param name="Form">The form of computed ones.</param>
internal sealed record PositionTable(int Max, int Offset, PositionKind Kind, Sinusoid Form);
