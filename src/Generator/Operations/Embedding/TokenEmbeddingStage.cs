using ShapeGen.Generator.Common;
using ShapeGen.Generator.Emission;
using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Kernels;
using ShapeGen.Generator.Parameters;
using ShapeGen.Generator.Planning;

namespace ShapeGen.Generator.Operations.Embedding;

/// <summary>Reads the rows of a block's ids from the tables.</summary>
internal sealed class TokenEmbeddingStage(EmbeddingSettings settings, Value ids, Value target, WeightSlot table, WeightSlot? types) : Stage
{
    public override IReadOnlyList<Read> Reads => [new(ids)];

    public override IReadOnlyList<Write> Writes => [new(target)];

    /// <summary>Whether a head is tied to the table, which is packed as the head needs it then.</summary>
    private bool IsInPanels => table.Packing == Packing.Panels;

    private Kernel OfTokens => IsInPanels ? EmbeddingKernels.TokensInPanels : EmbeddingKernels.Tokens;

    public override IReadOnlyList<Kernel> Kernels => types is null ? [OfTokens] : [OfTokens, EmbeddingKernels.Types];

    public override string Formula(BufferNames names) =>
        $"{names.Of(target)} = {(settings.Scale == 1 ? "" : FormattableString.Invariant($"{settings.Scale} · "))}{table.Name}[{names.Of(ids)}]{(types is null ? "" : $" + {types.Name}[types]")}   [{target.Width}]";

    public override void EmitCall(ICallWriter call)
    {
        call.Line($"{call.Kernel(Kernels[0])}(ref {call.Rows(ids)}, ref {call.Weight(table)}, scale: {Literals.Float(settings.Scale)}, ref {call.Rows(target)}, {call.Stride(target)}, rows, width: {target.Width}{(IsInPanels ? $", tableRows: {Literals.Integer(settings.Vocabulary)}" : "")});");
        if (types is not null)
        {
            call.Line($"{call.Kernel(Kernels[1])}(part, ref {call.Weight(types)}, ref {call.Rows(target)}, {call.Stride(target)}, first: row, rows, width: {target.Width});");
        }
    }
}
