using System.Globalization;

namespace KeywordSpotting;

/// <summary>A line for each moment: for files and pipes, and for terminals that cannot move the cursor.</summary>
internal sealed class LineDisplay(TextWriter output) : IDisplay
{
    private const int BarWidth = 20;
    private const int Others = 2;

    private readonly TextWriter _output = output;

    /// <inheritdoc/>
    public void Show(IEnumerable<Hearing> hearings)
    {
        foreach (Hearing hearing in hearings)
        {
            _output.WriteLine(Line(hearing));
            _output.Flush(); // so that the reader of a pipe gets it at once
        }
    }

    private static string Line(Hearing hearing)
    {
        Guess first = hearing.Guesses[0];
        string bar = new('█', (int)MathF.Round(first.Probability * BarWidth));
        string others = string.Join(", ", hearing.Guesses.Skip(1).Take(Others).Select(guess => $"{guess.Label} {Percent(guess)}"));
        return string.Create(CultureInfo.InvariantCulture, $"{hearing.Time.TotalSeconds,7:F1} s  {first.Label,-8}{Percent(first),5}  {bar.PadRight(BarWidth)}  {others}");
    }

    private static string Percent(Guess guess) => string.Create(CultureInfo.InvariantCulture, $"{guess.Probability * 100:F0} %");
}
