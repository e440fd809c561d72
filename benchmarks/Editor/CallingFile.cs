using System.Globalization;

namespace ShapeGen.Comparison.Editor;

/// <summary>A typical user's file: a service, batches, a loop over sequences, a handler, small buffers on the stack.</summary>
internal static class CallingFile
{
    /// <summary>The only mistake in it, once per model; the analyzers report it, which shows that they ran.</summary>
    public const string Mistake = "SHG0036";

    /// <param name="models">The number of models that it calls.</param>
    /// <param name="edit">A number in a method.</param>
    public static string Text(int models, int edit) => $$"""
        using System;
        using System.Collections.Generic;
        using System.Linq;
        using System.Threading.Tasks;
        using Project.Models;

        namespace Project.Calls;

        public sealed class Routes
        {
            private readonly Dictionary<string, Func<float[], float[]>> _handlers = [];

            public void Map(string pattern, Func<float[], float[]> handler) => _handlers[pattern] = handler;

            public int Count(int start) => _handlers.Count + start + {{edit.ToString(CultureInfo.InvariantCulture)}};
        }
        {{string.Concat(Enumerable.Range(0, models).Select(number => Calls("Model" + number.ToString(CultureInfo.InvariantCulture))))}}
        """;

    private static string Calls(string model) => $$"""

        public sealed class {{model}}Service
        {
            private static readonly {{model}} Shared = {{model}}.CreateRandom(seed: 1);

            private readonly {{model}} _model;
            private readonly float[] _scratch = new float[{{model}}.ScratchLength(128)];

            public {{model}}Service(string path)
            {
                _model = {{model}}.Load(path);
                _model.WithThreads(2);
            }

            public float[] Run(ReadOnlySpan<float> input)
            {
                float[] output = new float[input.Length];
                _model.Forward(input, output);
                return output;
            }

            public float[][] All(IReadOnlyList<float[]> inputs)
            {
                float[][] outputs = new float[inputs.Count][];
                for (int i = 0; i < inputs.Count; i++)
                {
                    outputs[i] = new float[inputs[i].Length];
                    _model.Forward(inputs[i], outputs[i], _scratch);
                }

                return outputs;
            }

            public static float Stack()
            {
                Span<float> x = stackalloc float[2 * {{model}}.Embed];
                x.Fill(1);
                Shared.Forward(x, x);
                return x[0] + x[^1];
            }

            public static void Lengths(float[] rows, float[] output)
            {
                int[] lengths = [3, 14, 7];
                Shared.Forward(rows.AsSpan(0, lengths.Sum() * {{model}}.Embed), lengths, output);
            }

            public static void Register(Routes routes, string path)
            {
                {{model}} model = {{model}}.Load(path);
                routes.Map("/{{model}}", input =>
                {
                    float[] output = new float[input.Length];
                    model.Forward(input, output);
                    return output;
                });
            }

            public Task<float[]> Later(float[] input) => Task.Run(() => Run(input));
        }
        """;
}
