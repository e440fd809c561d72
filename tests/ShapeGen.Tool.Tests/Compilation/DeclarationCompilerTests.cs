using System.Runtime.CompilerServices;
using ShapeGen.Tool.Compilation;
using ShapeGen.Tool.Console;

namespace ShapeGen.Tool.Tests.Compilation;

/// <summary>C# source becomes a model that runs, or errors with their lines.</summary>
public sealed class DeclarationCompilerTests
{
    private const string Small = "using ShapeGen;\n\nnamespace App;\n\n[Encoder(Embed = 16, Heads = 2, Ffn = 32, Layers = 2)]\npublic sealed partial class Small;\n";

    private static CompiledModel Compile(string text, CompilationSettings? settings = null) => DeclarationCompiler.Compile(new("Model.cs", text), settings);

    private static ToolException Fails(string text, CompilationSettings? settings = null) => Assert.Throws<ToolException>(() => Compile(text, settings));

    /// <summary>What <c>declare</c> asks before it writes: all of the text has to be right, without a warning and without a part left out.</summary>
    [Fact]
    public void Objections_are_errors_warnings_and_what_would_be_left_out()
    {
        Assert.Empty(DeclarationCompiler.Objections(new("Model.cs", Small)));
        Assert.Contains(DeclarationCompiler.Objections(new("Model.cs", Small.Replace("Heads = 2", "Heads = 3", StringComparison.Ordinal))), line => line.StartsWith("Model.cs:5:", StringComparison.Ordinal));
        Assert.Contains(DeclarationCompiler.Objections(new("Model.cs", Small.Replace("Ffn = 32", "Ffn = missing", StringComparison.Ordinal))), line => line.Contains("CS0103", StringComparison.Ordinal));
        Assert.Contains(DeclarationCompiler.Objections(new("Model.cs", Small + "class Other : Missing;\n")), line => line.Contains("CS0246", StringComparison.Ordinal));
        Assert.Contains(DeclarationCompiler.Objections(new("Model.cs", "no C#")), line => line.Contains("error CS", StringComparison.Ordinal));
    }

    [Fact]
    public void A_model_is_the_generators_and_a_class()
    {
        using CompiledModel model = Compile(Small);
        Assert.Equal("Small", model.Name);
        Assert.Equal("App.Small", model.Type.FullName);
        Assert.Equal("Encoder", model.Declaration.Kind);
        Assert.Equal(16, model.Constants["Embed"]);
        Assert.Equal(2, model.Constants["Layers"]);
        Assert.Equal(model.Graph.ParameterCount, model.Constants["ParameterCount"]);
        Assert.Same(model.Graph, model.Plan.Graph);
        Assert.Equal(model.InstructionSet.ToString(), model.Plan.Unit.Name);
        Assert.Empty(model.Remarks);
        Assert.True(model.ScratchLength(5, 2) > model.ScratchLength(5));
    }

    [Fact]
    public void Code_beside_the_declaration_is_kept_or_left_out()
    {
        using CompiledModel model = Compile("""
            using ShapeGen;
            using Serilog;

            var model = Small.CreateRandom(1);
            Log.Information("runs");
            Console.WriteLine(model.Threads);

            namespace App
            {
                public static class Sizes
                {
                    public const int Width = 16;

                    public static Missing Lacks() => new();
                }

                [Serilog.Some]
                public class Other : Missing
                {
                    public int One => Small.Embed;
                }

                [Encoder(Embed = Sizes.Width, Heads = 2, Ffn = 2 * Sizes.Width)]
                public sealed partial class Small : IMissing
                {
                    private readonly Missing _field;

                    public const int Twice = 2 * Embed;

                    public void Call() => Log.Information("called");
                }

                public class Another
                {
                    public Another(Small small) => small.Call();
                }
            }
            """);
        Assert.Equal(16, model.Constants["Embed"]);
        Assert.Equal(32, model.Constants["Twice"]);
        Assert.Contains(model.Remarks, remark => remark.StartsWith("Model.cs:2:7: error CS0246", StringComparison.Ordinal));
        Assert.Null(model.Type.GetMethod("Call"));
    }

    [Fact]
    public void What_the_file_does_not_import_is_imported()
    {
        using CompiledModel model = Compile("[Linear(4, 8)] partial class Layer { public List<int> Numbers => []; }");
        Assert.Equal(8, model.Constants["Out"]);
    }

    [Theory]
    [InlineData("using ShapeGen;\n[Encoder(Embed = 15, Heads = 2, Ffn = 32)]\npublic partial class M;", "Model.cs:2:22: error SHG")]
    [InlineData("using ShapeGen;\n[Encoder(Embed = 16, Heads = 2)]\npublic partial class M;", "Model.cs:2:")]
    [InlineData("using ShapeGen;\n[Encoder(Embed = 16, Heads = 2, Ffn = 32)]\npublic class M;", "Model.cs:3:14: error SHG")]
    [InlineData("using ShapeGen;\n[Encoder(Embed = Width, Heads = 2, Ffn = 32)]\npublic partial class M;", "Model.cs:2:18: error CS0103")]
    [InlineData("using ShapeGen;\n[Encodr(Embed = 16, Heads = 2, Ffn = 32)]\npublic partial class M;", "Model.cs:2:2: error CS0246")]
    [InlineData("using ShapeGen;\n[Encoder(Embed = 16, Heads = 2, Ffn = 32]\npublic partial class M;", "Model.cs:2:41: error CS1026")]
    [InlineData("using ShapeGen;\npublic partial class M;", "declares no model")]
    [InlineData("", "declares no model")]
    [InlineData("this is no C#", "error CS")]
    [InlineData("class Outer<T> { [ShapeGen.Linear(4, 4)] partial class M; }", "is generic")]
    [InlineData("partial class Outer<T> { [ShapeGen.Linear(4, 4)] partial class M; }", "is generic")]
    public void Errors_have_their_lines(string text, string expected)
    {
        ToolException exception = Fails(text);
        Assert.Equal(ExitCode.BadFile, exception.ExitCode);
        Assert.StartsWith("Model.cs", exception.Message, StringComparison.Ordinal);
        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_constant_that_was_left_out_is_told_of()
    {
        ToolException exception = Fails("class Sizes {\n public const int Width = Elsewhere.Width;\n}\n[Linear(Sizes.Width, 4)]\npartial class M;");
        Assert.Contains("Model.cs:2:27: error CS0103", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_of_several_is_chosen()
    {
        const string Two = "namespace A { [ShapeGen.Linear(4, 8)] partial class M; partial class Outer { [ShapeGen.Linear(4, 9)] internal partial class Inner; } }\nnamespace B { [ShapeGen.Linear(4, 7)] partial class M; }";
        ToolException exception = Fails(Two);
        Assert.Equal(ExitCode.Usage, exception.ExitCode);
        Assert.Contains("A.M, A.Outer.Inner, B.M", exception.Message, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Usage, Fails(Two, new() { ClassName = "M" }).ExitCode);
        Assert.Equal(ExitCode.Usage, Fails(Two, new() { ClassName = "N" }).ExitCode);
        using CompiledModel inner = Compile(Two, new() { ClassName = "Inner" });
        Assert.Equal(9, inner.Constants["Out"]);
        using CompiledModel second = Compile(Two, new() { ClassName = "B.M" });
        Assert.Equal(7, second.Constants["Out"]);
    }

    [Fact]
    public void An_error_in_a_model_that_is_not_meant_does_not_matter()
    {
        using CompiledModel model = Compile("[Linear(4, 8)] partial class Good; [Linear(4, 0)] partial class Bad;", new() { ClassName = "Good" });
        Assert.Equal(8, model.Constants["Out"]);
        Assert.Equal(ExitCode.BadFile, Fails("[Linear(4, 8)] partial class Good; [Linear(4, 0)] partial class Bad;", new() { ClassName = "Bad" }).ExitCode);
    }

    [Fact]
    public void Attributes_are_added_and_stage_times_taken()
    {
        using CompiledModel model = Compile(Small, new() { Attributes = ["System.Obsolete(\"Added.\")"], StageTimes = true, IsCollectible = false });
        Assert.NotNull(Attribute.GetCustomAttribute(model.Type, typeof(ObsoleteAttribute)));
        _ = model.CreateRandom(1).Forward(RandomInput.Create(model, rows: 3));
        Assert.Equal(1, model.StageTimes.Calls);
        Assert.Equal(model.Plan.Stages.Count(), model.StageTimes.Names.Count);
        using CompiledModel without = Compile(Small);
        Assert.Throws<InvalidOperationException>(() => without.StageTimes);
    }

    [Fact]
    public void A_checkpoint_of_the_attribute_is_known_and_not_demanded()
    {
        using CompiledModel model = Compile("[Linear(4, 8), Checkpoint(\"model.safetensors\")] partial class M;");
        Assert.Equal("model.safetensors", model.Checkpoint?.Path);
        Assert.Empty(model.Remarks);
    }

    [Fact]
    public void It_is_unloaded()
    {
        WeakReference weak = Use();
        for (int i = 0; weak.IsAlive && i < 20; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.False(weak.IsAlive);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Use()
    {
        using CompiledModel model = Compile(Small);
        _ = model.CreateRandom(1).Forward(RandomInput.Create(model, rows: 3));
        return new(model.Type);
    }

    [Fact]
    public void Files_that_are_no_source_are_refused()
    {
        string folder = Directory.CreateTempSubdirectory("shapegen-").FullName;
        try
        {
            string path = Path.Combine(folder, "Model.cs");
            Assert.Contains("does not exist", Assert.Throws<ToolException>(() => DeclarationSource.Read(path)).Message, StringComparison.Ordinal);
            Assert.Contains("folder", Assert.Throws<ToolException>(() => DeclarationSource.Read(folder)).Message, StringComparison.Ordinal);
            File.WriteAllBytes(path, [1, 2, 0xff, 0xfe, 0, 0]);
            Assert.Contains("is not C# source", Assert.Throws<ToolException>(() => DeclarationSource.Read(path)).Message, StringComparison.Ordinal);
            File.WriteAllBytes(path, new byte[(1 << 20) + 1]);
            Assert.Contains("1048577 bytes", Assert.Throws<ToolException>(() => DeclarationSource.Read(path)).Message, StringComparison.Ordinal);
            File.WriteAllText(path, Small, new System.Text.UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
            Assert.Equal(Small, DeclarationSource.Read(path).Text);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
