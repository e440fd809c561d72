using ShapeGen.Generator.Declarations;
using ShapeGen.Generator.Planning;

namespace ShapeGen.Generator.Emission.Kernels;

/// <summary>The methods that a body's stages call, each written once however many stages share it.</summary>
internal sealed class KernelSet(BodyPlan plan)
{
    public void Emit(SourceWriter writer)
    {
        VectorUnit unit = plan.Unit;
        List<Action> kernels =
        [
            .. plan.Stages.OfType<CopyStage>().Select(copy => (Action)(() => CopyEmitter.Emit(writer, copy))),
            .. plan.Stages.OfType<LayerNormStage>().Select(stage => stage.Op.Source.Width).Distinct()
                .Select(width => (Action)(() => LayerNormEmitter.Emit(writer, unit, width))),
        ];
        IReadOnlyList<LinearStage> linears = plan.Stages.OfType<LinearStage>().ToList();
        kernels.AddRange(linears.GroupBy(ProjectEmitter.Method).Select(same => (Action)(() => ProjectEmitter.Emit(writer, same.First()))));
        foreach (AttentionStage attention in plan.Stages.OfType<AttentionStage>())
        {
            kernels.Add(() => AttentionEmitter.Attend(writer, attention));
            kernels.Add(() => TransposeEmitter.Queries(writer, unit, attention));
            kernels.Add(() => AttentionEmitter.Softmax(writer, unit, attention));
            kernels.Add(() => TransposeEmitter.Answers(writer, unit, attention));
        }

        IReadOnlyList<ActivationKind> activations = linears.Where(linear => linear.Activation is not null).Select(linear => linear.Activation!.Kind).Distinct().ToList();
        kernels.AddRange(activations.Select(kind => (Action)(() => ActivationEmitter.Emit(writer, unit, kind))));
        bool usesExp = plan.Attends || activations.Contains(ActivationKind.Silu);
        if (usesExp)
        {
            kernels.Add(() => ExpEmitter.Emit(writer, unit));
        }

        if (plan.Tiles.Count > 0)
        {
            kernels.Add(() => PanelEmitter.MultiplyPanel(writer, plan));
            if (plan.HasRagged)
            {
                kernels.Add(() => PanelEmitter.MultiplyRagged(writer, plan));
            }

            kernels.AddRange(plan.Tiles.Select(tile => (Action)(() => TileEmitter.Emit(writer, unit, tile))));
        }

        if (unit.Guard is null && BodyEmitter.UsesVectors(plan))
        {
            PortableEmitter portable = new(
                Max: usesExp || activations.Count > 0, Min: activations.Contains(ActivationKind.Silu), Unpack: plan.Attends);
            kernels.Add(() => portable.Emit(writer));
        }

        for (int i = 0; i < kernels.Count; i++)
        {
            if (i > 0)
            {
                writer.Line();
            }

            kernels[i]();
        }
    }
}
