using System.Security;

namespace ShapeGen.Package.Tests;

/// <summary>One target of a project under many sets of properties, in one process: most of what a process of MSBuild for each would take is its start.</summary>
internal static class TargetRuns
{
    private const string Begin = "run begins", End = "run ends";

    /// <param name="project">The project, which is restored.</param>
    /// <param name="target">The target.</param>
    /// <param name="runs">The properties of each run, as <c>name=value</c>.</param>
    /// <returns>The warnings and errors of each run.</returns>
    public static async Task<IReadOnlyList<string[]>> Of(string project, string target, IReadOnlyList<string[]> runs)
    {
        string folder = Path.GetDirectoryName(project)!;
        string file = Path.Combine(folder, "runs.proj");
        await File.WriteAllTextAsync(file, $"""
            <Project>
              <Target Name="Runs">
                {string.Concat(runs.Select(properties => $"""
                    <Message Importance="high" Text="{Begin}" />
                    <MSBuild Projects="{Path.GetFileName(project)}" Targets="{target}" Properties="{SecurityElement.Escape(string.Join(';', properties))}" ContinueOnError="true" />
                    <Message Importance="high" Text="{End}" />
                    """))}
              </Target>
            </Project>
            """);

        // One node, so that lines stay in order. What the whole run ends with says nothing: some of the runs are to fail.
        (_, string output) = await Tool.Dotnet(folder, "msbuild", "-nologo", "-maxCpuCount:1", "-t:Runs", file);
        List<string[]> results = [];
        List<string> lines = [];
        foreach (string line in output.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0))
        {
            if (line == Begin)
            {
                Assert.Empty(lines);
            }
            else if (line == End)
            {
                results.Add([.. lines]);
                lines.Clear();
            }
            else
            {
                lines.Add(line);
            }
        }

        Assert.True(results.Count == runs.Count && lines.Count == 0, output);
        return results;
    }
}
