namespace ShapeGen.Generator.Tests.CallSites;

/// <summary>A length that is known at compile time and will throw gets a warning on the argument; one that may be right gets none.</summary>
public class LengthTests
{
    /// <summary>The models; a test has those that it names.</summary>
    private const string Models = """
        [Encoder(Embed = 8, Heads = 2, Ffn = 16)] partial class M;
        [Encoder(Embed = 8, Heads = 2, Ffn = 16, Tokens = 3)] partial class Fixed;
        [Linear(In = 8, Out = 5)] partial class Line;
        [MultiHeadAttention(Embed = 8, Heads = 2, Memory = 4)] partial class Cross;
        [TokenEmbedding(Vocab = 9, Types = 2), Positions(Max = 6), Encoder(Embed = 8, Heads = 2, Ffn = 16), Pool(Pooling.Mean)] partial class Embedder;
        [Projection(In = 4), ClassToken, Encoder(Embed = 8, Heads = 2, Ffn = 16)] partial class Classed;
        [PatchEmbedding(Height = 4, Width = 4, Patch = 2, Channels = 3), Encoder(Embed = 8, Heads = 2, Ffn = 16), Pool(Pooling.Mean)] partial class Image;
        [Convolution(In = 4, Out = 8, Kernel = 3, Stride = 2), Encoder(Embed = 8, Heads = 2, Ffn = 16)] partial class Sound;
        """;

    [Theory]
    // The input is no whole number of tokens.
    [InlineData("M m", "m.Forward({|SHG0032:new float[20]|}, output)", "input holds 20 floats, but 'M' takes whole tokens: 16 or 24")]
    [InlineData("M m", "m.Forward({|SHG0032:new float[5]|}, output)", "input holds 5 floats, but 'M' takes whole tokens: 8 or a multiple of it")]
    [InlineData("M m", "m.Forward({|SHG0032:new float[24]|}, output, batch: 2)", "input holds 24 floats, but 'M' takes whole tokens in each of 2 sequences: 16 or 32")]
    [InlineData("M m", "m.Forward({|SHG0032:new float[0]|}, output)", "input holds 0 floats, but 'M' takes whole tokens: 8 or a multiple of it")]
    [InlineData("M m", "m.Forward({|SHG0032:stackalloc float[20]|}, output)", "input holds 20 floats, but 'M' takes whole tokens: 16 or 24")]
    [InlineData("M m", "m.Forward({|SHG0032:[1, 2, 3]|}, output)", "input holds 3 floats, but 'M' takes whole tokens: 8 or a multiple of it")]
    [InlineData("M m", "m.Forward({|SHG0032:new float[M.Embed * 2 + 1]|}, output)", "input holds 17 floats, but 'M' takes whole tokens: 16 or 24")]
    [InlineData("M m", "m.Forward({|SHG0032:new float[32].AsSpan(1)|}, output)", "input holds 31 floats, but 'M' takes whole tokens: 24 or 32")]
    [InlineData("M m", "m.Forward({|SHG0032:new float[32].AsSpan(8, 12)|}, output)", "input holds 12 floats, but 'M' takes whole tokens: 8 or 16")]
    [InlineData("M m", "m.Forward({|SHG0032:new float[32].AsSpan()[..^1]|}, output)", "input holds 31 floats, but 'M' takes whole tokens: 24 or 32")]
    [InlineData("M m", "m.Forward({|SHG0032:GC.AllocateUninitializedArray<float>(9)|}, output)", "input holds 9 floats, but 'M' takes whole tokens: 8 or 16")]
    [InlineData("M m", "m.Forward({|SHG0032:Array.Empty<float>()|}, output)", "input holds 0 floats, but 'M' takes whole tokens: 8 or a multiple of it")]
    // The number of tokens is not the declared one.
    [InlineData("Fixed m", "m.Forward({|SHG0032:new float[32]|}, output)", "input holds 32 floats, but 'Fixed' takes 24 per sequence")]
    [InlineData("Fixed m", "m.Forward({|SHG0032:new float[48]|}, output)", "input holds 48 floats, but 'Fixed' takes 24 per sequence: pass batch: 2")]
    [InlineData("Fixed m", "m.Forward({|SHG0032:new float[24]|}, output, batch: 2)", "input holds 24 floats, but 'Fixed' takes 24 per sequence: 48 for 2 sequences")]
    [InlineData("Image m", "m.Forward({|SHG0032:new float[16]|}, output)", "pixels holds 16 values, but 'Image' takes 48 per sequence")]
    // The output does not fit the input, or any input.
    [InlineData("M m", "m.Forward(new float[16], {|SHG0032:new float[8]|})", "output holds 8 floats, but this call of 'M' writes 2 tokens × 8 = 16")]
    [InlineData("M m", "m.Forward(new float[16], {|SHG0032:new float[32]|}, n)", "output holds 32 floats, but this call of 'M' writes 2 tokens × 8 = 16")]
    [InlineData("M m", "m.Forward(input, {|SHG0032:new float[12]|})", "output holds 12 floats, but 'M' writes 8 per token")]
    [InlineData("Line m", "m.Forward(new float[16], {|SHG0032:new float[16]|})", "output holds 16 floats, but this call of 'Line' writes 2 tokens × 5 = 10")]
    [InlineData("Fixed m", "m.Forward(input, {|SHG0032:new float[8]|}, n)", "output holds 8 floats, but 'Fixed' writes 24 per sequence")]
    [InlineData("Fixed m", "m.Forward(input, {|SHG0032:new float[24]|}, batch: 2)", "output holds 24 floats, but this call of 'Fixed' writes 6 tokens × 8 = 48")]
    [InlineData("Embedder m", "m.Forward(ids, {|SHG0032:new float[16]|})", "output holds 16 floats, but this call of 'Embedder' writes 1 sequence × 8 = 8")]
    [InlineData("Classed m", "m.Forward(new float[8], {|SHG0032:new float[16]|})", "output holds 16 floats, but this call of 'Classed' writes 3 tokens × 8 = 24")]
    [InlineData("Image m", "m.Forward(pixels: input, output: {|SHG0032:new float[16]|})", "output holds 16 floats, but this call of 'Image' writes 1 sequence × 8 = 8")]
    [InlineData("Sound m", "m.Forward(new float[28], {|SHG0032:new float[28]|})", "output holds 28 floats, but this call of 'Sound' writes 3 tokens × 8 = 24")]
    // Sequences of different lengths.
    [InlineData("M m", "m.Forward({|SHG0032:new float[16]|}, [1, 2], output)", "input holds 16 floats, but the lengths of 2 sequences add up to 3 tokens × 8 = 24")]
    [InlineData("M m", "m.Forward(input, new[] { 1, 2 }, {|SHG0032:new float[16]|})", "output holds 16 floats, but this call of 'M' writes 3 tokens × 8 = 24")]
    [InlineData("Embedder m", "m.Forward(ids, lengths: new int[3], {|SHG0032:new float[8]|})", "output holds 8 floats, but this call of 'Embedder' writes 3 sequences × 8 = 24")]
    [InlineData("Embedder m", "m.Forward({|SHG0032:[1, 2, 3]|}, [1, 1], output)", "ids holds 3 ids, but the lengths of 2 sequences add up to 2 tokens")]
    [InlineData("Classed m", "m.Forward(input, [1, 2], {|SHG0032:new float[24]|})", "output holds 24 floats, but this call of 'Classed' writes 5 tokens × 8 = 40")]
    // Other arguments.
    [InlineData("Cross m", "m.Forward(input, {|SHG0032:new float[6]|}, output)", "memory holds 6 floats, but 'Cross' takes whole tokens: 4 or 8")]
    [InlineData("Embedder m", "m.Forward([1, 2], output, types: {|SHG0032:[0]|})", "types holds 1 number, but there are 2 ids: pass one type per id, or none if all are 0")]
    [InlineData("Embedder m", "m.Forward({|SHG0032:new int[7]|}, output)", "ids holds a sequence of 7 tokens, but 'Embedder' has only 6 positions: shorten the sequence")]
    [InlineData("Sound m", "m.Forward({|SHG0032:new float[8]|}, output)", "input holds a sequence of 2 rows, but the convolutions of 'Sound' need at least 3 for one token")]
    public void Cannot_be_right(string parameter, string call, string message) => Analysis.Expect(Method(parameter, call + ";"), message);

    /// <summary>Variables that are set once have the value that they are set to.</summary>
    [Theory]
    [InlineData("float[] x = new float[20]; m.Forward({|SHG0032:x|}, output);")]
    [InlineData("Span<float> x = stackalloc float[20]; m.Forward({|SHG0032:x|}, output);")]
    [InlineData("int tokens = 2; int more = 4; var x = new float[tokens * 8 + more]; m.Forward({|SHG0032:x|}, output);")]
    [InlineData("const int Size = 20; var x = new float[Size]; x[0] = 1; Fill(x); m.Forward({|SHG0032:x|}, output);")]
    [InlineData("var x = new float[20]; Action f = () => m.Forward({|SHG0032:x|}, output); f();")]
    [InlineData("var x = new float[20]; ReadOnlySpan<float> y = x; m.Forward({|SHG0032:y|}, output);")]
    [InlineData("var x = new float[20]; m.Forward({|SHG0032:x|}, new float[x.Length]);")]
    [InlineData("m.Forward({|SHG0032:Buffer|}, output);")]
    public void Variables_are_followed(string statements) =>
        Analysis.Expect(Method("M m", statements), "input holds 20 floats, but 'M' takes whole tokens: 16 or 24");

    [Theory]
    [InlineData("M m", "m.Forward(new float[16], new float[16]);")]
    [InlineData("M m", "m.Forward(new float[16], new float[16], batch: 2);")]
    [InlineData("M m", "m.Forward(input, output);")]
    [InlineData("M m", "m.Forward(new float[n], output);")]
    [InlineData("M m", "m.Forward(new float[16], new float[n]);")]
    [InlineData("M m", "m.Forward(new float[n * 8 + 1], output);")]
    [InlineData("Line m", "m.Forward(new float[16], new float[10]);")]
    [InlineData("Fixed m", "m.Forward(new float[24], new float[24]);")]
    [InlineData("Fixed m", "m.Forward(new float[48], new float[48], n);")]
    [InlineData("Fixed m", "m.Forward(new float[48], new float[48], batch: 48 / 24);")]
    [InlineData("Cross m", "m.Forward(new float[16], new float[12], new float[16]);")]
    [InlineData("Embedder m", "m.Forward(new int[6], new float[8]);")]
    [InlineData("Embedder m", "m.Forward(new int[12], new float[16], batch: 2);")]
    [InlineData("Embedder m", "m.Forward(new int[12], new float[Embedder.OutputLength(2)], batch: 2);")]
    [InlineData("Embedder m", "m.Forward([1, 2], new float[8], types: [0, 1]);")]
    [InlineData("Embedder m", "m.Forward([1, 2], new float[8], types: default);")]
    [InlineData("Embedder m", "m.Forward([1, 2], new[] { 1, 1 }, new float[16]);")]
    [InlineData("Classed m", "m.Forward(new float[8], new float[24]);")]
    [InlineData("Classed m", "m.Forward(new float[8], new float[Classed.OutputLength(1, 2)], batch: 2);")]
    [InlineData("Classed m", "m.Forward(input, [1, 2], new float[40]);")]
    [InlineData("Image m", "m.Forward(new float[48], new float[8]);")]
    [InlineData("Sound m", "m.Forward(new float[28], new float[24]);")]
    [InlineData("Sound m", "m.Forward(new float[28], new float[Sound.OutputLength(7)]);")]
    // Variables that may have changed.
    [InlineData("M m", "float[] x = new float[20]; if (n > 3) { x = new float[16]; } m.Forward(x, output);")]
    [InlineData("M m", "float[] x = new float[20]; Array.Resize(ref x, 16); m.Forward(x, output);")]
    [InlineData("M m", "float[] x = new float[20], y = new float[16]; (x, y) = (y, x); m.Forward(x, y);")]
    [InlineData("M m", "int size = 4; size += 4; m.Forward(new float[size], output);")]
    [InlineData("M m", "for (int i = 5; i < 40; i++) { m.Forward(new float[8 * i / i], output); }")]
    [InlineData("M m", "int[] lengths = [1, 2]; lengths[0] = 2; m.Forward(new float[32], lengths, output);")]
    [InlineData("M m", "int[] lengths = [1, 2]; Change(lengths); m.Forward(new float[32], lengths, output);")]
    [InlineData("M m", "m.Forward(Changing, output);")]
    // Tests that expect an exception.
    [InlineData("M m", "Throws(() => m.Forward(new float[20], output)); Throws(() => { m.Forward(new float[20], output); });")]
    [InlineData("M m", "That(() => m.Forward(new float[20], output), Throw.Nothing);")]
    // Lengths that throw.
    [InlineData("Classed m", "m.Forward(input, new float[Classed.OutputLength(-1)]);")]
    [InlineData("Classed m", "m.Forward(new float[8], new float[Classed.OutputLength(2, -1)]);")]
    [InlineData("M m", "m.Forward(new float[8].AsSpan(9), output);")]
    // Calls of other classes.
    [InlineData("Other m", "m.Forward(new float[20], output);")]
    public void May_be_right(string parameter, string statements) => Analysis.Expect(Method(parameter, statements));

    [Fact]
    public void A_model_with_an_error_has_that_error_only()
    {
        const string Source = "using ShapeGen;\n[Encoder(Embed = 8, Heads = 3, Ffn = 16)] partial class M;\nstatic class P { static void F(M m) => m.Forward(new float[20], new float[3]); }";
        Assert.Empty(Analysis.Reported(Source));
    }

    private static string Method(string parameter, string statements) => $$"""
        static class Program
        {
            static readonly float[] Buffer = new float[20];
            static float[] Changing = new float[20];
            static void Run({{parameter}}, float[] input, float[] output, int[] ids, int n)
            {
                {{statements}}
            }

            static void Fill(float[] x) { }
            static void Change(int[] x) => x[0]++;
            static void Throws(Action action) { }
            static void That(Action action, int constraint) { }
        }
        static class Throw { public const int Nothing = 0; }
        class Other { public void Forward(ReadOnlySpan<float> input, Span<float> output) { } }
        """ + string.Concat(Models.Split('\n').Where(model => $"{parameter} {statements}".Contains(NameOf(model), StringComparison.Ordinal)).Select(model => "\n" + model));

    private static string NameOf(string model) => model.Split(' ')[^1].TrimEnd(';');
}
