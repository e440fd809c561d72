namespace ShapeGen.Generator.Tests.CallSites;

/// <summary>Realistic calls that look wrong and are right, or look right and are wrong.</summary>
public class RealisticCallTests
{
    [Theory]
    // A buffer for the largest batch, and calls that use a part of it.
    [InlineData("float[] buffer = new float[100]; m.Forward(buffer.AsSpan(0, 2 * M.Embed), buffer.AsSpan(0, 2 * M.Embed));")]
    [InlineData("float[] buffer = new float[100]; Span<float> rows = buffer.AsSpan(); rows = rows[..16]; m.Forward(rows, rows);")]
    [InlineData("Span<float> small = stackalloc float[20]; Span<float> rows = n > 2 ? new float[16] : small[..16]; m.Forward(rows, output);")]
    [InlineData("float[] buffer = System.Buffers.ArrayPool<float>.Shared.Rent(20); m.Forward(buffer.AsSpan(0, 16), output); System.Buffers.ArrayPool<float>.Shared.Return(buffer);")]
    [InlineData("const int Tokens = 3; const int Padding = 5; float[] x = new float[Tokens * M.Embed + Padding]; m.Forward(x.AsSpan()[..^Padding], output);")]
    [InlineData("float[] x = new float[20]; Grow(ref x); m.Forward(x, output);")]
    [InlineData("if (Read(out float[] x)) { m.Forward(x, output); }")]
    [InlineData("foreach (float[] x in new[] { new float[8], new float[16] }) { m.Forward(x, new float[x.Length]); }")]
    [InlineData("int[] lengths = [1, 1]; Array.Fill(lengths, 2); m.Forward(new float[32], lengths, output);")]
    [InlineData("float[] s = System.Buffers.ArrayPool<float>.Shared.Rent(M.ScratchLength(2)); m.Forward(input, output, s);")]
    [InlineData("float[] s = new float[Math.Max(M.ScratchLength(3), Big.ScratchLength(3))]; m.Forward(new float[24], output, s); big.Forward(input, output, s);")]
    [InlineData("float[] s = new float[M.ScratchLength(n)]; if (s.Length < M.ScratchLength(300)) { s = new float[M.ScratchLength(300)]; } m.Forward(new float[2400], output, s);")]
    [InlineData("M fast = n > 4 ? m.WithThreads(n) : m; fast.Forward(input, output);")]
    [InlineData("try { M.Load(\"m\"); } catch (Exception) when (n > 3) { }")]
    public void Is_right(string statements) => Analysis.Expect(Method(statements));

    [Theory]
    [InlineData("float[] buffer = new float[100]; m.Forward(buffer.AsSpan(0, 2 * M.Embed), {|SHG0032:buffer.AsSpan(0, M.Embed)|});", "output holds 8 floats, but this call of 'M' writes 2 tokens × 8 = 16")]
    [InlineData("const int Tokens = 3; float[] x = new float[Tokens * M.Embed + 5]; m.Forward({|SHG0032:x.AsSpan()[..^1]|}, output);", "input holds 28 floats, but 'M' takes whole tokens: 24 or 32")]
    [InlineData("Span<float> rows = new float[3 * M.Embed]; m.Forward(rows, {|SHG0032:rows[M.Embed..]|});", "output holds 16 floats, but this call of 'M' writes 3 tokens × 8 = 24")]
    [InlineData("m.Forward({|SHG0032:new float[2 * M.Embed]|}, output, batch: 3);", "input holds 16 floats, but 'M' takes whole tokens in each of 3 sequences: 24 or a multiple of it")]
    [InlineData("if (n > 3) { {|SHG0036:m.WithThreads(n)|}; } m.Forward(input, output);", "The result of 'M.WithThreads' is not used, and the call has no other effect; it returns another model and does not change this one: call Forward on the returned one")]
    public void Is_wrong(string statements, string message) => Analysis.Expect(Method(statements), message);

    private static string Method(string statements) => $$"""
        static class Program
        {
            static void Run(M m, Big big, float[] input, float[] output, int n)
            {
                {{statements}}
            }

            static void Grow(ref float[] x) => Array.Resize(ref x, 24);
            static bool Read(out float[] x) { x = new float[8]; return true; }
        }
        [Encoder(Embed = 8, Heads = 2, Ffn = 16)] partial class M;
        [Encoder(Embed = 64, Heads = 8, Ffn = 256, Layers = 2)] partial class Big;
        """;
}
