using System.Reflection;
using Microsoft.CodeAnalysis;
using ShapeGen.Generator.Tests.Incrementality;
using ShapeGen.Generator.Tests.Quality;

namespace ShapeGen.Generator.Tests.Running;

/// <summary>Models that take the time of their stages, where the project has <c>ShapeGenStageTimes</c>.</summary>
public class StageTimesTests
{
    private static readonly ProjectSettings Wanted = ProjectSettings.Default with { StageTimes = "true" };

    [Theory]
    [InlineData("true", true)]
    [InlineData("True", true)]
    [InlineData("false", false)]
    [InlineData("", false)]
    [InlineData("1", false)]
    [InlineData(null, false)]
    public void Only_with_the_property(string? property, bool expected)
    {
        GeneratorRun run = GeneratorRunner.Run("[ShapeGen.Encoder(8, 2, 12)] partial class M;", ProjectSettings.Default with { StageTimes = property }).IsClean();
        Assert.All(
            run.Sources.Where(source => !CachingAssertions.IsKernels(source.Key)),
            source => Assert.Equal(expected, source.Value.Contains("StageTimes", StringComparison.Ordinal)));
    }

    [Fact]
    public void No_warnings_in_any_module() => Emitted.From(
        GeneratorRunner.Run(Samples.AllModules, Wanted with { Documentation = DocumentationMode.Diagnose, CheckOverflow = true }));

    [Theory]
    [InlineData("LayerNorm(24)", 1)]
    [InlineData("Linear(8, 8)", 1)]
    [InlineData("FeedForward(16, 32)", 2)]
    [InlineData("Encoder(16, 2, 32)", 7)]
    public void Stages_in_order_and_calls(string module, int atLeast)
    {
        const int Tokens = 5, Calls = 3;
        GeneratorRun run = GeneratorRunner.Run(
            $$"""
            using ShapeGen;
            [{{module}}] public partial class M;
            public static class Use
            {
                public static void Call(int width) { float[] x = new float[{{Tokens}} * width]; M.CreateRandom(1).Forward(x, x); }
            }
            """,
            Wanted).IsClean();
        using MemoryStream image = new();
        Assert.True(run.Output.Emit(image).Success);
        Assembly assembly = Assembly.Load(image.ToArray());
        StageTimes times = (StageTimes)assembly.GetType("M")!.GetProperty("StageTimes", BindingFlags.Public | BindingFlags.Static)!.GetValue(null)!;
        Assert.Equal(0, times.Calls);
        int width = int.Parse(module[(module.IndexOf('(', StringComparison.Ordinal) + 1)..].Split(',', ')')[0], System.Globalization.CultureInfo.InvariantCulture);

        long begin = System.Diagnostics.Stopwatch.GetTimestamp();
        for (int call = 0; call < Calls; call++)
        {
            assembly.GetType("Use")!.GetMethod("Call")!.Invoke(null, [width]);
        }

        long passed = System.Diagnostics.Stopwatch.GetTimestamp() - begin;
        Assert.Equal(Calls, times.Calls);
        Assert.True(times.Names.Count >= atLeast, string.Join("; ", times.Names));
        Assert.Equal(times.Names.Count, times.Ticks.Length);
        long sum = 0;
        foreach (long ticks in times.Ticks)
        {
            Assert.True(ticks > 0, string.Join(", ", times.Ticks.ToArray()));
            sum += ticks;
        }

        Assert.InRange(sum, 1, passed);

        // The names are the formulas that stand above the stages, one behind the other.
        string body = run.Sources["M.Body.g.cs"];
        int place = body.IndexOf("void Phase1(", StringComparison.Ordinal);
        Assert.True(place > 0);
        foreach (string name in times.Names)
        {
            int found = body.IndexOf($"// {name}", place + 1, StringComparison.Ordinal);
            Assert.True(found > place, $"'{name}' is not where it belongs.");
            place = found;
        }
    }

    [Fact]
    public void An_edit_of_another_file_writes_nothing()
    {
        Session session = new(new("M.cs", "[ShapeGen.Encoder(8, 2, 12)] partial class M;"), new("Other.cs", "class Other { int One() => 1; }"));
        session.Set(Wanted);
        session.Edit("Other.cs", "=> 1", "=> 2").WroteNothing();
        session.Write("New.cs", "class New;").WroteNothing();
        Assert.All(session.Reasons(TrackingNames.Project), reason => Assert.True(CachingAssertions.IsKept(reason)));
    }

    [Fact]
    public void The_property_alone_writes_the_models_again()
    {
        Session session = new(new SourceFile("M.cs", "[ShapeGen.Encoder(8, 2, 12)] partial class M;"));
        Dictionary<string, string> without = session.Sources;
        session.Set(ProjectSettings.Default with { StageTimes = "false" }).WroteNothing();

        session.Set(Wanted);
        Assert.All(
            session.Sources, source => Assert.Equal(CachingAssertions.IsKernels(source.Key), without[source.Key] == source.Value));
        session.Set(Wanted with { StageTimes = "TRUE" }).WroteNothing();

        session.Set(ProjectSettings.Default);
        Assert.Equal(without, session.Sources);
    }
}
