using ShapeGen.Generator.Tests.Snapshots;
using Xunit.Sdk;

namespace ShapeGen.Generator.Tests.Quality;

/// <summary><c>docs/attributes.md</c> says what the doc comments say; <c>SHAPEGEN_ACCEPT=1</c> writes it anew.</summary>
public class AttributePageTests
{
    private static readonly string File = Path.Combine(Repository.Root, "docs", "attributes.md");

    [Fact]
    public void Is_what_the_doc_comments_say()
    {
        string page = AttributePage.Write().ReplaceLineEndings("\n");
        if (Environment.GetEnvironmentVariable("SHAPEGEN_ACCEPT") == "1")
        {
            System.IO.File.WriteAllText(File, page);
        }

        string written = System.IO.File.Exists(File) ? System.IO.File.ReadAllText(File).ReplaceLineEndings("\n") : "";
        if (written != page)
        {
            throw new XunitException($"docs/attributes.md is not what the doc comments say. Run with SHAPEGEN_ACCEPT=1.\n{LineDifference.Describe(written, page)}");
        }
    }
}
