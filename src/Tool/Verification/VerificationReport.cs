using System.Globalization;
using Spectre.Console;

namespace ShapeGen.Tool.Verification;

/// <summary>Prints the comparison as a table, with its conclusion.</summary>
internal static class VerificationReport
{
    public static void Write(VerificationResult result, IAnsiConsole console)
    {
        Table table = new() { Border = TableBorder.Simple };
        table.AddColumn("stage");
        foreach (string title in new[] { "shape", "largest error", "relative", "limit" })
        {
            table.AddColumn(new TableColumn(title).RightAligned());
        }

        table.AddColumn("");
        foreach (StageComparison stage in result.Stages)
        {
            string[] cells =
            [
                stage.Name, FormattableString.Invariant($"[{stage.Rows}, {stage.Width}]"), Number(stage.LargestError), Number(stage.RelativeError), Number(stage.Limit), stage.Departs ? "departs" : "",
            ];
            table.AddRow([.. cells.Select(cell => new Spectre.Console.Text(cell, stage.Departs ? new Style(Color.Red) : Style.Plain))]);
        }

        console.Write(table);
        Names(console, "The reference does not have: ", result.OnlyInModel);
        Names(console, "The model does not have: ", result.OnlyInReference);
        if (result.Departure is not { } departure)
        {
            Line(console, FormattableString.Invariant($"{result.Model} matches the reference: {result.Stages.Count} stages on {result.InstructionSet}, none differs by more than {result.Tolerance:0.#e0} of its largest value."));
            return;
        }

        Line(console, departure.ToString());
        Line(console, departure.Cause is { } cause ? $"The cause: {cause}." : $"The cause cannot be found from the reference. {departure.Before}");
    }

    private static void Names(IAnsiConsole console, string title, IReadOnlyList<string> names)
    {
        if (names.Count > 0)
        {
            Line(console, title + string.Join(", ", names) + ".");
        }
    }

    private static void Line(IAnsiConsole console, string text) => console.WriteLine(text);

    private static string Number(double value) => value.ToString("0.00e+0", CultureInfo.InvariantCulture);
}
