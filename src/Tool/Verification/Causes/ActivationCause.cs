using ShapeGen.Generator.Declarations;
using Declared = ShapeGen.Generator.Declarations;

namespace ShapeGen.Tool.Verification.Causes;

/// <summary>Another function in a feed-forward block or behind a head.</summary>
internal sealed class ActivationCause : ICause
{
    public string? Explain(Evidence evidence, Suspect suspect) => evidence.Encoder is not { } encoder ? null
        : suspect.Stage == "hidden" ? OfBlock(evidence, suspect, encoder.Block.Gated, encoder.Block.Activation)
        : suspect.Stage.StartsWith("head.", StringComparison.Ordinal) ? OfHead(evidence, suspect)
        : null;

    private static string? OfBlock(Evidence evidence, Suspect suspect, bool isGated, ActivationKind declared)
    {
        if (evidence.Of(suspect.Beside("ffn1")) is not { } product || (isGated && evidence.Of(suspect.Beside("gate")) is null))
        {
            return null;
        }

        Grid? gate = isGated ? evidence.Of(suspect.Beside("gate")) : null;
        foreach ((ActivationKind kind, Func<double, double> function) in Functions.Activations.Where(other => other.Kind != declared))
        {
            Grid result = gate is null ? product.Map(function) : gate.With(product, (x, y) => function(x) * y);
            if (evidence.Matches(result, suspect.Expected))
            {
                return $"the reference is Activation.{kind}, the declaration has Activation.{declared}: write Activation = Activation.{kind}";
            }
        }

        return null;
    }

    private static string? OfHead(Evidence evidence, Suspect suspect)
    {
        int number = int.Parse(suspect.Stage["head.".Length..].Split('.')[0], System.Globalization.CultureInfo.InvariantCulture);
        Declared.HeadActivation declared = evidence.Encoder!.Model!.Heads[number].Activation;

        // The model's own product where the reference has none: what goes into it does not depart.
        Grid? product = evidence.Of($"head.{number}.linear")
            ?? (evidence.Ours.TryGet($"head.{number}.linear", out TraceRecord? record) ? Grid.Of(record.Values, record.Width) : declared == Declared.HeadActivation.None ? suspect.Ours : null);
        if (product is null)
        {
            return null;
        }

        Declared.HeadActivation? matching = declared != Declared.HeadActivation.Softmax && evidence.Matches(Functions.Softmax(product), suspect.Expected) ? Declared.HeadActivation.Softmax
            : Functions.HeadActivations.Where(other => other.Kind != declared && evidence.Matches(product.Map(other.Function), suspect.Expected)).Select(other => (Declared.HeadActivation?)other.Kind).FirstOrDefault();
        return matching is { } kind ? $"the reference is HeadActivation.{kind}, the declaration has HeadActivation.{declared}: write Activation = HeadActivation.{kind} in that [Head]" : null;
    }
}
