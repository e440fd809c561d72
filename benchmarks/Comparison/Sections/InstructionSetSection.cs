using System.Runtime.Intrinsics.X86;
using System.Text.Json;
using ShapeGen.Comparison.Cases;
using ShapeGen.Comparison.Formulas;
using ShapeGen.Comparison.Processes;
using ShapeGen.Comparison.Reporting;

namespace ShapeGen.Comparison.Sections;

/// <summary>The instruction sets that do not run by default, on the large shapes: the program starts itself again with others turned off.</summary>
internal sealed class InstructionSetSection : Section
{
    /// <summary>The runtime's switch, and the instruction set that must run with it.</summary>
    private static readonly (string Switch, InstructionSet Body)[] Bodies =
    [
        ("DOTNET_EnableAVX512", InstructionSet.Avx2),
        ("DOTNET_EnableAVX2", InstructionSet.Vector128),
    ];

    public override string Name => "instruction-sets";

    public override string Title => "Other instruction sets";

    public override void Run(Session session, Report report)
    {
        if (!Avx2.IsSupported)
        {
            report.Paragraph("This machine has no AVX2: only the 128-bit code runs here, and it is measured above.");
            return;
        }

        if (!Avx512F.IsSupported)
        {
            report.Paragraph("This machine has no AVX-512: the AVX2 code is measured above. It is measured again here in a separate process, like the 128-bit code.");
        }

        Case[] large = [.. session.Cases.Where(item => item.Operations >= Limit.LargeOperations)];
        if (large.Length == 0)
        {
            report.Paragraph("None of the chosen cases is large enough.");
            return;
        }

        report.Paragraph("ShapeGen compared with the limit for narrower vectors, in processes with the wider ones turned off; shapes of at least 100 MFLOP. Fastest rounds, with medians in brackets. Each run verifies which instruction set it used.");
        List<string[]> rows = [];
        foreach ((string name, InstructionSet body) in Bodies)
        {
            Session.Say($"   {name}=0");
            foreach (BodyResult result in Measure(session, large, name, body))
            {
                double target = Limit.Target(large.Single(item => item.Name == result.Case).Computation);
                bool met = report.Target($"{result.Case}, {body}: of limit", target, result.OfLimitOfMinima, Text.Percent);
                rows.Add(
                [
                    $"{body}, `{name}=0`", result.Case, Text.Number(result.Minimum), Text.Number(result.Median),
                    $"{Text.Number(result.PeakGigaflops)} ({result.PeakLoop})",
                    $"{Text.Percent(result.OfLimitOfMinima)} ({Text.Percent(result.OfLimit)})", $"≥ {Text.Percent(target)}", Text.Met(met),
                ]);
            }
        }

        report.Table(["body", "case", "µs", "median", "peak, GFLOP/s", "of limit", "target", ""], rows, textColumns: 2);
    }

    private static BodyResult[] Measure(Session session, Case[] cases, string switchName, InstructionSet body)
    {
        string[] quick = session.Settings.Pace.IsQuick ? ["--quick"] : [];
        ChildResult child = Self.Run(
            ["--worker", "--cases", string.Join(',', (IEnumerable<Case>)cases), "--rounds", $"{session.Settings.Pace.Rounds}", .. quick],
            (switchName, "0"));
        if (!child.Succeeded)
        {
            throw new FailedException($"The run with {switchName}=0 failed: {child.Reason}");
        }

        BodyResult[] results = JsonSerializer.Deserialize<BodyResult[]>(child.Output)!;
        return results.All(result => result.Body == body)
            ? results
            : throw new FailedException($"With {switchName}=0, {body} should have run, but {results[0].Body} did.");
    }
}
