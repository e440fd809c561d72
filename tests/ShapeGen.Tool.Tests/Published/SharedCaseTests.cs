using System.Diagnostics;

namespace ShapeGen.Tool.Tests.Published;

/// <summary>The cases of <c>../shared/cases</c>, which are not part of the clone: its <c>make.py</c> writes them, once a run.</summary>
[Trait("Tier", "Full")]
public sealed class SharedCaseTests : IClassFixture<SharedCases>
{
    private readonly SharedCases _cases;

    public SharedCaseTests(SharedCases cases) => _cases = cases;

    /// <summary>Read from the list of the script's README, so that each is a test of its own; empty where it is not there.</summary>
    public static TheoryData<string> Names => [.. SharedCases.Names];

    [SharedCasesTheory]
    [MemberData(nameof(Names))]
    public void A_shared_case_gives_right_numbers_or_is_refused_with_its_cause(string name) => CaseRunner.Run(Path.Combine(_cases.Made, name));

    [SharedCasesFact]
    public void Every_shared_case_is_run() => Assert.Equal(PublishedCase.Names(_cases.Made), SharedCases.Names.Order(StringComparer.Ordinal));
}

/// <summary>Makes the cases.</summary>
public sealed class SharedCases : IDisposable
{
    private readonly Lazy<string> _made = new(Make);

    /// <summary>The folder of the script.</summary>
    public static string Script { get; } = Path.GetFullPath(Path.Combine(Folder.Repository, "..", "shared", "cases"));

    // Debian's python3-torch belongs to its own Python, which may not be the first of the path.
    private static string? Python { get; } = new[] { "/usr/bin/python3", "python3" }.FirstOrDefault(python => Start(python, "-c", "import torch, numpy") is (0, _));

    /// <summary>Why the cases cannot be made, or null.</summary>
    public static string? Missing { get; } =
        !File.Exists(Path.Combine(Script, "make.py")) ? $"The folder {Script}, which is not part of the clone, is not there." :
        Python is null ? "There is no python3 with torch and numpy." :
        null;

    /// <summary>The first column of its README's tables.</summary>
    public static IReadOnlyList<string> Names { get; } = Missing is not null
        ? ["none"]
        : [.. File.ReadLines(Path.Combine(Script, "README.md")).Where(line => line.StartsWith("| `", StringComparison.Ordinal)).Select(line => line.Split('`')[1])];

    /// <summary>Where the cases are.</summary>
    public string Made => _made.Value;

    public void Dispose()
    {
        if (_made.IsValueCreated)
        {
            Directory.Delete(_made.Value, recursive: true);
        }
    }

    private static string Make()
    {
        string folder = Directory.CreateTempSubdirectory("shapegen-shared-cases-").FullName;
        (int exitCode, string said) = Start(Python!, Path.Combine(Script, "make.py"), folder);
        return exitCode == 0 ? folder : throw new InvalidOperationException(said);
    }

    private static (int ExitCode, string Said) Start(string program, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true };
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        try
        {
            using Process process = Process.Start(start)!;
            Task<string> output = process.StandardOutput.ReadToEndAsync();
            string error = process.StandardError.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, output.Result + error);
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            return (-1, exception.Message);
        }
    }
}

/// <summary>A theory on the shared cases.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SharedCasesTheoryAttribute : TheoryAttribute
{
    public SharedCasesTheoryAttribute() => Skip = SharedCases.Missing;
}

/// <summary>A test of the shared cases.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SharedCasesFactAttribute : FactAttribute
{
    public SharedCasesFactAttribute() => Skip = SharedCases.Missing;
}
