using System.CommandLine;
using ShapeGen.Comparison.Cases;
using ShapeGen.Comparison.Sections;
using ShapeGen.Comparison.Timing;

namespace ShapeGen.Comparison;

/// <summary>The program's options.</summary>
internal sealed class CommandLine
{
    private const string Invocation = "dotnet run -c Release --project benchmarks/Comparison";

    private readonly Option<string[]> _cases = List("--cases", $"Only these cases: {string.Join(", ", CaseList.All)}.");
    private readonly Option<string[]> _sections = List("--sections", $"Only these sections: {string.Join(", ", SectionList.All.Select(section => section.Name))}.");
    private readonly Option<int?> _rounds = new("--rounds") { Description = $"Rounds in which the contestants alternate ({Pace.Thorough.Rounds})." };
    private readonly Option<bool> _quick = new("--quick") { Description = "Few, short rounds, to check that everything works." };
    private readonly Option<string?> _output = new("--output") { Description = "The report to write. Default: docs/performance.md; for a run of a part, benchmarks/.work/performance.md." };
    private readonly Option<bool> _withoutPeers = new("--without-peers") { Description = "Measure only ShapeGen and the peak." };
    private readonly Option<bool> _worker = new("--worker") { Description = "For child processes of this program: measure ShapeGen and the peak, and write the results as JSON.", Hidden = true };

    /// <param name="arguments">Of the program.</param>
    /// <param name="measure">Measures and writes the report.</param>
    /// <param name="work">The work of a child process.</param>
    /// <returns>The exit code.</returns>
    public int Run(string[] arguments, Func<Settings, int> measure, Action<Settings> work)
    {
        RootCommand root = new("Compares ShapeGen with ONNX Runtime, PyTorch and the peak of the core, and writes docs/performance.md.")
        {
            _cases, _sections, _rounds, _quick, _withoutPeers, _output, _worker,
        };
        root.SetAction(result =>
        {
            Pace pace = result.GetValue(_quick) ? Pace.Quick : Pace.Thorough;
            Settings settings = new(
                result.GetValue(_cases)!,
                result.GetValue(_sections)!,
                result.GetValue(_rounds) is { } rounds ? pace with { Rounds = Math.Max(1, rounds) } : pace,
                !result.GetValue(_withoutPeers),
                result.GetValue(_output),
                arguments.Length == 0 ? Invocation : $"{Invocation} -- {string.Join(' ', arguments)}");
            if (!result.GetValue(_worker))
            {
                return measure(settings);
            }

            work(settings);
            return 0;
        });

        // Program.cs reports only an error's message.
        return root.Parse(arguments).Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
    }

    /// <summary>Accepts values separated by commas, spaces, or both.</summary>
    private static Option<string[]> List(string name, string description) => new(name)
    {
        Description = description,
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => [],
        CustomParser = result => [.. result.Tokens.SelectMany(token => token.Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))],
    };
}
