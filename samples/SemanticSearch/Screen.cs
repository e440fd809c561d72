using System.Globalization;
using ShapeGen;
using Spectre.Console;

namespace SemanticSearch;

/// <summary>The output for the user.</summary>
internal static class Screen
{
    private const int BarWidth = 20;

    /// <summary>Does not wrap lines in a file or a pipe, because programs read them.</summary>
    public static void Prepare()
    {
        if (Console.IsOutputRedirected)
        {
            AnsiConsole.Profile.Width = int.MaxValue / 2;
        }
    }

    /// <summary>Embeds the lines and shows a progress bar.</summary>
    public static LineIndex Index(ITokenEmbedder model, SentenceTokenizer tokenizer, IReadOnlyList<string> texts) =>
        AnsiConsole.Progress()
            .AutoClear(!Console.IsOutputRedirected)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn())
            .Start(progress =>
            {
                ProgressTask task = progress.AddTask($"Indexing {texts.Count} lines", maxValue: texts.Count);
                return LineIndex.Build(model, tokenizer, texts, done => task.Increment(done));
            });

    /// <summary>Shows the nearest lines to a question.</summary>
    public static void Show(string question, IReadOnlyList<TextLine> lines, IReadOnlyList<(int Text, float Score)> found)
    {
        AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"[bold]{question}[/]");
        foreach ((int text, float score) in found)
        {
            TextLine line = lines[text];
            int filled = Math.Clamp((int)MathF.Round(score * BarWidth), 0, BarWidth);
            AnsiConsole.MarkupLineInterpolated(
                CultureInfo.InvariantCulture,
                $"  [green]{new string('█', filled)}[/][grey]{new string('░', BarWidth - filled)}[/] {score:F3}  {line.Text}  [grey]{line.File}:{line.Number}[/]");
        }
    }

    /// <summary>Asks for questions until there is none.</summary>
    public static IEnumerable<string> Questions()
    {
        while (true)
        {
            if (!Console.IsInputRedirected)
            {
                AnsiConsole.Markup("[blue]Question[/] (empty to leave): ");
            }

            string? question = Console.ReadLine();
            if (string.IsNullOrWhiteSpace(question))
            {
                yield break;
            }

            yield return question.Trim();
        }
    }

    /// <summary>Reports which arguments of Model.cs do not fit a checkpoint, and what would fit.</summary>
    /// <param name="checkpoint">Its path.</param>
    /// <param name="misfits">The arguments, with both values.</param>
    /// <param name="needed">The declaration that the checkpoint needs.</param>
    public static void Explain(string checkpoint, IReadOnlyList<(string Argument, string Declared, string Needed)> misfits, Declaration needed)
    {
        Console.Error.WriteLine($"{checkpoint} does not fit the declaration in samples/SemanticSearch/Model.cs:");
        foreach ((string argument, string declared, string given) in misfits)
        {
            Console.Error.WriteLine($"  {argument,-22} is {declared} in Model.cs, and {given} in the checkpoint");
        }

        Console.Error.WriteLine();
        Console.Error.WriteLine("ShapeGen compiles a model for its shape. Write this over the class in Model.cs, and run again:");
        Console.Error.WriteLine();
        Console.Error.WriteLine(needed.ToCode());
        Console.Error.WriteLine("internal sealed partial class SentenceEncoder;");
        if (needed.Heads is null)
        {
            Console.Error.WriteLine();
            Console.Error.WriteLine("No tensor's shape shows the heads, the activation and the epsilon: they are in the model's config.json. Put it next to the checkpoint, and they are checked too.");
        }
    }

    /// <summary>Reports a failure.</summary>
    public static void Fail(string message) => Console.Error.WriteLine(message);
}
