using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Naming;
using ShapeGen.Generator.Parameters;
using ShapeGen.Generator.Planning;
using ShapeGen.Generator.Roles;

namespace ShapeGen.Generator.Operations.Embedding;

/// <summary><c>x = scale · table[id] (+ types[type])</c>.</summary>
/// <param name="settings">The tables.</param>
/// <param name="ids">The ids, one a row.</param>
/// <param name="target">The rows.</param>
internal sealed class TokenEmbeddingOp(EmbeddingSettings settings, Value ids, Value target) : LoweredOp
{
    private Parameter Table => Parameter.Table(Role.TokenEmbedding, settings.Vocabulary, target.Width) with { IsReadableInPanels = true };

    private Parameter? Types => settings.Types > 0 ? Parameter.Table(Role.TypeEmbedding, settings.Types, target.Width) : null;

    public override IEnumerable<Value> Sources => [ids];

    public override Value Target => target;

    public override IEnumerable<Parameter> Parameters => Types is { } types ? [Table, types] : [Table];

    public override IEnumerable<Work> WorkIn(int layers) => [Work.OnElements(layers * 2L * target.Width)];

    public override IEnumerable<WalkLine> Walk(TensorNames names)
    {
        string scale = settings.Scale == 1 ? "" : FormattableString.Invariant($"{settings.Scale} · ");
        string types = Types is { } table ? $", T [{settings.Types}, {target.Width}] = {names.Of(table)}" : "";
        yield return new(
            $"{target.Name} = {scale}E[{ids.Name}]{(Types is null ? "" : " + T[types]")}",
            $"{target.Shape}, E [{settings.Vocabulary}, {target.Width}] = {names.Of(Table)}{types}");
    }

    public override IEnumerable<Stage> Lower(Lowering lowering)
    {
        WeightSlot table = lowering.Weight(Table);
        return [new TokenEmbeddingStage(settings, ids, target, table, Types is { } types ? lowering.Weight(types) : null)];
    }
}

/// <summary>The tables of an embedding.</summary>
/// <param name="Vocabulary">Rows of the table of tokens.</param>
/// <param name="Types">Rows of the table of types; 0 where there is none.</param>
/// <param name="Scale">What a token's row is multiplied with.</param>
internal sealed record EmbeddingSettings(int Vocabulary, int Types, float Scale);
