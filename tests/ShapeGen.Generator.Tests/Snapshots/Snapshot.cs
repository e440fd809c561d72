using System.Runtime.CompilerServices;
using ShapeGen.Generator.Tests.Running;
using Xunit.Sdk;

namespace ShapeGen.Generator.Tests.Snapshots;

/// <summary>
/// Compares generated files with the <c>*.verified.cs</c> files beside the tests, in the file convention of Verify, which does not restore
/// here. A difference leaves a <c>*.received.cs</c> file; <c>SHAPEGEN_ACCEPT=1</c> makes what was generated the truth.
/// </summary>
internal static class Snapshot
{
    public static string Folder { get; } = Path.Combine(Repository.TestProject, "Snapshots");

    private static bool Accept => Environment.GetEnvironmentVariable("SHAPEGEN_ACCEPT") == "1";

    /// <summary>Compares the files of <paramref name="run"/> whose hint names end in one of <paramref name="endings"/>; without any, all.</summary>
    /// <param name="run">The files.</param>
    /// <param name="test">The test class.</param>
    /// <param name="endings">Which files.</param>
    /// <param name="method">The test.</param>
    public static void Verify(GeneratorRun run, object test, string[]? endings = null, [CallerMemberName] string method = "")
    {
        string stem = $"{test.GetType().Name}.{method}";
        Dictionary<string, string> received = run.Sources
            .Where(source => endings is null || endings.Any(ending => source.Key.EndsWith(ending, StringComparison.Ordinal)))
            .ToDictionary(source => $"{stem}#{Path.GetFileNameWithoutExtension(source.Key)}", source => $"//HintName: {source.Key}\n{source.Value}");
        Assert.NotEmpty(received);

        List<string> problems = [.. received.Select(file => Compare(file.Key, file.Value)).OfType<string>()];
        foreach (string path in Directory.GetFiles(Folder, $"{stem}#*.verified.cs"))
        {
            string name = Path.GetFileName(path)[..^".verified.cs".Length];
            if (!received.ContainsKey(name))
            {
                problems.Add($"{name}.verified.cs is there, but nothing of that name was generated.");
                DeleteIfAccepted(path);
            }
        }

        if (problems.Count > 0 && !Accept)
        {
            throw new XunitException(string.Join("\n\n", problems));
        }
    }

    private static string? Compare(string name, string received)
    {
        string verifiedPath = Path.Combine(Folder, name + ".verified.cs");
        string receivedPath = Path.Combine(Folder, name + ".received.cs");
        string? verified = File.Exists(verifiedPath) ? File.ReadAllText(verifiedPath).ReplaceLineEndings("\n") : null;
        if (verified == received)
        {
            File.Delete(receivedPath);
            return null;
        }

        if (Accept)
        {
            File.WriteAllText(verifiedPath, received);
            File.Delete(receivedPath);
            return null;
        }

        File.WriteAllText(receivedPath, received);
        return verified is null
            ? $"{name}: there is no verified file yet. Read the received one, then run with SHAPEGEN_ACCEPT=1."
            : $"{name} has changed. If that is right, run with SHAPEGEN_ACCEPT=1.\n{LineDifference.Describe(verified, received)}";
    }

    private static void DeleteIfAccepted(string path)
    {
        if (Accept)
        {
            File.Delete(path);
        }
    }
}
