using ShapeGen.Generator.Common;
using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Naming;
using ShapeGen.Generator.Operations.Linear;
using ShapeGen.Generator.Operations.Patches;
using ShapeGen.Generator.Roles;

namespace ShapeGen.Generator.Modules.Stages;

/// <summary><c>[PatchEmbedding(Height, Width, Patch)]</c>.</summary>
internal sealed record PatchInput(PatchSettings Settings, bool Bias) : InputStage
{
    public override string Written => "[PatchEmbedding]";

    public override int? Tokens => Settings.Count;

    public override void AddTo(NamedRoles roles) => roles.Where(true, Written, Role.Patch);

    public override ModelEdges Complete(ModelEdges edges) => edges with
    {
        RowName = $"{Literals.Integer(Settings.Channels)}, {Literals.Integer(Settings.Height)}, {Literals.Integer(Settings.Width)}",
        ByteRowName = $"{Literals.Integer(Settings.Height)}, {Literals.Integer(Settings.Width)}, {Literals.Integer(Settings.Channels)}",
    };

    public override Value Input(int embed, int added) => new("pixels", Settings.Image, RowSpace.Memory);

    public override IEnumerable<Op> Ops(Value input, Value x, int added)
    {
        Value patches = new("patches", Settings.Numbers);
        return
        [
            new PatchesOp(Settings, input, patches, added),
            new LinearOp(Role.Patch, patches, x, Bias) { StoredShape = new([x.Width, Settings.Channels, Settings.Patch, Settings.Patch]) },
        ];
    }
}
