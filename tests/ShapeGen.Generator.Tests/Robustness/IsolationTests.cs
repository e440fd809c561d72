using System.Globalization;
using Microsoft.CodeAnalysis;
using ShapeGen.Generator.Tests.Incrementality;
using ShapeGen.Generator.Tests.Running;

namespace ShapeGen.Generator.Tests.Robustness;

/// <summary>SHG0016: what fails in one model does not touch the others.</summary>
public class IsolationTests
{
    private const string Models = """
        using ShapeGen;
        [LayerNorm(3)] public partial class First;
        [Encoder(4, 2, 8)] public partial class Broken;
        [Encoder(4, 2, 8)] public partial class Last;
        """;

    private const string Uses = "class Uses { void Use(float[] x) { Broken.Load(\"\").Forward(x, x); Last.Load(\"\").Forward(x, x); First.CreateRandom(First.Dim); } }";

    [Fact]
    public void A_failing_emitter_gives_one_error_and_a_stub()
    {
        GeneratorRun run = GeneratorRunner.Run(Models + "\n" + Uses, generator: Failing.Emitter("Broken")).Compiles();

        string message = Error("InvalidOperationException: " + Failing.Message);
        Reported(run, message);
        Assert.Equal(2 + 1 + 2, run.ModelSources.Count);
        Assert.Contains($"SHG0016: {message}", run.Sources["Broken.g.cs"], StringComparison.Ordinal);
    }

    [Fact]
    public void What_it_wrote_before_it_failed_is_dropped()
    {
        GeneratorRun run = GeneratorRunner.Run(Models + "\n" + Uses, generator: Failing.EmitterOfAnything("Broken")).Compiles();

        Reported(run, Error("ArgumentException: One and more."));
        Assert.Equal(2 + 1 + 2, run.ModelSources.Count);
    }

    /// <summary>A stub that fails has no stub of its own; both mistakes are told.</summary>
    [Fact]
    public void A_failing_stub_is_told_beside_the_mistake()
    {
        GeneratorRun run = GeneratorRunner.Run(Models.Replace("4, 2, 8)] public partial class Broken", "4, 3, 8)] public partial class Broken", StringComparison.Ordinal), generator: Failing.EmitterOfAnything("Broken")).Compiles();

        Assert.Equal(["SHG0001", "SHG0016"], run.Reported.Select(diagnostic => diagnostic.Id).Order());
        Assert.Equal(2 + 2, run.ModelSources.Count);
    }

    [Fact]
    public void A_failing_reader_gives_one_error()
    {
        GeneratorRun run = GeneratorRunner.Run(Models, generator: Failing.Reader("Broken")).Compiles();

        Reported(run, Error("InvalidOperationException: " + Failing.Message));
        Assert.Equal(2 + 2, run.ModelSources.Count);
    }

    /// <summary>The error moves with the class; the stub does not.</summary>
    [Fact]
    public void The_error_moves_with_the_class()
    {
        Session session = Session.Of(Failing.Emitter("Broken"), new SourceFile("Models.cs", Models));
        session.Edit("Models.cs", "using ShapeGen;", "using ShapeGen;\n\n// One more line.").WroteNothing();

        Location location = Assert.Single(session.Result.Diagnostics).Location;
        Assert.Equal("Broken", location.SourceTree!.ToString().Substring(location.SourceSpan.Start, location.SourceSpan.Length));
    }

    private static string Error(string failure) =>
        $"ShapeGen failed on 'Broken': {failure}; this is a bug in ShapeGen; please report it with this message and the declaration of 'Broken'";

    private static void Reported(GeneratorRun run, string message)
    {
        Diagnostic reported = Assert.Single(run.Reported);
        Assert.Equal(("SHG0016", DiagnosticSeverity.Error, message), (reported.Id, reported.Severity, reported.GetMessage(CultureInfo.InvariantCulture)));
        Assert.Equal("Broken", reported.Location.SourceTree!.ToString().Substring(reported.Location.SourceSpan.Start, reported.Location.SourceSpan.Length));
    }
}
