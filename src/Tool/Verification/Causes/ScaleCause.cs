using System.Globalization;

namespace ShapeGen.Tool.Verification.Causes;

/// <summary>All numbers times the same.</summary>
internal sealed class ScaleCause : ICause
{
    public string? Explain(Evidence evidence, Suspect suspect)
    {
        double product = 0, squares = 0;
        for (int i = 0; i < suspect.Ours.Values.Length; i++)
        {
            product += suspect.Ours.Values[i] * suspect.Expected.Values[i];
            squares += suspect.Ours.Values[i] * suspect.Ours.Values[i];
        }

        double factor = product / squares;
        if (!double.IsFinite(factor) || factor == 0 || !evidence.Matches(suspect.Ours.Map(value => value * factor), suspect.Expected))
        {
            return null;
        }

        string number = ((float)factor).ToString("G6", CultureInfo.InvariantCulture);
        return suspect.Stage is "tokens" or "embedded"
            ? $"the reference is {number} times the model's: write Scale = {number}f in [TokenEmbedding]"
            : $"the reference is {number} times the model's";
    }
}
