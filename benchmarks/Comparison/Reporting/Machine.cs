using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using ShapeGen.Comparison.Processes;
using ShapeGen.Comparison.Timing;

namespace ShapeGen.Comparison.Reporting;

/// <summary>The machine and the versions of a report.</summary>
internal static class Machine
{
    public static IEnumerable<string[]> Describe(Session session) =>
    [
        ["date", DateTime.UtcNow.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture)],
        ["commit", Commit(session)],
        ["command", $"`{session.Settings.Command}`"],
        ["processor", Processor()],
        ["instruction sets", string.Join(", ", InstructionSets())],
        ["peak loop", PeakLoop.Name],
        ["system", $"{OperatingSystemName()}, {RuntimeInformation.OSArchitecture}"],
        [".NET", $"{Environment.Version}"],
        ["ONNX Runtime", session.Peers?.OnnxRuntimeVersion ?? "missing"],
        ["PyTorch", session.Peers?.PyTorchVersion ?? "missing"],
    ];

    private static string Commit(Session session)
    {
        ChildResult head = Child.Run("git", ["rev-parse", "--short=12", "HEAD"], session.Folders.Repository);
        if (!head.Succeeded)
        {
            return $"unknown ({head.Reason})";
        }

        // The report itself is about to change; it does not count.
        ChildResult changes = Child.Run("git", ["status", "--porcelain", "--", ".", ":!docs/performance*"], session.Folders.Repository);
        return head.Output.Trim() + (changes.Output.Trim().Length > 0 ? ", with changes" : "");
    }

    private static string Processor()
    {
        const string Information = "/proc/cpuinfo";
        if (!File.Exists(Information))
        {
            return $"{Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER") ?? "unknown"}, {Environment.ProcessorCount} processors";
        }

        string[] lines = File.ReadAllLines(Information);
        return $"{Value("model name")} (family {Value("cpu family")}, model {Value("model")}), {Environment.ProcessorCount} processors";

        string Value(string key) =>
            lines.Select(line => line.Split(':', 2, StringSplitOptions.TrimEntries)).FirstOrDefault(pair => pair.Length == 2 && pair[0] == key)?[1] ?? "unknown";
    }

    private static string OperatingSystemName()
    {
        const string Release = "/etc/os-release";
        const string Key = "PRETTY_NAME=";
        string? name = File.Exists(Release) ? File.ReadLines(Release).FirstOrDefault(line => line.StartsWith(Key, StringComparison.Ordinal)) : null;
        return name is null ? RuntimeInformation.OSDescription : name[Key.Length..].Trim('"');
    }

    private static IEnumerable<string> InstructionSets()
    {
        (string Name, bool IsSupported)[] sets =
        [
            ("AVX-512", Avx512F.IsSupported),
            ("AVX2", Avx2.IsSupported),
            ("FMA", Fma.IsSupported),
            ("SSE4.2", Sse42.IsSupported),
            ("AdvSimd", AdvSimd.IsSupported),
        ];
        return sets.Where(set => set.IsSupported).Select(set => set.Name);
    }
}
