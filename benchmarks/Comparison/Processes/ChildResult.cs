namespace ShapeGen.Comparison.Processes;

/// <summary>How a program ended.</summary>
internal sealed record ChildResult(int ExitCode, string Output, string Errors)
{
    public bool Succeeded => ExitCode == 0;

    /// <summary>The first line that says why it failed; MSBuild writes errors to standard output.</summary>
    public string Reason =>
        (Output + "\n" + Errors).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .FirstOrDefault(line => line.Contains("error", StringComparison.OrdinalIgnoreCase)) ?? (Errors.Length > 0 ? Errors.Trim() : $"exit code {ExitCode}");
}
