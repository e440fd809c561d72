using System.Diagnostics;
using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace KeywordSpotting;

/// <summary>Bars that move in place, one for each of the most probable labels, and the words below.</summary>
/// <param name="console">The terminal.</param>
/// <param name="pace">Whether to show each moment at its time: a file could be read faster than its sound would be heard.</param>
internal sealed class BarDisplay(IAnsiConsole console, bool pace) : IDisplay
{
    private const int Bars = 5;
    private const int Width = 60;
    private const int LabelWidth = 8; // the same for all labels, so that the bars stay in place
    private const int LastWords = 8;

    private readonly IAnsiConsole _console = console;
    private readonly bool _pace = pace;

    /// <inheritdoc/>
    public void Show(IEnumerable<Hearing> hearings) =>
        _console.Live(new Text("…")).Start(context =>
        {
            long start = Stopwatch.GetTimestamp();
            foreach (Hearing hearing in hearings)
            {
                if (_pace && hearing.Time - Stopwatch.GetElapsedTime(start) is { Ticks: > 0 } early)
                {
                    Thread.Sleep(early);
                }

                context.UpdateTarget(Picture(hearing));
                context.Refresh();
            }
        });

    private static Rows Picture(Hearing hearing)
    {
        BarChart chart = new BarChart().Width(Width).WithMaxValue(100).UseValueFormatter((value, culture) => value.ToString("F0", CultureInfo.InvariantCulture) + " %");
        foreach (Guess guess in hearing.Guesses.Take(Bars))
        {
            chart.AddItem(guess.Label.PadLeft(LabelWidth), guess.Probability * 100, ColorOf(guess));
        }

        return new Rows(
            new Text(Seconds(hearing.Time)),
            chart,
            new Text(hearing.Words.Count == 0 ? "" : "Heard: " + string.Join(", ", hearing.Words.TakeLast(LastWords).Select(word => $"{word.Label} ({Seconds(word.Time)})"))));
    }

    private static Color ColorOf(Guess guess) =>
        guess.Label is "silence" or "unknown" ? Color.Grey :
        guess.Probability > 0.5f ? Color.Green :
        Color.Blue;

    private static string Seconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:F1} s");
}
