using ShapeGen.Numerics.Tests.Models;

namespace ShapeGen.Numerics.Tests;

/// <summary>What a call promises besides its numbers: any number of threads, refusal of what does not fit.</summary>
[Trait("Category", "Numeric")]
public sealed class CallTests
{
    [Fact]
    public void Many_threads_share_a_model()
    {
        Model model = Model.CreateRandom(KnownModels.Odd, 5);
        float[][] inputs = Enumerable.Range(1, 8).Select(tokens => Input(tokens * 7, 62, tokens)).ToArray();
        float[][] expected = Array.ConvertAll(inputs, input => Run(model, input));

        Thread[] threads = new Thread[16];
        List<Exception> failures = [];
        for (int thread = 0; thread < threads.Length; thread++)
        {
            int start = thread;
            threads[thread] = new Thread(() =>
            {
                try
                {
                    for (int i = 0; i < 200; i++)
                    {
                        int which = (start + i) % inputs.Length;
                        Assert.Equal(expected[which], Run(model, inputs[which]));
                    }
                }
                catch (Exception failure)
                {
                    lock (failures)
                    {
                        failures.Add(failure);
                    }
                }
            });
        }

        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        Assert.Empty(failures);
    }

    [Fact]
    public void Nothing_outside_of_the_output_is_written()
    {
        Model model = Model.CreateRandom(KnownModels.Odd, 5);
        for (int tokens = 1; tokens < 40; tokens++)
        {
            float[] input = Input(tokens, 62, tokens);
            float[] expected = Run(model, input);
            float[] wide = Enumerable.Repeat(float.NaN, input.Length + 64).ToArray();
            float[] scratch = Enumerable.Repeat(7f, model.ScratchLength(tokens) + 64).ToArray();
            model.Forward(input, wide.AsSpan(32, input.Length), scratch.AsSpan(32, scratch.Length - 64));

            Assert.Equal(expected, wide.AsSpan(32, input.Length));
            Assert.All(wide.Take(32).Concat(wide.TakeLast(32)), value => Assert.True(float.IsNaN(value)));
            Assert.All(scratch.Take(32).Concat(scratch.TakeLast(32)), value => Assert.Equal(7f, value));
        }
    }

    [Fact]
    public void Misfits_are_refused_and_nothing_is_written()
    {
        Model model = Model.CreateRandom(KnownModels.Tiny, 1);
        float[] memory = Enumerable.Repeat(3f, 4096).ToArray();

        Refused("input", () => model.Forward(memory.AsSpan(0, 100), new float[100]));
        Refused("input", () => model.Forward([], []));
        Refused("input", () => model.Forward(memory.AsSpan(0, 64 * 3), new float[64 * 3], batch: 2));
        Refused("output", () => model.Forward(memory.AsSpan(0, 128), memory.AsSpan(2048, 64)));
        Refused("output", () => model.Forward(memory.AsSpan(0, 128), memory.AsSpan(64, 128)));
        Refused("batch", () => model.Forward(memory.AsSpan(0, 128), memory.AsSpan(2048, 128), batch: 0));
        Refused("scratch", () => model.Forward(memory.AsSpan(0, 128), memory.AsSpan(2048, 128), new float[16], 1));
        Refused("scratch", () => model.Forward(memory.AsSpan(0, 128), memory.AsSpan(2048, 128), memory, 1));
        Refused("tokens", () => model.ScratchLength(0));
        Assert.All(memory, value => Assert.Equal(3f, value));

        Model isFixed = Model.CreateRandom(KnownModels.TinyFixed, 1);
        Refused("input", () => isFixed.Forward(memory.AsSpan(0, 128), memory.AsSpan(2048, 128)));

        static void Refused(string parameter, Action call)
        {
            Exception exception = Record.Exception(call)!;
            if (exception is System.Reflection.TargetInvocationException { InnerException: { } inner })
            {
                exception = inner;
            }

            Assert.Equal(parameter, Assert.IsAssignableFrom<ArgumentException>(exception).ParamName);
        }
    }

    [Fact]
    public void Not_a_number_comes_out_where_it_went_in()
    {
        Model model = Model.CreateRandom(KnownModels.Tiny, 1);
        float[] input = Input(3, 64, 1);
        input[70] = float.NaN;
        float[] output = Run(model, input);
        Assert.True(float.IsNaN(output[64]), "The second token's NaN was lost.");

        // Every token attends to the second one.
        Assert.All(output, value => Assert.True(float.IsNaN(value)));
    }

    [Fact]
    public void Scratch_grows_with_the_tokens_and_not_with_their_square()
    {
        Model model = Model.CreateRandom(KnownModels.MiniLm, 1);
        long at1000 = model.ScratchLength(1000);
        long at2000 = model.ScratchLength(2000);
        long at4000 = model.ScratchLength(4000);
        Assert.InRange((double)(at4000 - at2000) / (at2000 - at1000), 1.8, 2.2);
    }

    [Fact]
    public void The_same_seed_makes_the_same_model()
    {
        float[] input = Input(5, 64, 9);
        Assert.Equal(Run(Model.CreateRandom(KnownModels.Tiny, 4), input), Run(Model.CreateRandom(KnownModels.Tiny, 4), input));
        Assert.NotEqual(Run(Model.CreateRandom(KnownModels.Tiny, 4), input), Run(Model.CreateRandom(KnownModels.Tiny, 5), input));
    }

    private static float[] Input(int tokens, int width, int seed)
    {
        Random random = new(seed);
        return Enumerable.Range(0, tokens * width).Select(_ => (float)((random.NextDouble() * 2) - 1)).ToArray();
    }

    private static float[] Run(Model model, float[] input)
    {
        float[] output = new float[input.Length];
        model.Forward(input, output);
        return output;
    }
}
