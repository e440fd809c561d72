using System.Reflection;
using System.Runtime.Loader;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using ShapeGen.Generator.CallSites;
using ShapeGen.Generator.Planning;
using ShapeGen.Generator.Tests.Running;
using ShapeGen.Generator.Vectors;

namespace ShapeGen.Generator.Tests.CallSites;

/// <summary>A scratch that is too small gets a warning with both sizes, which are the ones that the generated <c>ScratchLength</c> returns.</summary>
public class ScratchTests
{
    private const string M = "\n[Encoder(Embed = 8, Heads = 2, Ffn = 16)] partial class M;";

    private const string Big = "\n[Encoder(Embed = 64, Heads = 8, Ffn = 256, Layers = 2)] partial class Big;";

    private const string Twin = "\n[Encoder(Embed = 8, Heads = 2, Ffn = 16)] partial class Twin;";

    private const string Fixed = "\n[Encoder(Embed = 8, Heads = 2, Ffn = 16, Tokens = 3)] partial class Fixed;";

    [Theory]
    [InlineData("m.Forward(new float[24], output, {|SHG0033:new float[100]|});", "scratch holds 100 floats, but 'M' needs # for 3 tokens; allocate M.ScratchLength(3) floats")]
    [InlineData("m.Forward(input, output, {|SHG0033:new float[100]|});", "scratch holds 100 floats, but 'M' needs # for 1 token; allocate M.ScratchLength(tokens) floats")]
    [InlineData("Span<float> s = stackalloc float[100]; m.Forward(new float[24], output, {|SHG0033:s|}, threads: 2);", "scratch holds 100 floats, but 'M' needs # for 3 tokens on 2 threads; allocate M.ScratchLength(3, threads: 2) floats")]
    [InlineData("m.Forward(new float[2400], output, {|SHG0033:new float[M.ScratchLength(2)]|});", "scratch holds # floats, but 'M' needs # for 300 tokens; allocate M.ScratchLength(300) floats")]
    [InlineData("float[] s = new float[M.ScratchLength(tokens: 3)]; m.Forward(new float[24], output, {|SHG0033:s|}, threads: 4);", "scratch holds # floats, but 'M' needs # for 3 tokens on 4 threads; allocate M.ScratchLength(3, threads: 4) floats")]
    [InlineData("int s = M.ScratchLength(2); m.Forward(input, [1, 300], output, {|SHG0033:new float[s]|});", "scratch holds # floats, but 'M' needs # for 300 tokens; allocate M.ScratchLength(300) floats")]
    public void Too_small(string statements, string message) => Expect("M m", statements, M, message);

    [Theory]
    [InlineData("M m", "m.Forward(new float[24], output, new float[M.ScratchLength(3)]);", M)]
    [InlineData("M m", "m.Forward(new float[24], output, new float[M.ScratchLength(4)]);", M)]
    [InlineData("M m", "m.Forward(input, output, new float[M.ScratchLength(2)]);", M)]
    [InlineData("M m", "m.Forward(input, output, new float[M.ScratchLength(n)]);", M)]
    [InlineData("M m", "m.Forward(new float[24], output, new float[M.ScratchLength(n)]);", M)]
    [InlineData("M m", "m.Forward(new float[24], output, new float[M.ScratchLength(3, n)], threads: n);", M)]
    [InlineData("M m", "m.Forward(new float[24], output, new float[M.ScratchLength(3, 4)], threads: 4);", M)]
    [InlineData("M m", "m.Forward(new float[24], output, new float[1000000]);", M)]
    [InlineData("M m", "m.Forward(input, output, input);", M)]
    [InlineData("Fixed m", "m.Forward(input, output, new float[Fixed.ScratchLength(3)]);", Fixed)]
    // Sized for another model, and large enough.
    [InlineData("M m", "m.Forward(input, output, new float[Big.ScratchLength(n)]);", M + Big)]
    [InlineData("M m", "m.Forward(input, output, new float[Twin.ScratchLength(n)]);", M + Twin)]
    [InlineData("M m", "m.Forward(input, output, new float[Math.Max(M.ScratchLength(n), Fixed.ScratchLength(3))]);", M + Fixed)]
    [InlineData("M m", "float[] s = new float[Twin.ScratchLength(2)]; s = new float[M.ScratchLength(3)]; m.Forward(new float[24], output, s);", M + Twin)]
    public void Enough(string parameter, string statements, string models) => Expect(parameter, statements, models);

    [Theory]
    [InlineData("m.Forward(input, output, {|SHG0034:new float[M.ScratchLength(n)]|});", M + Big, "scratch is sized for 'M', but 'Big' uses it: for 128 tokens, 'M' needs # floats and 'Big' needs #; allocate Big.ScratchLength(tokens) floats")]
    [InlineData("float[] s = new float[M.ScratchLength(14)]; m.Forward(new float[14 * 64], output, scratch: {|SHG0034:s|});", M + Big, "scratch is sized for 'M', but 'Big' uses it: for 14 tokens, 'M' needs # floats and 'Big' needs #; allocate Big.ScratchLength(14) floats")]
    [InlineData("m.Forward(input, output, {|SHG0034:new float[Fixed.ScratchLength(3)]|});", Fixed + Big, "scratch is sized for 'Fixed', but 'Big' uses it: for 3 tokens, 'Fixed' needs # floats and 'Big' needs #; allocate Big.ScratchLength(tokens) floats")]
    public void Of_another_model(string statements, string models, string message) => Expect("Big m", statements, models, message);

    /// <summary>The numbers in the messages are those of the generated code, for each kind of model.</summary>
    [Theory]
    [InlineData("[Encoder(Embed = 8, Heads = 2, Ffn = 16)]", 1, 0)]
    [InlineData("[Encoder(Embed = 64, Heads = 8, Ffn = 256, Layers = 2, Gated = true)]", 130, 0)]
    [InlineData("[Encoder(Embed = 8, Heads = 2, Ffn = 16, Tokens = 3)]", 3, 0)]
    [InlineData("[Linear(In = 8, Out = 5)]", 300, 0)]
    [InlineData("[LayerNorm(Dim = 7)]", 14, 0)]
    [InlineData("[MultiHeadAttention(Embed = 8, Heads = 2, Memory = 4)]", 14, 250)]
    [InlineData("[Encoder(Embed = 16, Heads = 2, Ffn = 16, Layers = 4, Window = 6, GlobalEvery = 2, Position = PositionEncoding.Rotary)]", 77, 0)]
    [InlineData("[TokenEmbedding(Vocab = 9), Positions(Max = 60), Encoder(Embed = 8, Heads = 2, Ffn = 16), Pool(Pooling.Mean, Normalize = true)]", 50, 0)]
    [InlineData("[Projection(In = 4), ClassToken, Encoder(Embed = 8, Heads = 2, Ffn = 16), Pool(Pooling.Class)]", 300, 0)]
    [InlineData("[PatchEmbedding(Height = 4, Width = 4, Patch = 2), ClassToken, Encoder(Embed = 8, Heads = 2, Ffn = 16), Pool(Pooling.Class)]", 0, 0)]
    [InlineData("[Convolution(In = 4, Out = 8, Kernel = 3, Stride = 2), Convolution(In = 8, Out = 8, Kernel = 3, Padding = 1), Encoder(Embed = 8, Heads = 2, Ffn = 16)]", 501, 0)]
    public void Is_what_the_generated_code_says(string attributes, int tokens, int memoryTokens)
    {
        GeneratorRun run = GeneratorRunner.RunOnce($"using ShapeGen;\n{attributes} public partial class M;").IsClean();
        using MemoryStream stream = new();
        Assert.True(run.Output.Emit(stream).Success);
        stream.Position = 0;
        AssemblyLoadContext context = new("scratch", isCollectible: true);
        try
        {
            Type type = context.LoadFromStream(stream).GetType("M")!;
            string unit = type.GetProperty("InstructionSet")!.GetValue(null)!.ToString()!;
            int index = VectorUnit.All.ToList().FindIndex(one => one.Name == unit);
            CalledModel model = CalledModel.Of(run.Output.GetTypeByMetadataName("M")!, CancellationToken.None)!;
            foreach (int threads in new[] { 1, 3 })
            {
                object[] arguments = tokens == 0 ? [threads] : memoryTokens == 0 ? [tokens, threads] : [tokens, memoryTokens, threads];
                MethodInfo method = type.GetMethod("ScratchLength", [.. arguments.Select(argument => argument.GetType())])!;
                Assert.Equal((int)method.Invoke(null, arguments)!, model.ScratchLengths(tokens, memoryTokens, threads)![index]);
            }
        }
        finally
        {
            context.Unload();
        }
    }

    /// <summary>Impossible sizes are not reported, and the analyzer does not fail.</summary>
    [Theory]
    [InlineData("M m", "m.Forward(input, output, new float[M.ScratchLength(2000000000, 1000)], threads: 2000000000);", M)]
    [InlineData("M m", "m.Forward(input, output, new float[M.ScratchLength(-1)]);", M)]
    [InlineData("Big m", "m.Forward(input, output, new float[M.ScratchLength(-1)]);", M + Big)]
    public void Sizes_that_no_array_can_hold_are_left_to_the_guard(string parameter, string statements, string models) => Expect(parameter, statements, models);

    private static void Expect(string parameter, string statements, string models, string? message = null)
    {
        string markup = $$"""
            static class Program
            {
                static void Run({{parameter}}, float[] input, float[] output, int n)
                {
                    {{statements}}
                }
            }
            """ + models;
        if (message is null)
        {
            Analysis.Expect(markup);
            return;
        }

        // The numbers are compared with the generated code's elsewhere.
        Diagnostics.Markup expected = Diagnostics.Markup.Parse("using System;\nusing ShapeGen;\n" + markup);
        Diagnostic found = Assert.Single(Analysis.Reported(expected.Source));
        Assert.Equal((expected.Marks[0].Id, expected.Marks[0].Start, expected.Marks[0].Length), (found.Id, found.Location.SourceSpan.Start, found.Location.SourceSpan.Length));
        string text = found.GetMessage(System.Globalization.CultureInfo.InvariantCulture);
        Assert.Matches("^" + Regex.Escape(message).Replace(@"\#", @"(\d+)", StringComparison.Ordinal) + "$", text);
        long[] numbers = [.. Regex.Match(text, "^" + Regex.Escape(message).Replace(@"\#", @"(\d+)", StringComparison.Ordinal) + "$").Groups.Values.Skip(1).Select(group => long.Parse(group.Value, System.Globalization.CultureInfo.InvariantCulture))];
        Assert.True(numbers.Length == 1 ? numbers[0] > 100 : numbers[0] < numbers[1], text);
    }
}
