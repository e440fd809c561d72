using ShapeGen.Generator.Roles;
using Declared = ShapeGen.Generator.Options;

namespace ShapeGen.Tool.Verification.Causes;

/// <summary>Norms before the blocks instead of after, or the reverse.</summary>
internal sealed class PlacementCause : ICause
{
    public string? Explain(Evidence evidence, DepartingStage departing)
    {
        if (evidence.Encoder is not { } encoder || departing.Layer is not { } layer)
        {
            return null;
        }

        // The norm of the reference's own values, computed with the other placement, equals the reference's norm.
        bool isPost = encoder.Placement == Declared.NormPlacement.Post;
        return evidence.Of(departing.InSameLayer("norm1")) is { } norm
            && evidence.Of(isPost ? departing.LayerInput : departing.InSameLayer("attended")) is { } source
            && evidence.Vector(Role.Norm1, TensorPart.Weight, layer) is { } weight
            && evidence.Matches(Functions.Norm(source, encoder.Norm.Kind == Declared.NormKind.Rms, encoder.Norm.Epsilon, weight, evidence.Vector(Role.Norm1, TensorPart.Bias, layer)), norm)
            ? $"the reference has its norms {(isPost ? "before" : "after")} the blocks, but the declaration has them {(isPost ? "after" : "before")}: write Norm = NormPlacement.{(isPost ? NormPlacement.Pre : NormPlacement.Post)}"
            : null;
    }
}
