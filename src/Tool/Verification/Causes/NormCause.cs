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

        // Of several that the limit cannot tell apart, the nearest; of equal ones, the first.
        bool isRms = settings.Kind == Declared.NormKind.Rms;
        (double Error, bool IsRms, double Epsilon) best = (double.PositiveInfinity, isRms, settings.Epsilon);
        foreach (bool rms in new[] { isRms, !isRms })
        {
            foreach (double epsilon in s_epsilons.Prepend(settings.Epsilon).Where(epsilon => rms != isRms || epsilon != settings.Epsilon))
            {
                Grid other = Functions.Norm(source, rms, epsilon, weight, bias);
                double error = evidence.Matches(other, suspect.Expected) ? other.DifferenceFrom(suspect.Expected).Error : double.PositiveInfinity;
                if (error < best.Error / 2)
                {
                    best = (error, rms, epsilon);
                }
            }
        }

        if (double.IsInfinity(best.Error))
        {
            return null;
        }

        string argument = string.Format(CultureInfo.InvariantCulture, norm.Argument, Text(best.Epsilon) + "f");
        return best.IsRms == isRms
            ? $"the reference is the norm with epsilon {Text(best.Epsilon)}, the declaration has {Text(settings.Epsilon)}: write {argument}"
            : $"the reference is a norm of the other kind: write NormKind = NormKind.{(best.IsRms ? Declared.NormKind.Rms : Declared.NormKind.Layer)}{(best.Epsilon == settings.Epsilon ? "" : $" and {argument}")}";
    }

    private static string Text(double epsilon) => epsilon.ToString("0.###e0", CultureInfo.InvariantCulture);

    private static NormSettings? Settings(Evidence evidence, Role role) => role switch
    {
        Role.Norm1 or Role.Norm2 => evidence.Encoder!.Norm,
        Role.FinalNorm => evidence.Encoder!.FinalNorm,
        Role.InputNorm => evidence.Encoder!.Model?.InputNorm,
        _ => throw new InvalidOperationException($"{role} is no norm of an encoder."),
    };

    /// <summary>Which norm a stage is, what it reads, and how its epsilon is written.</summary>
    private static (Role Role, string Source, string Argument)? Of(Declared.NormPlacement placement, Evidence evidence, Suspect suspect) => (placement, suspect.Stage) switch
    {
        (Declared.NormPlacement.Pre, "norm1") => (Role.Norm1, suspect.Before, "Epsilon = {0}"),
        (Declared.NormPlacement.Pre, "norm2") => (Role.Norm2, suspect.Beside("attended"), "Epsilon = {0}"),
        (Declared.NormPlacement.Post, "norm1") => (Role.Norm1, suspect.Beside("attended"), "Epsilon = {0}"),
        (Declared.NormPlacement.Post, "output") => (Role.Norm2, suspect.Beside("added"), "Epsilon = {0}"),
        (_, "embedded") => (Role.InputNorm, "positioned", "[InputNorm({0})]"),
        (_, "finalNorm") => (Role.FinalNorm, evidence.LastOutput, "FinalEpsilon = {0}"),
        _ => null,
    };
}
