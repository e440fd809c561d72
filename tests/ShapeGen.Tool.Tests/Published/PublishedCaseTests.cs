namespace ShapeGen.Tool.Tests.Published;

/// <summary>
/// Small checkpoints with the names, the configuration and the sidecars of published ones, made by <c>make_cases.py</c>. The numbers of another program's float64, or a refusal that
/// names the cause: nothing else is right.
/// </summary>
public sealed class PublishedCaseTests
{
    private static string Cases { get; } = Path.Combine(Folder.Repository, "tests", "ShapeGen.Tool.Tests", "Published", "Cases");

    public static TheoryData<string> Names => [.. PublishedCase.Names(Cases)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_published_folder_gives_right_numbers_or_is_refused_with_its_cause(string name) => CaseRunner.Run(Path.Combine(Cases, name));
}
