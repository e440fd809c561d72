namespace ShapeGen.Package.Tests;

/// <summary>The version that packing gives: other contents never get the version of an earlier package, which NuGet would then take from its cache.</summary>
[Collection(PackedPackage.Collection)]
[Trait("Tier", "Full")]
public sealed class VersionTests : IDisposable
{
    private const string Source = "src/Runtime/Attributes/EncoderAttribute.cs";

    private static readonly Dictionary<string, string> Committed = new() { ["GIT_COMMITTER_DATE"] = "2020-01-02T05:04:05+02:00" };

    /// <summary>What no package is made of.</summary>
    private static readonly string[] Others = ["tests", "samples", "benchmarks"];

    private readonly string _folder = Directory.CreateTempSubdirectory("shapegen-version-").FullName;

    public VersionTests() => SourceTree.CopyTo(Clone, Others);

    private string Clone => Path.Combine(_folder, "clone");

    public void Dispose() => DeleteFolder(_folder);

    [GitFact]
    public async Task Of_a_commit_is_its_time_and_id_in_every_clone()
    {
        string id = await Commit();
        string version = await Version(Clone);
        Assert.Matches($@"^\d+\.\d+\.\d+-dev\.20200102030405\.g{id[..9]}$", version);

        // A clone that has one commit only, the second one.
        id = await Commit();
        string shallow = Path.Combine(_folder, "shallow");
        await Git(_folder, "clone", "--quiet", "--depth", "1", "file://" + Clone, shallow);
        Assert.EndsWith($".g{id[..9]}", await Version(shallow), StringComparison.Ordinal);
        Assert.Equal(await Version(Clone), await Version(shallow));
    }

    /// <summary>By the calendar of Thailand it is the year 2563.</summary>
    [GitFact]
    public async Task Of_a_commit_is_the_same_in_every_culture()
    {
        await Commit();
        Assert.Equal(await Version(Clone), (await Tool.DotnetSucceeds(Clone, new() { ["LC_ALL"] = "th_TH.UTF-8" }, Evaluation)).Trim());
    }

    [GitFact]
    public async Task Of_changes_that_are_not_committed_follows_their_contents()
    {
        await Commit();
        string committed = await Version(Clone);

        await File.AppendAllTextAsync(Path.Combine(Clone, "docs", "architecture.md"), "\n");
        Assert.Equal(committed, await Version(Clone));

        await File.AppendAllTextAsync(Path.Combine(Clone, Source), "\n");
        string changed = await Version(Clone);
        Assert.Matches($"^{committed}\\.h[0-9a-f]{{8}}$", changed);

        await File.WriteAllTextAsync(Path.Combine(Clone, "src", "Runtime", "New.cs"), "");
        Assert.Matches($"^{committed}\\.h[0-9a-f]{{8}}$", await Version(Clone));
        Assert.NotEqual(changed, await Version(Clone));
    }

    [Fact]
    public async Task Without_git_it_follows_the_contents()
    {
        string version = await Version(Clone);
        Assert.Matches(@"^\d+\.\d+\.\d+-dev\.0\.h[0-9a-f]{8}$", version);

        // What a build leaves is no source.
        string other = Path.Combine(_folder, "other");
        SourceTree.CopyTo(other, Others);
        Directory.CreateDirectory(Path.Combine(other, "src", "Runtime", "obj"));
        await File.WriteAllTextAsync(Path.Combine(other, "src", "Runtime", "obj", "built.txt"), "");
        Assert.Equal(version, await Version(other));

        await File.AppendAllTextAsync(Path.Combine(other, Source), "\n");
        Assert.NotEqual(version, await Version(other));
    }

    /// <summary>Someone else's repository, in which the sources were unpacked but never committed, says nothing about them.</summary>
    [GitFact]
    public async Task In_a_repository_that_does_not_hold_the_sources_it_follows_the_contents()
    {
        string expected = await Version(Clone);
        await Git(_folder, "init", "--quiet");
        await Git(_folder, [.. Identity, "commit", "--quiet", "--allow-empty", "-m", "theirs"]);
        Assert.Equal(expected, await Version(Clone));
    }

    [Theory]
    [InlineData("-p:VersionSuffix=", @"^\d+\.\d+\.\d+$")]
    [InlineData("-p:VersionSuffix=rc.1", @"^\d+\.\d+\.\d+-rc\.1$")]
    [InlineData("-p:PackageVersion=7.8.9", "^7.8.9$")]
    public async Task Of_a_release_is_what_the_command_says(string option, string expected) => Assert.Matches(expected, await Version(Clone, option));

    private static string[] Identity => ["-c", "user.name=Test", "-c", "user.email=test@example.invalid", "-c", "commit.gpgSign=false"];

    private static string[] Evaluation => ["msbuild", "src/Runtime", "-nologo", "-t:SetDevelopmentVersion", "-getProperty:PackageVersion"];

    private static async Task<string> Version(string clone, params string[] options) => (await Tool.DotnetSucceeds(clone, [.. Evaluation, .. options])).Trim();

    private static Task<string> Git(string folder, params string[] arguments) => Tool.RunSucceeds("git", folder, Committed, arguments);

    /// <summary>Removes a folder with git's objects, which are read-only.</summary>
    private static void DeleteFolder(string folder)
    {
        foreach (FileInfo file in new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories))
        {
            file.Attributes = FileAttributes.Normal;
        }

        Directory.Delete(folder, recursive: true);
    }

    /// <returns>The id of a new commit of everything.</returns>
    private async Task<string> Commit()
    {
        await Git(Clone, "init", "--quiet");
        await Git(Clone, "add", "--all");
        await Git(Clone, [.. Identity, "commit", "--quiet", "--allow-empty", "-m", "all; \"committer\" <x> 1 +0000"]);
        return (await Git(Clone, "rev-parse", "HEAD")).Trim();
    }
}
