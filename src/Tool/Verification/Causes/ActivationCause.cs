using System.Globalization;
using Declared = ShapeGen.Generator.Options;

namespace ShapeGen.Tool.Verification.Causes;

/// <summary>Another activation in a feed-forward block or after a head.</summary>
internal sealed class ActivationCause : ICause
{
    public string? Explain(Evidence evidence, DepartingStage departing) =>
        departing.Stage == "hidden" && evidence.Block is { } block ? OfBlock(evidence, departing, block.Gated, block.Activation)
        : departing.Stage.StartsWith("head.", StringComparison.Ordinal) && int.TryParse(departing.Stage["head.".Length..], NumberStyles.None, CultureInfo.InvariantCulture, out int head) ? OfHead(evidence, departing, head)
        : null;

    private static string? OfBlock(Evidence evidence, DepartingStage departing, bool isGated, Declared.Activation declared)
    {
        List<(Grid? Gate, Grid Product, Grid Hidden, int? Layer)> layers =
        [
            .. from layer in evidence.EveryLayer(departing)
               let gate = isGated ? evidence.Of(layer.InSameLayer("gate")) : null
               where (!isGated || gate is not null) && evidence.Of(layer.InSameLayer("ffn1")) is not null && evidence.Of(layer.InSameLayer("hidden")) is not null
               select (gate, evidence.Of(layer.InSameLayer("ffn1"))!, evidence.Of(layer.InSameLayer("hidden"))!, layer.Layer),
        ];
        return layers.Any(layer => layer.Layer == departing.Layer)
            ? Functions.Activations
                .Where(other => other.Kind != declared && layers.All(layer => evidence.Matches(layer.Gate is null ? layer.Product.Map(other.Function) : layer.Gate.With(layer.Product, (x, y) => other.Function(x) * y), layer.Hidden)))
                .Select(other => $"the reference uses Activation.{other.Kind}, but the declaration has Activation.{declared}: write Activation = Activation.{other.Kind}").FirstOrDefault()
            : null;
    }

    private static string? OfHead(Evidence evidence, DepartingStage departing, int number)
    {
        Declared.HeadActivation declared = evidence.Encoder!.Model!.Heads[number].Activation;

        // If the reference has no product, the model's own: its inputs do not depart.
        Grid? product = evidence.Of($"head.{number}.linear")
            ?? (evidence.Ours.TryGet($"head.{number}.linear", out TraceRecord? record) ? Grid.Of(record.Values, record.Width) : declared == Declared.HeadActivation.None ? departing.Ours : null);
        if (product is null)
        {
            return null;
        }

        Declared.HeadActivation? matching = declared != Declared.HeadActivation.Softmax && evidence.Matches(Functions.Softmax(product), departing.Expected) ? Declared.HeadActivation.Softmax
            : Functions.HeadActivations.Where(other => other.Kind != declared && evidence.Matches(product.Map(other.Function), departing.Expected)).Select(other => (Declared.HeadActivation?)other.Kind).FirstOrDefault();
        return matching is { } kind ? $"the reference uses HeadActivation.{kind}, but the declaration has HeadActivation.{declared}: write Activation = HeadActivation.{kind} in that [Head]" : null;
    }
}
