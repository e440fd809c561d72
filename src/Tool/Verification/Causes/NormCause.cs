using System.Globalization;
using ShapeGen.Generator.Modules;
using ShapeGen.Generator.Operations.Normalisation;
using ShapeGen.Generator.Roles;
using Declared = ShapeGen.Generator.Options;

namespace ShapeGen.Tool.Verification.Causes;

/// <summary>A norm with a different epsilon, or of the other kind.</summary>
internal sealed class NormCause : ICause
{
    private static readonly double[] s_epsilons = [1e-5, 1e-6, 1e-12, 1e-8, 1e-7, 1e-3, 1e-4, 1e-2];

    public string? Explain(Evidence evidence, DepartingStage departing)
    {
        if (evidence.Encoder is not { } encoder)
        {
            return null;
        }

        List<Norm> all = [.. Norms(encoder).Select(place => Read(evidence, place)).OfType<Norm>()];
        if (all.Find(norm => norm.Place.Result == departing.InSameLayer(departing.Stage)) is not { } own)
        {
            return null;
        }

        // If several are within the tolerance, the nearest; if equally near, the first.
        NormSettings declared = own.Place.Settings;
        bool isRms = declared.Kind == Declared.NormKind.Rms;
        (double Error, bool IsRms, double Epsilon) best = (double.PositiveInfinity, isRms, declared.Epsilon);
        foreach (bool rms in new[] { isRms, !isRms })
        {
            foreach (double epsilon in s_epsilons.Prepend(declared.Epsilon).Where(epsilon => rms != isRms || epsilon != declared.Epsilon))
            {
                double error = Explains(evidence, all, own, rms, epsilon) ? own.With(rms, epsilon).DifferenceFrom(departing.Expected).Error : double.PositiveInfinity;
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

        string argument = string.Format(CultureInfo.InvariantCulture, own.Place.Argument, Text(best.Epsilon) + "f");
        string kind = best.IsRms ? $"NormKind = NormKind.{Declared.NormKind.Rms}" : $"NormKind = NormKind.{Declared.NormKind.Layer} and NormBias = false";
        return best.IsRms == isRms
            ? $"the reference uses a norm with epsilon {Text(best.Epsilon)}, but the declaration has {Text(declared.Epsilon)}: write {argument}"
            : $"the reference uses the other kind of norm: write {kind}{(best.Epsilon == declared.Epsilon ? "" : $" and {argument}")}";
    }

    /// <summary>Whether all norms that the change affects match the reference: the kind applies to all norms, an epsilon to those with its argument.</summary>
    private static bool Explains(Evidence evidence, List<Norm> all, Norm own, bool isRms, double epsilon)
    {
        bool isOtherKind = isRms != (own.Place.Settings.Kind == Declared.NormKind.Rms);
        return all.All(norm =>
        {
            bool isSame = norm.Place.Argument == own.Place.Argument;

            // The norm after the layers has their epsilon unless FinalEpsilon is set.
            bool follows = norm.Place.Role == Role.FinalNorm && norm.Place.Settings.Epsilon == own.Place.Settings.Epsilon;

            // An RMS norm has no bias, so a file with one belongs to another kind of model.
            return (!isSame && !isOtherKind)
                || (!(isRms && norm.Bias is not null)
                    && (evidence.Matches(norm.With(isRms, isSame ? epsilon : norm.Place.Settings.Epsilon), norm.Expected) || (follows && evidence.Matches(norm.With(isRms, epsilon), norm.Expected))));
        });
    }

    private static string Text(double epsilon) => epsilon.ToString("0.###e0", CultureInfo.InvariantCulture);

    /// <summary>All norms of an encoder, with the names of their input and result, and the argument for epsilon.</summary>
    private static IEnumerable<Place> Norms(EncoderModule encoder)
    {
        const string Epsilon = "Epsilon = {0}";
        if (encoder.Model?.InputNorm is { } inputNorm)
        {
            yield return new(Role.InputNorm, null, inputNorm, encoder.Model.Positions is null ? "tokens" : "positioned", "embedded", "[InputNorm({0})]");
        }

        bool isPost = encoder.Placement == Declared.NormPlacement.Post;
        for (int number = 0; number < encoder.Layers; number++)
        {
            string layer = FormattableString.Invariant($"layers.{number}.");
            string before = number == 0 ? "embedded" : FormattableString.Invariant($"layers.{number - 1}.output");
            yield return new(Role.Norm1, number, encoder.Norm, isPost ? layer + "attended" : before, layer + "norm1", Epsilon);
            yield return new(Role.Norm2, number, encoder.Norm, layer + (isPost ? "added" : "attended"), layer + (isPost ? "output" : "norm2"), Epsilon);
        }

        if (encoder.FinalNorm is { } finalNorm)
        {
            yield return new(Role.FinalNorm, null, finalNorm, FormattableString.Invariant($"layers.{encoder.Layers - 1}.output"), "finalNorm", "FinalEpsilon = {0}");
        }
    }

    private static Norm? Read(Evidence evidence, Place place) =>
        evidence.Of(place.Source) is { } source && evidence.Of(place.Result) is { } expected && evidence.Vector(place.Role, TensorPart.Weight, place.Layer ?? 0) is { } weight
            ? new(place, source, expected, weight, evidence.Vector(place.Role, TensorPart.Bias, place.Layer ?? 0))
            : null;

    private sealed record Place(Role Role, int? Layer, NormSettings Settings, string Source, string Result, string Argument);

    private sealed record Norm(Place Place, Grid Source, Grid Expected, float[] Weight, float[]? Bias)
    {
        public Grid With(bool isRms, double epsilon) => Functions.Norm(Source, isRms, epsilon, Weight, Bias);
    }
}
