using System.Globalization;
using Microsoft.CodeAnalysis;
using ShapeGen.Generator.Tests.Incrementality;
using ShapeGen.Generator.Tests.Running;

namespace ShapeGen.Generator.Tests.Embedding;

/// <summary>A class whose checkpoint is in the assembly gets <c>Load()</c>, and no other class does.</summary>
public class EmbeddedLoadTests
{
    private const string Norm = "[LayerNorm(3)] [Checkpoint(\"m.safetensors\")] public sealed partial class M;";

    private static readonly SourceFile Embedded = Checkpoint("m.safetensors", "m.safetensors");

    [Fact]
    public void An_embedded_checkpoint_gives_a_load_that_names_the_resource()
    {
        GeneratorRun run = Run(Norm, Embedded);
        Assert.Contains("PackedWeights.Load(typeof(M).Assembly, \"m.safetensors\", \"\", \"M\",", run.IsClean().Sources["M.g.cs"], StringComparison.Ordinal);
        Run(Norm + "class Use { M _m = M.Load(); }", Embedded).IsClean();
    }

    /// <summary>Calling it is the compiler's own error: no member is there that only fails later.</summary>
    [Fact]
    public void A_checkpoint_that_is_not_embedded_gives_none()
    {
        GeneratorRun run = Run(Norm + "class Use { M _m = M.Load(); }", Checkpoint("m.safetensors", null));
        Assert.Empty(run.Reported);
        Assert.Equal("CS1501", Assert.Single(run.Compiler(DiagnosticSeverity.Error)).Id);
    }

    [Fact]
    public void The_resource_is_called_as_the_build_calls_it()
    {
        string name = "weights of \"2024\" \\ <#é.safetensors";
        string written = name.Replace("\\", "\\\\", StringComparison.Ordinal);
        GeneratorRun run = Run(Norm, new SourceFile("m.safetensors", $"resource\t{written}\n{Tensors("")}")).IsClean();
        Assert.Contains("Assembly, \"weights of \\\"2024\\\" \\\\ <#é.safetensors\", ", run.Sources["M.g.cs"], StringComparison.Ordinal);
        Assert.Contains("<c>weights of \"2024\" \\ &lt;#é.safetensors</c>", run.Sources["M.g.cs"], StringComparison.Ordinal);
    }

    /// <summary>Of a checkpoint in several files each is a resource; without one of them there is no <c>Load()</c> that would fail later, and the build says which.</summary>
    [Fact]
    public void Further_files_are_resources_too()
    {
        const string Source = "[LayerNorm(3)] [TensorNames(Files = \"2_Dense/w.safetensors\")] [Checkpoint(\"labse/m.safetensors\")] public sealed partial class M;";
        GeneratorRun run = Run(Source, Checkpoint("models/labse/m.safetensors", "main"), Further("models/labse/2_Dense/w.safetensors", "dense")).IsClean();
        Assert.Contains("PackedWeights.Load(typeof(M).Assembly, \"main\", [\"dense\"], \"\", \"M\",", run.Sources["M.g.cs"], StringComparison.Ordinal);

        foreach (SourceFile[] others in new SourceFile[][] { [], [Further("models/labse/2_Dense/w.safetensors", null)], [Further("models/2_Dense/w.safetensors", "dense")] })
        {
            GeneratorRun refused = Run(Source, [Checkpoint("models/labse/m.safetensors", "main"), .. others]);
            Diagnostic missing = Assert.Single(refused.Reported);
            Assert.Equal("SHG0017", missing.Id);
            Assert.Equal(
                "Files = \"2_Dense/w.safetensors\" contradicts Embed=\"true\" of 'models/labse/m.safetensors': Load() needs 'models/labse/2_Dense/w.safetensors' in the assembly, but that file is not embedded; "
                + "add <ShapeGenCheckpoint Include=\"models/labse/2_Dense/w.safetensors\" Embed=\"true\" /> to the project",
                missing.GetMessage(CultureInfo.InvariantCulture));
            Assert.Equal("Files = \"2_Dense/w.safetensors\"", missing.Location.SourceTree!.ToString().Substring(missing.Location.SourceSpan.Start, missing.Location.SourceSpan.Length));
            Assert.DoesNotContain(" Load()", refused.Sources["M.g.cs"], StringComparison.Ordinal);
        }

        // Where nothing is embedded, the build compares the further file, and has to read it.
        Run(Source, Checkpoint("models/labse/m.safetensors", null), Further("models/labse/2_Dense/w.safetensors", null)).IsClean();
        Diagnostic unread = Assert.Single(Run(Source, Checkpoint("models/labse/m.safetensors", null)).Reported);
        Assert.Equal("SHG0021", unread.Id);
        Assert.Contains("add <ShapeGenCheckpoint Include=\"models/labse/2_Dense/w.safetensors\" /> to the project", unread.GetMessage(CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }

    [Fact]
    public void Two_classes_share_a_checkpoint_under_their_prefixes_and_another_has_its_own()
    {
        GeneratorRun run = Run(
            """
            [LayerNorm(3)] [Checkpoint("m.safetensors", Prefix = "one.")] public sealed partial class One;
            [LayerNorm(3)] [Checkpoint("m.safetensors", Prefix = "two.")] public sealed partial class Two;
            [LayerNorm(3)] [Checkpoint("other.safetensors")] public sealed partial class Third;
            [LayerNorm(3)] [Checkpoint("file.safetensors")] public sealed partial class Fourth;
            [LayerNorm(3)] public sealed partial class Fifth;
            """,
            new("m.safetensors", $"resource\tm\n{Tensors("one.")}{Tensors("two.")}"),
            Checkpoint("a/other.safetensors", "third"),
            Checkpoint("file.safetensors", null)).IsClean();
        Assert.Contains("typeof(One).Assembly, \"m\", \"one.\", \"One\"", run.Sources["One.g.cs"], StringComparison.Ordinal);
        Assert.Contains("typeof(Two).Assembly, \"m\", \"two.\", \"Two\"", run.Sources["Two.g.cs"], StringComparison.Ordinal);
        Assert.Contains("typeof(Third).Assembly, \"third\", \"\", \"Third\"", run.Sources["Third.g.cs"], StringComparison.Ordinal);
        Assert.DoesNotContain(" Load()", run.Sources["Fourth.g.cs"], StringComparison.Ordinal);
        Assert.DoesNotContain(" Load()", run.Sources["Fifth.g.cs"], StringComparison.Ordinal);
    }

    /// <summary>Names of the family and what it ignores reach <c>Load()</c> as they reach the others, in any place that a class may stand.</summary>
    [Fact]
    public void Names_and_places_of_the_class_do_not_matter()
    {
        GeneratorRun run = Run(
            """
            namespace @event
            {
                partial class Outer<T>
                {
                    [LayerNorm(3)] [TensorNames(Ignore = "more.*")] [Checkpoint("m.safetensors")] internal sealed partial record @class;
                    static object Use() => @class.Load();
                }
            }
            """,
            Embedded).IsClean();
        Assert.Contains("typeof(@class).Assembly, \"m.safetensors\", \"\", \"class\"", run.Sources.Single(source => source.Value.Contains(" Load()", StringComparison.Ordinal)).Value, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("public static M Load() => CreateRandom(1);")]
    [InlineData("private void Load() { }")]
    public void An_own_load_collides_where_the_checkpoint_is_embedded_and_only_there(string member)
    {
        string source = $"[LayerNorm(3)] [Checkpoint(\"m.safetensors\")] public partial class M {{ {member} }}";
        Diagnostic collision = Assert.Single(Run(source, Embedded).Compiles().Reported);
        Assert.Equal("SHG0011", collision.Id);
        Assert.Equal("'M' declares 'Load()', which [LayerNorm] generates; rename yours", collision.GetMessage(CultureInfo.InvariantCulture));
        Assert.Equal("Load", collision.Location.SourceTree!.ToString().Substring(collision.Location.SourceSpan.Start, collision.Location.SourceSpan.Length));

        Run(source, Checkpoint("m.safetensors", null)).IsClean();
    }

    /// <summary>Other overloads are welcome, as they are of all generated methods.</summary>
    [Theory]
    [InlineData("public static M Load(int which) => which > 0 ? Load() : CreateRandom(1);")]
    [InlineData("public static M Load<T>() => Load();")]
    public void An_own_overload_does_not(string member) =>
        Run($"[LayerNorm(3)] [Checkpoint(\"m.safetensors\")] public partial class M {{ {member} }}", Embedded).IsClean();

    [Fact]
    public void An_inherited_load_collides()
    {
        string source = "public class B { public static int Load() => 1; } [LayerNorm(3)] [Checkpoint(\"m.safetensors\")] public sealed partial class M : B;";
        Diagnostic collision = Assert.Single(Run(source, Embedded).Compiles().Reported);
        Assert.Equal("SHG0010", collision.Id);
        Assert.Contains("declares 'Load()'", collision.GetMessage(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        Run(source, Checkpoint("m.safetensors", null)).IsClean();
    }

    /// <summary>One mistake is one error: a call of <c>Load()</c> is none besides.</summary>
    [Fact]
    public void The_stub_of_a_class_with_an_error_has_it() => Assert.Equal(
        "SHG0001",
        Assert.Single(Run("[Encoder(4, 3, 8)] [Checkpoint(\"m.safetensors\")] public sealed partial class M; class Use { M _m = M.Load(); }", Embedded).Compiles().Reported).Id);

    /// <summary>Which one is meant is SHG0021's question; nothing is guessed.</summary>
    [Fact]
    public void Of_two_checkpoints_that_are_meant_none_is_loaded()
    {
        GeneratorRun run = Run(Norm, Checkpoint("a/m.safetensors", "a"), Checkpoint("b/m.safetensors", "b"));
        Assert.Equal("SHG0021", Assert.Single(run.Reported).Id);
        Assert.DoesNotContain(" Load()", run.Sources["M.g.cs"], StringComparison.Ordinal);
    }

    /// <summary>The source depends on the resource's name alone, not on what is in the checkpoint.</summary>
    [Fact]
    public void Another_content_writes_nothing()
    {
        Session session = Session.Of(Project(Embedded), new SourceFile("M.cs", $"using ShapeGen; {Norm}"));
        session.Set([Embedded with { Text = Embedded.Text.Replace("\t3\n", "\t4\n", StringComparison.Ordinal) }]).WroteNothing();
        Assert.Equal(["SHG0020", "SHG0020"], session.Result.Diagnostics.Select(diagnostic => diagnostic.Id));
        session.Set([Embedded with { Text = Embedded.Text + "tensor\tmore\tF32\t1\n" }, Checkpoint("other.safetensors", "other")]).WroteNothing();
        session.Set([Embedded]).WroteNothing();
        Assert.Empty(session.Result.Diagnostics);
    }

    [Fact]
    public void That_it_is_embedded_writes_the_models_that_name_it_and_no_other()
    {
        Session session = Session.Of(
            Project(Checkpoint("m.safetensors", null)),
            new("M.cs", $"using ShapeGen; {Norm}"),
            new("Other.cs", "using ShapeGen; [Linear(3, 4)] public sealed partial class Other; [LayerNorm(5)] public sealed partial class Third;"));
        Dictionary<string, string> before = session.Sources;

        session.Set([Embedded]);
        Assert.Equal(["M.g.cs"], session.Sources.Where(source => before[source.Key] != source.Value).Select(source => source.Key));
        Assert.Single(session.Reasons(TrackingNames.Models), IncrementalStepRunReason.Modified);
        Assert.Contains(" Load()", session.Sources["M.g.cs"], StringComparison.Ordinal);

        session.Set([Checkpoint("m.safetensors", "renamed")]);
        Assert.Contains("\"renamed\"", session.Sources["M.g.cs"], StringComparison.Ordinal);

        session.Set([Checkpoint("m.safetensors", null)]);
        Assert.Equal(before, session.Sources);
    }

    [Fact]
    public void Another_prefix_writes_its_model_and_an_edit_elsewhere_nothing()
    {
        Session session = Session.Of(Project(Embedded), new("M.cs", $"using ShapeGen; {Norm}"), new("Other.cs", "class Other;"));
        session.Edit("Other.cs", "Other", "Another").WroteNothing();
        session.Edit("M.cs", "using ShapeGen;", "using ShapeGen;\n\n").WroteNothing();
        session.Edit("M.cs", "\"m.safetensors\"", "\"m.safetensors\", Prefix = \"p.\"");
        Assert.Contains("\"m.safetensors\", \"p.\"", session.Sources["M.g.cs"], StringComparison.Ordinal);
    }

    private static GeneratorRun Run(string source, params SourceFile[] checkpoints) =>
        GeneratorRunner.Run($"using ShapeGen;\n{source}", Project(checkpoints));

    private static ProjectSettings Project(params SourceFile[] checkpoints) => ProjectSettings.Default with { Checkpoints = checkpoints };

    private static SourceFile Checkpoint(string path, string? resource) => new(path, (resource is null ? "" : $"resource\t{resource}\n") + Tensors(""));

    /// <summary>A file without a tensor: what of a further file fits is another test's question.</summary>
    private static SourceFile Further(string path, string? resource) => new(path, resource is null ? "" : $"resource\t{resource}\n");

    private static string Tensors(string prefix) => $"tensor\t{prefix}weight\tF32\t3\ntensor\t{prefix}bias\tF32\t3\n";
}
