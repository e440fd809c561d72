namespace ShapeGen.Generator.Tests.CallSites;

/// <summary>An unused result of a call that does nothing else gets a warning.</summary>
public class UnusedResultTests
{
    [Theory]
    [InlineData("{|SHG0036:M.Load(path)|};", "Load", "keep the returned model, or remove the call")]
    [InlineData("{|SHG0036:M.CreateRandom(1)|};", "CreateRandom", "keep the returned model, or remove the call")]
    [InlineData("{|SHG0036:model.WithThreads(4)|}; model.Forward(input, output);", "WithThreads", "it returns another model and does not change this one: call Forward on the returned one")]
    [InlineData("{|SHG0036:M.ScratchLength(3)|};", "ScratchLength", "allocate that many floats and pass them as scratch, or remove the call")]
    [InlineData("{|SHG0036:M.OutputLength(3)|};", "OutputLength", "allocate that many floats and pass them as output, or remove the call")]
    [InlineData("Action action = () => { {|SHG0036:M.Load(path)|}; };", "Load", "keep the returned model, or remove the call")]
    public void Dropped(string statements, string method, string advice) =>
        Analysis.Expect(Method(statements), $"The result of 'M.{method}' is not used, and the call has no other effect; {advice}");

    [Theory]
    [InlineData("_ = M.Load(path);")]
    [InlineData("M m = M.Load(path); m.Forward(input, output);")]
    [InlineData("M.Load(path).Forward(input, output);")]
    [InlineData("model.Forward(input, new float[M.OutputLength(3)]);")]
    [InlineData("try { M.Load(path); } catch (CheckpointException) { }")]
    [InlineData("Action act = () => M.Load(path);")]
    [InlineData("Throws(() => M.Load(path)); Throws(() => { M.ScratchLength(-1); });")]
    [InlineData("Other.Load(path);")]
    [InlineData("M.Own(path);")]
    public void Used(string statements) => Analysis.Expect(Method(statements));

    private static string Method(string statements) => $$"""
        [TokenEmbedding(Vocab = 9), Encoder(Embed = 8, Heads = 2, Ffn = 16)] partial class M { public static int Own(string path) => 1; }
        static class Other { public static int Load(string path) => 1; }
        static class Program
        {
            static void Run(M model, string path, int[] input, float[] output)
            {
                {{statements}}
            }

            static void Throws(Action action) { }
        }
        """;
}
