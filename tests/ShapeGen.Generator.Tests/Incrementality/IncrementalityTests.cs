using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using ShapeGen.Generator.Tests.Running;
using static Microsoft.CodeAnalysis.IncrementalStepRunReason;

namespace ShapeGen.Generator.Tests.Incrementality;

/// <summary>An edit costs what it changes, and nothing for those that change nothing.</summary>
public class IncrementalityTests
{
    private const string Models = """
        using ShapeGen;
        namespace Models;
        [Linear(3, 4)]
        public partial class First;

        [LayerNorm(Dim = 5)]
        public partial class Second { public int Own => 1; }

        [LayerNorm(Dim = 6)]
        public partial class Third;
        """;

    private const string Whole = """
        using ShapeGen;
        namespace Models;
        [TokenEmbedding(9, Types = 2), Positions(5), InputNorm, Encoder(4, 2, 8), Pool(Pooling.Mean), Head(3)]
        public partial class Whole;

        [LayerNorm(Dim = 6)]
        public partial class Beside;
        """;

    private readonly Session _session = new(
        new("Models.cs", Models),
        new("Other.cs", "class Other { int One() => 1; }"),
        new("Uses.cs", "class Uses { void Use(float[] x) => Models.First.CreateRandom(1).Forward(x, x); }"));

    [Fact]
    public void An_edit_of_another_file_writes_nothing()
    {
        _session.Edit("Other.cs", "=> 1", "=> 2").WroteNothing();
        _session.Edit("Uses.cs", "CreateRandom(1)", "CreateRandom(2)").WroteNothing();
        _session.Write("New.cs", "class New;").WroteNothing();
        _session.Remove("Other.cs").WroteNothing();
    }

    [Theory]
    [InlineData("using ShapeGen;", "// A comment.\nusing ShapeGen;")]
    [InlineData("[Linear(3, 4)]", "\n\n   [Linear(3, 4)]")]
    [InlineData("[Linear(3, 4)]", "// A comment.\n[Linear(3, 4)]")]
    [InlineData("[Linear(3, 4)]", "[Linear(/* in */ 3, 4)]")]
    [InlineData("[Linear(3, 4)]", "[Linear(@in: 3, @out: 4)]")]
    [InlineData("[Linear(3, 4)]", "[Linear(In = 3, Out = 4)]")]
    [InlineData("[Linear(3, 4)]", "[Linear(Out = 2 + 2, In = 3, Bias = true)]")]
    [InlineData("[Linear(3, 4)]", "[System.Obsolete, Linear(3, 4)]")]
    [InlineData("[LayerNorm(Dim = 6)]", "[LayerNorm(Dim = 6, Epsilon = 0.00001f)]")]
    [InlineData("public partial class First;", "public sealed partial class First { }")]
    [InlineData("int Own => 1", "int Own => 2")]
    [InlineData("int Own => 1;", "int Own => 1; public void More() { }")]
    [InlineData("public partial class Third;", "public partial class Third;\npublic class Fourth;")]
    public void An_edit_that_says_the_same_writes_nothing(string old, string @new) => _session.Edit("Models.cs", old, @new).WroteNothing();

    [Fact]
    public void A_change_of_shape_writes_that_model_only()
    {
        Dictionary<string, string> before = _session.Sources;
        _session.Edit("Models.cs", "Dim = 5", "Dim = 7");

        Assert.Equal([Cached, Cached, Modified], Collapse());
        Assert.Equal(
            ["Models.Second.Body.g.cs", "Models.Second.g.cs"],
            _session.Sources.Where(source => before[source.Key] != source.Value).Select(source => source.Key).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("[Linear(3, 4)]", "[Linear(3, 4, Bias = false)]", "First")]
    [InlineData("[Linear(3, 4)]", "[Linear(3, 4, Tokens = 2)]", "First")]
    [InlineData("[Linear(3, 4)]", "[Encoder(4, 2, 8)]", "First")]
    [InlineData("[LayerNorm(Dim = 6)]", "[LayerNorm(Dim = 6, Epsilon = 1e-6f)]", "Third")]
    [InlineData("[LayerNorm(Dim = 6)]", "/// <summary>Words.</summary>\n[LayerNorm(Dim = 6)]", "Third")]
    public void Each_argument_matters(string old, string @new, string model)
    {
        Dictionary<string, string> before = _session.Sources;
        _session.Edit("Models.cs", old, @new);
        IEnumerable<string> changed = _session.Sources.Where(source => before[source.Key] != source.Value).Select(source => source.Key);
        Assert.NotEmpty(changed);
        Assert.All(changed.Where(name => !CachingAssertions.IsKernels(name)), name => Assert.StartsWith($"Models.{model}.", name, StringComparison.Ordinal));
    }

    [Fact]
    public void A_new_model_leaves_the_others_alone()
    {
        _session.Write("New.cs", "[ShapeGen.LayerNorm(9)] partial class New;");

        Assert.Contains("New.g.cs", _session.Sources.Keys);
        Assert.Equal([Cached, Cached, Cached, New], Collapse());
    }

    /// <summary>The kernels are written again when their set changes, and not when a model comes that needs none of its own.</summary>
    [Fact]
    public void Kernels_are_written_when_their_set_changes()
    {
        Dictionary<string, string> before = Kernels();
        _session.Write("New.cs", "[ShapeGen.Linear(5, 4)] partial class New;");
        Assert.Equal(before, Kernels());

        _session.Write("New.cs", "[ShapeGen.FeedForward(64, 30)] partial class New;");
        Assert.All(Kernels(), file => Assert.NotEqual(before[file.Key], file.Value));

        _session.Remove("New.cs");
        Assert.Equal(before, Kernels());

        Dictionary<string, string> Kernels() => _session.Sources.Where(source => CachingAssertions.IsKernels(source.Key)).ToDictionary();
    }

    [Fact]
    public void A_removed_model_takes_its_source_with_it()
    {
        _session.Edit("Models.cs", "[LayerNorm(Dim = 6)]", "");

        Assert.DoesNotContain(_session.Sources.Keys, name => name.StartsWith("Models.Third", StringComparison.Ordinal));
        Assert.Equal(4, _session.Sources.Keys.Count(name => !CachingAssertions.IsKernels(name)));
        Assert.Equal([Cached, Cached, Removed], Collapse());

        _session.Remove("Models.cs");
        Assert.Empty(_session.Sources);
    }

    [Fact]
    public void A_rename_moves_the_source()
    {
        _session.Edit("Models.cs", "class Third", "class Last");
        Assert.Contains("Models.Last.g.cs", _session.Sources.Keys);
        Assert.DoesNotContain("Models.Third.g.cs", _session.Sources.Keys);
    }

    [Fact]
    public void A_change_of_options_writes_nothing()
    {
        _session.Change(compilation => compilation.WithOptions(compilation.Options.WithOptimizationLevel(OptimizationLevel.Release))).WroteNothing();
        _session.Change(compilation => compilation.WithAssemblyName("Renamed")).WroteNothing();
    }

    /// <summary>
    /// Diagnostics move with the text, the stub does not depend on where they stand: otherwise each line typed above a mistake would write
    /// source.
    /// </summary>
    [Fact]
    public void A_diagnostic_that_moves_writes_nothing()
    {
        Session session = new(new SourceFile("Bad.cs", "using ShapeGen;\n[Encoder(64, 7, 128)] partial class Bad;\n[Linear(0, 1)] partial class Worse;"));
        Location before = Located(session, "SHG0001");

        session.Edit("Bad.cs", "using ShapeGen;", "using ShapeGen;\n\n// One more line.").WroteNothing();

        Location after = Located(session, "SHG0001");
        Assert.Equal("7", after.SourceTree!.ToString().Substring(after.SourceSpan.Start, after.SourceSpan.Length));
        Assert.Equal(before.GetLineSpan().StartLinePosition.Line + 2, after.GetLineSpan().StartLinePosition.Line);
    }

    /// <summary>The location is one in the tree of today's compilation, not in one of before.</summary>
    [Fact]
    public void A_diagnostic_stands_in_the_present_tree()
    {
        Session session = new(new("Bad.cs", "[ShapeGen.Encoder(64, 7, 128)] partial class Bad;"), new("Other.cs", "class Other;"));
        session.Edit("Other.cs", "Other", "Another");
        CSharpCompilation? present = null;
        session.Change(compilation => present = compilation);

        Assert.Contains(Located(session, "SHG0001").SourceTree, present!.SyntaxTrees);
    }

    [Fact]
    public void A_corrected_mistake_gives_the_model()
    {
        Session session = new(new SourceFile("Bad.cs", "[ShapeGen.Encoder(64, 7, 128)] partial class Bad;"));
        Assert.Single(session.Sources);

        session.Edit("Bad.cs", "7", "8");
        Assert.Equal(2 + 4, session.Sources.Count);
        Assert.Empty(session.Result.Diagnostics);

        session.Edit("Bad.cs", "8, 128", "9, 128");
        Assert.Single(session.Sources);
        Assert.Single(session.Result.Diagnostics);
    }

    /// <summary>The class is as it was, and yet means something else: what was remembered of it must not be taken.</summary>
    [Fact]
    public void A_constant_of_another_file_reaches_the_model()
    {
        Session session = new(
            new("Model.cs", "[ShapeGen.LayerNorm(Sizes.Dim)] partial class M;"),
            new("Named.cs", "[ShapeGen.Linear(In = Sizes.Dim, Out = 3)] [ShapeGen.TensorNames(Ignore = Sizes.Ignored)] partial class N;"),
            new("Sizes.cs", "static class Sizes { public const int Dim = 4; public const string Ignored = \"one\"; }"));
        Assert.Contains("int Dim = 4;", session.Sources["M.g.cs"], StringComparison.Ordinal);

        session.Edit("Sizes.cs", "Dim = 4", "Dim = 5");
        Assert.Contains("int Dim = 5;", session.Sources["M.g.cs"], StringComparison.Ordinal);
        Assert.Contains("int In = 5;", session.Sources["N.g.cs"], StringComparison.Ordinal);

        session.Edit("Sizes.cs", "one", "two");
        Assert.Contains("\"two\"", session.Sources["N.g.cs"], StringComparison.Ordinal);

        session.Edit("Sizes.cs", "Dim = 5", "Dim = 0");
        Assert.Contains(session.Result.Diagnostics, diagnostic => diagnostic.Id == "SHG0002");

        session.Edit("Sizes.cs", "Dim = 0", "Dim = 6");
        Assert.Empty(session.Result.Diagnostics);
        Assert.Contains("int Dim = 6;", session.Sources["M.g.cs"], StringComparison.Ordinal);
    }

    /// <summary>Another file may add a part to the class, take its attribute's name, or have a class whose file would have the model's name.</summary>
    [Fact]
    public void What_another_file_says_of_the_class_is_noticed()
    {
        Session session = new(new("Model.cs", "using ShapeGen; [Linear(3, 4)] partial class M;"), new("Other.cs", "class Other;"));
        Assert.Empty(session.Result.Diagnostics);

        session.Write("Other.cs", "partial class M { public int In; }");
        Assert.Equal("SHG0011", Assert.Single(session.Result.Diagnostics).Id);

        session.Write("Other.cs", "[ShapeGen.LayerNorm(9)] partial class m;");
        Assert.Empty(session.Result.Diagnostics);
        Assert.Equal(["M.Body.g.cs", "M.g.cs", "m(2).Body.g.cs", "m(2).g.cs"], session.Sources.Keys.Where(name => !CachingAssertions.IsKernels(name)).Order(StringComparer.Ordinal));

        session.Write("Other.cs", "class LinearAttribute(int x, int y) : System.Attribute;");
        Assert.Empty(session.Sources);
    }

    /// <summary>A base class in another file changes what the model may declare.</summary>
    [Fact]
    public void A_collision_in_another_file_is_noticed()
    {
        Session session = new(new("Model.cs", "[ShapeGen.LayerNorm(4)] partial class M : B;"), new("Base.cs", "class B;"));
        Assert.Empty(session.Result.Diagnostics);

        session.Write("Base.cs", "class B { public int Dim; }");
        Assert.Equal("SHG0010", Assert.Single(session.Result.Diagnostics).Id);
    }

    /// <summary>Two models are equal where what they were declared with is: the pipeline compares them so.</summary>
    [Fact]
    public void Declarations_compare_by_value()
    {
        object?[] Declarations() => [.. CachingAssertions.Outputs(
            new Session(new SourceFile("Models.cs", Models)).Result, TrackingNames.Inputs).Select(output => output.Value)];

        object?[] first = Declarations();
        object?[] second = Declarations();
        Assert.Equal(first, second);
        Assert.Equal(first.Select(value => value!.GetHashCode()), second.Select(value => value!.GetHashCode()));
        Assert.Equal(3, first.Distinct().Count());
    }

    /// <summary>One reason a model: a source output has several outputs, one a file.</summary>

    [Theory]
    [InlineData("TokenEmbedding(9, Types = 2), Positions(5)", "Positions(Max = 5), TokenEmbedding(Vocab = 9, Types = 2, Scale = 1)")]
    [InlineData("Pool(Pooling.Mean), Head(3)]", "Pool(Pooling.Mean, Normalize = false)]\n[Head(Out = 3, Bias = true, Activation = HeadActivation.None)]")]
    public void An_edit_of_a_stage_that_says_the_same_writes_nothing(string old, string @new) => new Session(new SourceFile("Whole.cs", Whole)).Edit("Whole.cs", old, @new).WroteNothing();

    [Theory]
    [InlineData("TokenEmbedding(9,", "TokenEmbedding(10,")]
    [InlineData("Types = 2", "Types = 3")]
    [InlineData("Types = 2", "Types = 2, Scale = 2")]
    [InlineData("Positions(5)", "Positions(5, Offset = 1)")]
    [InlineData("Positions(5)", "Positions(5, Kind = PositionKind.Sinusoidal)")]
    [InlineData("InputNorm", "InputNorm(1e-6f)")]
    [InlineData("InputNorm", "InputNorm(Bias = false)")]
    [InlineData("Pooling.Mean", "Pooling.Max")]
    [InlineData("Pooling.Mean", "Pooling.Mean, Normalize = true")]
    [InlineData("Head(3)", "Head(4)")]
    [InlineData("Head(3)", "Head(3, Activation = HeadActivation.Tanh)")]
    [InlineData("Head(3)", "Head(3), Head(3)")]
    public void Each_argument_of_a_stage_matters(string old, string @new)
    {
        Session session = new(new SourceFile("Whole.cs", Whole));
        Dictionary<string, string> before = session.Sources;
        session.Edit("Whole.cs", old, @new);
        IEnumerable<string> changed = session.Sources.Where(source => !before.TryGetValue(source.Key, out string? text) || text != source.Value).Select(source => source.Key);
        Assert.Contains(changed, name => name.StartsWith("Models.Whole.", StringComparison.Ordinal));
        Assert.DoesNotContain(changed, name => name.StartsWith("Models.Beside.", StringComparison.Ordinal));
    }

    private IEnumerable<IncrementalStepRunReason> Collapse() => CachingAssertions.ModelOutputs(_session.Result)
        .Select(step => step.Outputs.Select(output => output.Reason).Distinct().Single())
        .OrderBy(reason => reason != Cached);

    private static Location Located(Session session, string id) => session.Result.Diagnostics.Single(diagnostic => diagnostic.Id == id).Location;
}
