using ShapeGen.Generator.Graph.Ops;
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
        bool attends = plan.Stages.Any(stage => stage is AttentionStage);
        if (plan.Stages.Any(stage => stage is LinearStage))
        {
            kernels.Add(() => ProjectEmitter.Project(writer, plan));
        }

        foreach (AttentionStage attention in plan.Stages.OfType<AttentionStage>())
        {
            kernels.Add(() => AttentionEmitter.Attend(writer, attention));
            kernels.Add(() => TransposeEmitter.Emit(writer, unit, attention));
            kernels.Add(() => AttentionEmitter.Softmax(writer, unit, attention));
            kernels.Add(() => AttentionEmitter.Scale(writer, unit));
        }

        if (plan.Stages.OfType<ContextLinearStage>().FirstOrDefault() is { } context)
        {
            kernels.Add(() => ProjectEmitter.ProjectContext(writer, plan, context));
        }

        foreach (ActivationOp activation in plan.Stages.OfType<ActivationStage>().Select(stage => stage.Op).Distinct())
        {
            kernels.Add(() => ActivationEmitter.Emit(writer, unit, activation.Kind));
        }

        bool usesExp = attends || plan.Stages.Any(stage => stage is ActivationStage { Op.Kind: Declarations.ActivationKind.Silu });
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
                Max: usesExp || plan.Stages.Any(stage => stage is ActivationStage),
                Min: plan.Stages.Any(stage => stage is ActivationStage { Op.Kind: Declarations.ActivationKind.Silu }));
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
