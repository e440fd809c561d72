using System.Globalization;
using ShapeGen.Numerics.Tests.Models;

namespace ShapeGen.Numerics.Tests;

/// <summary>
/// What this assembly does when it is run as a program: counts what calls allocate, on the calling thread and on those of the pool, where no
/// test runner uses them. A line for each way to call, with the bytes of each round after the first.
/// </summary>
internal static class AllocationProgram
{
    public const int Rounds = 8;

    private const int CallsOfARound = 20;

    /// <param name="arguments">Which cases run: every so many of them; all without an argument.</param>
    public static void Main(string[] arguments)
    {
        PoolBytes pool = new();
        int every = arguments.Length == 0 ? 1 : int.Parse(arguments[0], CultureInfo.InvariantCulture);
        foreach (AllocationCase item in Every(AllocationCase.All, every))
        {
            foreach (int threads in new[] { 1, 2 })
            {
                Model model = Model.CreateRandom(item.Attribute, 1);
                float[] input = new float[item.Batch * item.Tokens * item.InputWidth];
                float[] output = new float[item.Batch * item.OutputRows * item.OutputWidth];
                float[] scratch = new float[model.ScratchLength(item.Tokens, threads)];
                Report($"{item.Attribute}, threads {threads}, the thread's scratch", pool, () => model.Forward(input, output, item.Batch, threads));
                Report($"{item.Attribute}, threads {threads}, own scratch", pool, () => model.Forward(input, output, scratch, item.Batch, threads));
                if (item.TakesLengths)
                {
                    int[] lengths = item.Lengths;
                    float[] results = new float[item.RowsOf(lengths) * item.OutputWidth];
                    Model.LengthsCall forward = model.ByLengths;
                    Report($"{item.Attribute}, threads {threads}, by lengths", pool, () => forward(input, lengths, results, threads));
                }
            }
        }

        foreach (ModelAllocationCase item in Every(ModelAllocationCase.All, every))
        {
            foreach (int threads in new[] { 1, 2 })
            {
                WholeModel model = WholeModel.CreateRandom(item.Attribute, 1);
                ModelCall call = item.Input.On(model);
                float[] output = new float[item.Input.ByLengths ? model.OutputLength(item.Input.Rows) : model.OutputLength(item.Input.Rows.Length, item.Input.Rows[0])];
                float[] scratch = new float[model.ScratchLength(item.Input.Rows.Max(), threads)];
                Report($"{item.Attribute}, threads {threads}, the thread's scratch", pool, () => call.Forward(output, threads));
                Report($"{item.Attribute}, threads {threads}, own scratch", pool, () => call.Scratched(output, scratch, threads));
            }
        }
    }

    /// <summary>Every so many of the cases, from the first one on.</summary>
    public static IReadOnlyList<T> Every<T>(IReadOnlyList<T> cases, int every) => [.. cases.Where((_, index) => index % every == 0)];

    private static void Report(string name, PoolBytes pool, Action call)
    {
        // The first calls make what is kept: the thread's scratch and its team.
        Round(call);
        long[] bytes = new long[Rounds];
        for (int round = 0; round < Rounds; round++)
        {
            long before = pool.Count() + GC.GetAllocatedBytesForCurrentThread();
            Round(call);
            bytes[round] = GC.GetAllocatedBytesForCurrentThread() + pool.Count() - before;
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: {string.Join(' ', bytes)}"));
    }

    private static void Round(Action call)
    {
        for (int i = 0; i < CallsOfARound; i++)
        {
            call();
        }
    }
}
