using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using ShapeGen.Generator.Tests.Running;
using Xunit.Sdk;

namespace ShapeGen.Generator.Tests.Robustness;

/// <summary>
/// Whatever is typed, the generator does not throw, and adds no error of its own: what is right without it compiles with it, but for what it
/// says itself.
/// </summary>
public class FuzzTests
{
    /// <summary>C#'s own errors about what a stub cannot mend: a base class that no constructor of the model's can call.</summary>
    private static readonly string[] Known = ["CS7036", "CS1729"];

    private const string Typical = """
        using ShapeGen;
        namespace A.B
        {
            /// <summary>Words.</summary>
            [Encoder(Embed = 4, Heads = 2, Ffn = 3, Activation = Activation.Relu, Epsilon = 1e-6f)]
            public sealed partial class M : object { public int Own { get; } }
            [Linear(2, @out: 3, Tokens = 5), LayerNorm]
            partial record R<T>(int Size);
        }
        """;

    [Fact]
    public void Random_sources() => More_random_sources(1);

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [Trait("Tier", "Full")]
    public void More_random_sources(int seed)
    {
        const int Compiled = 5;
        SourceFuzzer fuzzer = new(seed);
        int models = 0;
        for (int i = 0; i < 400; i++)
        {
            GeneratorRun run = Check(fuzzer.Next(), compile: models < Compiled);
            models += run.Sources.Count > 1 && run.Reported.Count == 0 ? 1 : 0;
        }

        Assert.True(models >= Compiled, $"Only {models} sources were right: the fuzzer tests nothing but mistakes.");
    }

    /// <summary>As it is typed from the first letter to the last.</summary>
    [Fact]
    public void Every_beginning()
    {
        for (int length = 0; length <= Typical.Length; length++)
        {
            Check(Typical[..length], compile: false);
        }
    }

    [Fact]
    [Trait("Tier", "Full")]
    public void Every_letter_missing()
    {
        for (int i = 0; i < Typical.Length; i++)
        {
            Check(Typical.Remove(i, 1), compile: false);
        }
    }

    [Fact]
    [Trait("Tier", "Full")]
    public void Every_letter_a_bracket()
    {
        for (int i = 0; i < Typical.Length; i++)
        {
            Check(Typical.Remove(i, 1).Insert(i, "[](){}<>"[i % 8].ToString()), compile: false);
        }
    }

    private static GeneratorRun Check(string source, bool compile)
    {
        GeneratorRun run;
        try
        {
            run = GeneratorRunner.RunOnce(source);
        }
        catch (XunitException exception)
        {
            throw new XunitException($"{source}\n{exception.Message}");
        }

        // A stub is small, so all of them are compiled; whole models only as many as there is time for.
        bool isStub = !run.Sources.Keys.Any(name => name.EndsWith(".Body.g.cs", StringComparison.Ordinal));
        if (run.Sources.Count == 0 || (!isStub && !compile) || Errors(ProjectSettings.Default.Compile([new("Model.cs", source)])).Count > 0)
        {
            return run;
        }

        IEnumerable<Diagnostic> errors = Errors(run.Output).Where(error => !isStub || !Known.Contains(error.Id));
        Assert.True(!errors.Any(), $"{source}\n{string.Join("\n", errors)}\n{string.Join("\n", run.Reported)}");
        return run;
    }

    private static List<Diagnostic> Errors(Compilation compilation) =>
        compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).ToList();
}
