using System.Globalization;
using ShapeGen.Generator.Modules.Stages;

namespace ShapeGen.Tool.Verification.Causes;

/// <summary>All values multiplied by the same factor.</summary>
internal sealed class ScaleCause : ICause
{
    public string? Explain(Evidence evidence, DepartingStage departing)
    {
        double product = 0, squares = 0;
        for (int i = 0; i < departing.Ours.Values.Length; i++)
        {
            product += departing.Ours.Values[i] * departing.Expected.Values[i];
            squares += departing.Ours.Values[i] * departing.Ours.Values[i];
        }

        double factor = product / squares;
        // Any number is a multiple of a single number.
        if (departing.Ours.Values.Length == 1 || !double.IsFinite(factor) || factor == 0 || !evidence.Matches(departing.Ours.Map(value => value * factor), departing.Expected))
        {
            return null;
        }

        // Scale applies only to the token's row.
        string result = evidence.Encoder?.Model is { Positions: null, InputNorm: null } ? "embedded" : "tokens";
        return evidence.Encoder?.Model?.Input is TokenInput { Settings: { Types: 0 } settings } && departing.Stage == result && factor > 0
            ? $"the reference is {Text(factor)} times the model's: write Scale = {Text(factor * settings.Scale)}f in [TokenEmbedding]"
            : $"the reference is {Text(factor)} times the model's";
    }

    private static string Text(double factor) => ((float)factor).ToString("G6", CultureInfo.InvariantCulture);
}
