using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Naming;
using ShapeGen.Generator.Planning;

namespace ShapeGen.Generator.Operations.Patches;

/// <summary>The pixels of each patch as a row [channel, y, x], which a linear layer makes a token of.</summary>
/// <param name="settings">The images.</param>
/// <param name="source">The images, one a row.</param>
/// <param name="target">The patches.</param>
/// <param name="added">Rows of zeros before the patches of each image: 1 where a class token comes there.</param>
internal sealed class PatchesOp(PatchSettings settings, Value source, Value target, int added) : LoweredOp
{
    public override IEnumerable<Value> Sources => [source];

    public override Value Target => target;

    public override IEnumerable<Work> WorkIn(int layers) => [Work.OnElements(layers * (long)target.Width)];

    public override IEnumerable<WalkLine> Walk(TensorNames names)
    {
        string zeros = added == 0 ? "" : "0; ";
        yield return new($"{target.Name} = [{zeros}patches of {source.Name}]", $"{target.Shape}, {settings.Height / settings.Patch} × {settings.Width / settings.Patch} patches of {settings.Patch} × {settings.Patch} pixels");
    }

    public override IEnumerable<Stage> Lower(Lowering lowering) => [new PatchesStage(settings, source, target, added)];
}
