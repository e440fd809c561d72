using ShapeGen.Generator.Graph;
using Declared = ShapeGen.Generator.Declarations;

namespace ShapeGen.Tool.Verification.Causes;

/// <summary>Norms on the other side of the blocks.</summary>
internal sealed class PlacementCause : ICause
{
    public string? Explain(Evidence evidence, Suspect suspect)
    {
        if (evidence.Encoder is not { } encoder || suspect.Layer is not { } layer)
        {
            return null;
        }

        // The other placement's norm of the reference's own numbers, with the file's weights, is the reference's norm.
        bool isPost = encoder.Placement == Declared.NormPlacement.Post;
        return evidence.Of(suspect.Beside("norm1")) is { } norm
            && evidence.Of(isPost ? suspect.Before : suspect.Beside("attended")) is { } source
            && evidence.Vector(Role.Norm1, TensorPart.Weight, layer) is { } weight
            && evidence.Matches(Functions.Norm(source, encoder.Norm.Kind == Declared.NormKind.Rms, encoder.Norm.Epsilon, weight, evidence.Vector(Role.Norm1, TensorPart.Bias, layer)), norm)
            ? $"the reference has its norms {(isPost ? "before" : "after")} the blocks, the declaration {(isPost ? "after" : "before")} them: write Norm = NormPlacement.{(isPost ? NormPlacement.Pre : NormPlacement.Post)}"
            : null;
    }
}
