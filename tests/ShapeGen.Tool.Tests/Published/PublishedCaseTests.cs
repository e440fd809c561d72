namespace ShapeGen.Tool.Tests.Published;

/// <summary>
/// Small checkpoints with the names, the configuration and the sidecars of published ones, made by <c>make_cases.py</c>. The numbers of another program's float64, or a refusal that
/// names the cause: nothing else is right.
/// </summary>
public sealed class PublishedCaseTests
{
    private static string Cases { get; } = Path.Combine(Folder.Repository, "tests", "ShapeGen.Tool.Tests", "Published", "Cases");

    /// <summary>Pipelines of Sentence Transformers, and keys of <c>config.json</c>.</summary>
    public sealed class OfConfigurations
    {
        public static TheoryData<string> Names => [.. PublishedCase.Names(Cases, "AB")];

        [Theory]
        [MemberData(nameof(Names))]
        public void A_published_folder_gives_right_numbers_or_is_refused_with_its_cause(string name) => CaseRunner.Run(Path.Combine(Cases, name));
    }

    /// <summary>The other kinds, which run beside those.</summary>
    public sealed class OfFamiliesAndFiles
    {
        public static TheoryData<string> Names => [.. PublishedCase.Names(Cases, "CDEFGHN")];

        [Theory]
        [MemberData(nameof(Names))]
        public void A_published_folder_gives_right_numbers_or_is_refused_with_its_cause(string name) => CaseRunner.Run(Path.Combine(Cases, name));
    }

    /// <summary>So that no case is of a kind that no test runs.</summary>
    [Fact]
    public void Every_case_is_of_a_kind_that_is_run() =>
        Assert.Equal(PublishedCase.Names(Cases), PublishedCase.Names(Cases, "AB").Concat(PublishedCase.Names(Cases, "CDEFGHN")).Order(StringComparer.Ordinal));
}
