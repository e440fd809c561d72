using ShapeGen.Generator.Common;
using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Naming;
using ShapeGen.Generator.Operations.Embedding;
using ShapeGen.Generator.Roles;

namespace ShapeGen.Generator.Modules.Stages;

/// <summary><c>[TokenEmbedding(Vocab)]</c>.</summary>
internal sealed record TokenInput(EmbeddingSettings Settings) : InputStage
{
    public override string Written => "[TokenEmbedding]";

    public override bool HasFirstToken => true;

    public override void AddTo(NamedRoles roles) => roles
        .Where(true, Written, Role.TokenEmbedding)
        .Where(Settings.Types > 0, Settings.Types > 0 ? "Types = " + Literals.Integer(Settings.Types) : "Types = 0", Role.TypeEmbedding);

    public override ModelEdges Complete(ModelEdges edges) => edges with { Vocabulary = Settings.Vocabulary, Types = Settings.Types };

    public override Value Input(int embed, int added) => new("ids", 1);

    public override IEnumerable<Op> Ops(Value input, Value x, int added) => [new TokenEmbeddingOp(Settings, input, x)];
}
