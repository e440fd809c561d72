using System.Globalization;
using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Operations.Normalisation;
using Declared = ShapeGen.Generator.Declarations;

namespace ShapeGen.Tool.Verification.Causes;

/// <summary>A norm with another epsilon, or of another kind.</summary>
internal sealed class NormCause : ICause
{
    private static readonly double[] s_epsilons = [1e-5, 1e-6, 1e-12, 1e-8, 1e-7, 1e-3, 1e-4, 1e-2];

    public string? Explain(Evidence evidence, Suspect suspect)
    {
        if (evidence.Encoder is not { } encoder || Of(encoder.Placement, evidence, suspect) is not { } norm || Settings(evidence, norm.Role) is not { } settings || evidence.Of(norm.Source) is not { } source)
        {
            return null;
        }

        float[]? weight = evidence.Vector(norm.Role, TensorPart.Weight, suspect.Layer ?? 0);
        float[]? bias = evidence.Vector(norm.Role, TensorPart.Bias, suspect.Layer ?? 0);
        if (weight is null)
        {
            return null;
        }

        bool isRms = settings.Kind == Declared.NormKind.Rms;
        foreach (bool rms in new[] { isRms, !isRms })
        {
            foreach (double epsilon in s_epsilons.Prepend(settings.Epsilon).Where(epsilon => rms != isRms || epsilon != settings.Epsilon))
            {
                if (evidence.Matches(Functions.Norm(source, rms, epsilon, weight, bias), suspect.Expected))
                {
                    string number = epsilon.ToString("0.###e0", CultureInfo.InvariantCulture);
                    return rms == isRms
                        ? $"the reference is the norm with epsilon {number}, the declaration has {settings.Epsilon.ToString("0.###e0", CultureInfo.InvariantCulture)}: write {norm.Argument} = {number}f"
                        : $"the reference is a norm of the other kind: write NormKind = NormKind.{(rms ? Declared.NormKind.Rms : Declared.NormKind.Layer)}{(epsilon == settings.Epsilon ? "" : $" and {norm.Argument} = {number}f")}";
                }
            }
        }

        return null;
    }

    private static NormSettings? Settings(Evidence evidence, Role role) => role switch
    {
        Role.Norm1 or Role.Norm2 => evidence.Encoder!.Norm,
        Role.FinalNorm => evidence.Encoder!.FinalNorm,
        Role.InputNorm => evidence.Encoder!.Model?.InputNorm,
        _ => throw new InvalidOperationException($"{role} is no norm of an encoder."),
    };

    /// <summary>Which norm a stage is, what it reads, and the argument of its epsilon.</summary>
    private static (Role Role, string Source, string Argument)? Of(Declared.NormPlacement placement, Evidence evidence, Suspect suspect) => (placement, suspect.Stage) switch
    {
        (Declared.NormPlacement.Pre, "norm1") => (Role.Norm1, suspect.Before, "Epsilon"),
        (Declared.NormPlacement.Pre, "norm2") => (Role.Norm2, suspect.Beside("attended"), "Epsilon"),
        (Declared.NormPlacement.Post, "norm1") => (Role.Norm1, suspect.Beside("attended"), "Epsilon"),
        (Declared.NormPlacement.Post, "output") => (Role.Norm2, suspect.Beside("added"), "Epsilon"),
        (_, "embedded") => (Role.InputNorm, "positioned", "Epsilon of [InputNorm]"),
        (_, "finalNorm") => (Role.FinalNorm, evidence.LastOutput, "FinalEpsilon"),
        _ => null,
    };
}
