using ShapeGen.Generator.CallSites;

namespace ShapeGen.CodeFixes.Tests;

/// <summary>Fixes of calls: lengths, models that are loaded again and again, results that are not used.</summary>
public class CallFixTests
{
    private const string M = "\n[Encoder(Embed = 8, Heads = 2, Ffn = 16)] partial class M;";

    private const string Fixed = "\n[Encoder(Embed = 8, Heads = 2, Ffn = 16, Tokens = 4)] partial class M;";

    private const string Pooled = "\n[TokenEmbedding(Vocab = 9), Encoder(Embed = 8, Heads = 2, Ffn = 16), Pool(Pooling.Mean)] partial class M;";

    private const string Image = "\n[PatchEmbedding(Height = 4, Width = 4, Patch = 2, Channels = 3), Encoder(Embed = 8, Heads = 2, Ffn = 16), Pool(Pooling.Mean)] partial class M;";

    private const string Classed = "\n[Projection(In = 4), ClassToken, Encoder(Embed = 8, Heads = 2, Ffn = 16)] partial class M;";

    private const string Projected = "\n[Projection(In = 4), Encoder(Embed = 8, Heads = 2, Ffn = 16)] partial class M;";

    private const string ProjectedFixed = "\n[Projection(In = 4), Encoder(Embed = 8, Heads = 2, Ffn = 16, Tokens = 2)] partial class M;";

    private const string Big = "\n[Encoder(Embed = 64, Heads = 8, Ffn = 256, Layers = 2)] partial class Big;";

    [Theory]
    [InlineData("m.Forward(new float[20], output);", "Change the length to 2 * M.Embed", "m.Forward(new float[2 * M.Embed], output);")]
    [InlineData("m.Forward(new float[20], output);", "Change the length to 3 * M.Embed", "m.Forward(new float[3 * M.Embed], output);")]
    [InlineData("m.Forward(new float[5], output);", "Change the length to M.Embed", "m.Forward(new float[M.Embed], output);")]
    [InlineData("System.Span<float> x = stackalloc float[20 /* all */]; // Input.\n        m.Forward(x, output);", "Change the length to 2 * M.Embed", "System.Span<float> x = stackalloc float[2 * M.Embed /* all */]; // Input.\n        m.Forward(x, output);")]
    [InlineData("var x = new float[20];\n        m.Forward(x, output);", "Change the length to 2 * M.Embed", "var x = new float[2 * M.Embed];\n        m.Forward(x, output);")]
    [InlineData("m.Forward(new float[16], new float[8]);", "Change the length to 2 * M.Embed", "m.Forward(new float[16], new float[2 * M.Embed]);")]
    [InlineData("m.Forward(new float[8 * 3], [1, 1], output);", "Change the length to 2 * M.Embed", "m.Forward(new float[2 * M.Embed], [1, 1], output);")]
    [InlineData("m.Forward(new float[24], output, new float[100]);", "Change the length to M.ScratchLength(3)", "m.Forward(new float[24], output, new float[M.ScratchLength(3)]);")]
    [InlineData("m.Forward(new float[24], output, new float[100], threads: 2);", "Change the length to M.ScratchLength(3, threads: 2)", "m.Forward(new float[24], output, new float[M.ScratchLength(3, threads: 2)], threads: 2);")]
    [InlineData("m.Forward(new float[2400], output, new float[M.ScratchLength(2)]);", "Change the length to M.ScratchLength(300)", "m.Forward(new float[2400], output, new float[M.ScratchLength(300)]);")]
    public async Task A_length(string statements, string title, string expected) => Assert.Equal(Method("M m", expected, M), await FixRun.Apply(Method("M m", statements, M), title));

    [Theory]
    // One row for each sequence.
    [InlineData(Pooled, "m.Forward(new int[3], new float[16]);", "", "m.Forward(new int[3], new float[M.OutputLength()]);")]
    [InlineData(Pooled, "System.Span<float> y = stackalloc float[9];\n        m.Forward(new int[4], y, batch: 2);", "2", "System.Span<float> y = stackalloc float[M.OutputLength(2)];\n        m.Forward(new int[4], y, batch: 2);")]
    [InlineData(Pooled, "const int Texts = 2;\n        m.Forward(new int[4], new float[8], Texts);", "Texts", "const int Texts = 2;\n        m.Forward(new int[4], new float[M.OutputLength(Texts)], Texts);")]
    [InlineData(Pooled, "int[] lengths = [1, 2];\n        var y = new float[8];\n        m.Forward(new int[3], lengths, y);", "lengths", "int[] lengths = [1, 2];\n        var y = new float[M.OutputLength(lengths)];\n        m.Forward(new int[3], lengths, y);")]
    [InlineData(Pooled, "var y = new float[8];\n        int[] lengths = [1, 2];\n        m.Forward(new int[3], lengths, y);", "2", "var y = new float[M.OutputLength(2)];\n        int[] lengths = [1, 2];\n        m.Forward(new int[3], lengths, y);")]
    [InlineData(Pooled, "m.Forward(new int[3], [1, 2], new float[8]);", "[1, 2]", "m.Forward(new int[3], [1, 2], new float[M.OutputLength([1, 2])]);")]
    [InlineData(Image, "m.Forward(pixels: input, output: new float[16]);", "", "m.Forward(pixels: input, output: new float[M.OutputLength()]);")]
    // Rows of all tokens.
    [InlineData(Classed, "m.Forward(new float[8], new float[16]);", "2", "m.Forward(new float[8], new float[M.OutputLength(2)]);")]
    [InlineData(Classed, "m.Forward(new float[16], new float[16], batch: 2);", "2, batch: 2", "m.Forward(new float[16], new float[M.OutputLength(2, batch: 2)], batch: 2);")]
    [InlineData(Classed, "m.Forward(input, [1, 2], new float[24]);", "[1, 2]", "m.Forward(input, [1, 2], new float[M.OutputLength([1, 2])]);")]
    [InlineData(Projected, "m.Forward(new float[16], new float[16], n);", "4", "m.Forward(new float[16], new float[M.OutputLength(4)], n);")]
    [InlineData(ProjectedFixed, "m.Forward(new float[16], new float[16], batch: 2);", "2", "m.Forward(new float[16], new float[M.OutputLength(2)], batch: 2);")]
    public async Task A_whole_models_output(string model, string statements, string arguments, string expected) =>
        Assert.Equal(Method("M m", expected, model), await FixRun.Apply(Method("M m", statements, model), $"Change the length to M.OutputLength({arguments})"));

    /// <summary>Nothing that means the lengths can be written where the array is made.</summary>
    [Fact]
    public async Task A_whole_models_output_in_numbers() => Assert.Equal(
        Method("M m", "var y = new float[5 * M.Embed];\n        int[] lengths = [1, 2];\n        m.Forward(input, lengths, y);", Classed),
        await FixRun.Apply(Method("M m", "var y = new float[24];\n        int[] lengths = [1, 2];\n        m.Forward(input, lengths, y);", Classed), "Change the length to 5 * M.Embed"));

    [Theory]
    [InlineData("m.Forward(new float[96], new float[96]);", "m.Forward(new float[96], new float[96], batch: 3);")]
    [InlineData("m.Forward(new float[96], output, threads: 2 /* of 4 */);", "m.Forward(new float[96], output, threads: 2, batch: 3 /* of 4 */);")]
    [InlineData("m.Forward(new float[96], output, batch: 1, threads: 2);", "m.Forward(new float[96], output, batch: 3, threads: 2);")]
    [InlineData("m.Forward(new float[96], output, 1);", "m.Forward(new float[96], output, 3);")]
    [InlineData("m.Forward(output: output, input: (new float[64]));", "m.Forward(output: output, input: (new float[64]), batch: 2);")]
    public async Task A_batch(string statement, string expected)
    {
        string title = $"Pass batch: {(statement.Contains("64", StringComparison.Ordinal) ? 2 : 3)}";
        Assert.Equal([title], await FixRun.Titles(Method("M m", statement, Fixed)));
        Assert.Equal(Method("M m", expected, Fixed), await FixRun.Apply(Method("M m", statement, Fixed), title));
    }

    [Theory]
    [InlineData("m.Forward(input, output, new float[M.ScratchLength(n)]);", "Change the length to Big.ScratchLength(n)", "m.Forward(input, output, new float[Big.ScratchLength(n)]);")]
    [InlineData("float[] s = new float[M.ScratchLength(n)];\n        o.Forward(input, output, s);\n        m.Forward(input, output, s);", "Change the length to System.Math.Max(M.ScratchLength(n), Big.ScratchLength(n))", "float[] s = new float[System.Math.Max(M.ScratchLength(n), Big.ScratchLength(n))];\n        o.Forward(input, output, s);\n        m.Forward(input, output, s);")]
    public async Task Scratch_of_another_model(string statements, string title, string expected) =>
        Assert.Equal(Method("Big m, M o", expected, M + Big), await FixRun.Apply(Method("Big m, M o", statements, M + Big), title));

    [Theory]
    // No length is certain, none is written down, or it is written for something else too.
    [InlineData("m.Forward(input, output, new float[100]);")]
    [InlineData("m.Forward([1, 2, 3], output);")]
    [InlineData("m.Forward(new float[32].AsSpan(1), output);")]
    public async Task No_length_is_offered(string statements) => Assert.Empty(await FixRun.Titles("using System;\n" + Method("M m", statements, M)));

    [Theory]
    [InlineData(
        "for (int i = 0; i < n; i++)\n        {\n            M m = M.Load(path);\n            Use(m);\n        }", "Load the model before the loop",
        "M m = M.Load(path);\n        for (int i = 0; i < n; i++)\n        {\n            Use(m);\n        }")]
    [InlineData(
        "// All of them.\n        foreach (string text in texts)\n            Use(M.Load(path));", "Load the model before the loop",
        "M m = M.Load(path);\n        // All of them.\n        foreach (string text in texts)\n            Use(m);")]
    [InlineData(
        "while (n-- > 0) { var m = M.Load(\"m\"); Use(m); }", "Load the model before the loop",
        "var m = M.Load(\"m\");\n        while (n-- > 0) { Use(m); }")]
    [InlineData(
        "M m = M.CreateRandom(1);\n        do { Use(M.Load(path)); Use(m); } while (n-- > 0);", "Load the model before the loop",
        "M m = M.CreateRandom(1);\n        M m2 = M.Load(path);\n        do { Use(m2); Use(m); } while (n-- > 0);")]
    [InlineData(
        "foreach (string text in texts) { M m = M.Load(path); Use(m); }\n        foreach (string text in texts) { M m = M.Load(text); Use(m); }", "Load the model before the loop",
        "M m2 = M.Load(path);\n        foreach (string text in texts) { M m = m2; Use(m); }\n        foreach (string text in texts) { M m = M.Load(text); Use(m); }")]
    [InlineData(
        "foreach (string text in texts) { M m = M.Load(path); if (n > 3) { m = m.WithThreads(2); } Use(m); }", "Load the model before the loop",
        "M m2 = M.Load(path);\n        foreach (string text in texts) { M m = m2; if (n > 3) { m = m.WithThreads(2); } Use(m); }")]
    [InlineData(
        "System.Threading.Tasks.Parallel.For(0, n, i => Use(M.Load(path)));", "Load the model before this statement",
        "M m = M.Load(path);\n        System.Threading.Tasks.Parallel.For(0, n, i => Use(m));")]
    public async Task A_model_is_loaded_once(string statements, string title, string expected) => Assert.Equal(Loads(expected), await FixRun.Apply(Loads(statements), title));

    [Fact]
    public async Task From_a_nested_loop_it_goes_out_step_by_step()
    {
        string once = await FixRun.Apply(Loads("foreach (string text in texts)\n        {\n            foreach (char c in text)\n            {\n                Use(M.Load(path));\n            }\n        }"), "Load the model before the loop", isRight: false);
        Assert.Equal(Loads("foreach (string text in texts)\n        {\n            M m = M.Load(path);\n            foreach (char c in text)\n            {\n                Use(m);\n            }\n        }"), once);
        Assert.Equal(
            Loads("M m = M.Load(path);\n        foreach (string text in texts)\n        {\n            foreach (char c in text)\n            {\n                Use(m);\n            }\n        }"),
            await FixRun.Apply(once, "Load the model before the loop"));
    }

    [Fact]
    public async Task In_a_class_that_is_made_for_each_request_it_is_a_static_field()
    {
        const string Before = "class C : Microsoft.AspNetCore.Mvc.ControllerBase\n{\n    /// <summary>Answers.</summary>\n    public string Get() => M.Load(\"m\").ToString()!;\n}" + Controller;
        const string After = "class C : Microsoft.AspNetCore.Mvc.ControllerBase\n{\n    private static readonly M Shared = M.Load(\"m\");\n    /// <summary>Answers.</summary>\n    public string Get() => Shared.ToString()!;\n}" + Controller;
        Assert.Equal(After, await FixRun.Apply(Before, "Load the model once, in a static field"));
    }

    [Theory]
    [InlineData("foreach (string text in args)\n{\n    Console.WriteLine(M.Load(\"m\"));\n}\n", "M m = M.Load(\"m\");\nforeach (string text in args)\n{\n    Console.WriteLine(m);\n}\n")]
    [InlineData("// Begin.\nint n = 3;\nwhile (n-- > 0)\n{\n    M model = M.Load(\"m\");\n    Console.WriteLine(model);\n}\n", "// Begin.\nint n = 3;\nM model = M.Load(\"m\");\nwhile (n-- > 0)\n{\n    Console.WriteLine(model);\n}\n")]
    public async Task In_top_level_statements(string before, string after) =>
        Assert.Equal("using System;\n" + after + M, await FixRun.Apply("using System;\n" + before + M, "Load the model before the loop", isProgram: true));

    [Fact]
    public async Task Line_ends_stay_as_they_are()
    {
        const string Before = "class P { void F(string p, int n) {\n  while (n-- > 0)\n  {\n    M m = M.Load(p);\n    m.ToString();\n  }\n} }" + M;
        const string After = "class P { void F(string p, int n) {\n  M m = M.Load(p);\n  while (n-- > 0)\n  {\n    m.ToString();\n  }\n} }" + M;
        Assert.Equal(WithReturns(After), await FixRun.Apply(WithReturns(Before), "Load the model before the loop", isProgram: false, usings: "using ShapeGen;\r\n"));

        static string WithReturns(string text) => text.Replace("\n", "\r\n", StringComparison.Ordinal);
    }

    [Theory]
    // A path of the object's, and a loop that cannot have a statement before it.
    [InlineData("class C : Microsoft.AspNetCore.Mvc.ControllerBase { readonly string _path = \"m\"; public string Get() => M.Load(_path).ToString()!; }" + Controller)]
    [InlineData("class P { void F(string path, int n) { if (n > 3) for (int i = 0; i < n; i++) { M.Load(path).ToString(); } } }" + M)]
    public async Task No_place_is_offered(string source) => Assert.Empty(await FixRun.Titles(source));

    [Theory]
    [InlineData("m.WithThreads(4);\n        Use(m);", "Assign it to 'm'", "m = m.WithThreads(4);\n        Use(m);")]
    [InlineData("m.WithThreads(4);\n        Use(m);", "Remove the call", "Use(m);")]
    [InlineData("// Is it there?\n        M.Load(path);\n        Use(m);", "Discard it: the call only checks the file", "// Is it there?\n        _ = M.Load(path);\n        Use(m);")]
    [InlineData("Use(m); M.CreateRandom(1); Use(m);", "Remove the call", "Use(m); Use(m);")]
    [InlineData("M.ScratchLength(3); // Bytes?\n        Use(m);", "Remove the call", "// Bytes?\n        Use(m);")]
    public async Task A_result(string statements, string title, string expected) => Assert.Equal(Results(expected), await FixRun.Apply(Results(statements), title));

    [Theory]
    [InlineData("Shared.WithThreads(4);", "Remove the call")]
    [InlineData("if (n > 3) M.CreateRandom(1);")]
    [InlineData("M.CreateRandom(n++);")]
    public async Task What_a_result_is_offered(string statements, params string[] titles) => Assert.Equal(titles, await FixRun.Titles(Loads(statements)));

    /// <summary>Roslyn's own harness: one by one, and all at once.</summary>
    [Fact]
    [Trait("Tier", "Full")]
    public async Task All_at_once()
    {
        await Verify<CallAnalyzer, SizeFix>.Fix(
            "class P { void F(M m, float[] output) { var x = new float[20]; m.Forward({|SHG0032:x|}, output); m.Forward({|SHG0032:x|}, output); m.Forward({|SHG0032:new float[9]|}, output); } }" + M,
            "class P { void F(M m, float[] output) { var x = new float[2 * M.Embed]; m.Forward(x, output); m.Forward(x, output); m.Forward(new float[M.Embed], output); } }" + M);
        await Verify<CallAnalyzer, BatchFix>.Fix(
            "class P { void F(M m, float[] output) { var x = new float[64]; m.Forward({|SHG0032:x|}, output); m.Forward({|SHG0032:new float[96]|}, output, 1); } }" + Fixed,
            "class P { void F(M m, float[] output) { var x = new float[64]; m.Forward(x, output, batch: 2); m.Forward(new float[96], output, 3); } }" + Fixed);
        await Verify<CallAnalyzer, UnusedResultFix>.Fix(
            "class P { void F(M m) {\n{|SHG0036:m.WithThreads(2)|};\n{|SHG0036:m.WithThreads(3)|};\n} }" + M, "class P { void F(M m) {\nm = m.WithThreads(2);\nm = m.WithThreads(3);\n} }" + M);
        await Verify<CallAnalyzer, LoadFix>.Fix(
            "class P { void F(string p) {\nwhile (true) { {|SHG0035:M.Load(p)|}.ToString(); }\n} }" + M, "class P { void F(string p) {\nM m = M.Load(p);\nwhile (true) { m.ToString(); }\n} }" + M);
    }

    private const string Controller = "\nnamespace Microsoft.AspNetCore.Mvc { public abstract class ControllerBase { } }" + M;

    private static string Method(string parameters, string statements, string models) => $$"""
        static class Program
        {
            static void Run({{parameters}}, float[] input, float[] output, int n)
            {
                {{statements}}
            }
        }
        """ + models;

    private static string Loads(string statements) => Program("", statements);

    private static string Results(string statements) => Program("M m, ", statements);

    private static string Program(string parameters, string statements) => $$"""
        static class Program
        {
            static readonly M Shared = M.CreateRandom(1);

            static void Run({{parameters}}string path, string[] texts, int n)
            {
                {{statements}}
            }

            static void Use(M model) { }
        }
        """ + M;
}
