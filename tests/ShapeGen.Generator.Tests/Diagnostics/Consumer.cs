namespace ShapeGen.Generator.Tests.Diagnostics;

/// <summary>Code that uses everything a model offers, as a user's would: it must compile whether the model has a mistake or not.</summary>
internal static class Consumer
{
    public static string Of(string type, string attribute)
    {
        string[] constants = attribute switch
        {
            "Linear" => ["In", "Out"],
            "LayerNorm" => ["Dim"],
            "FeedForward" => ["Embed", "Ffn"],
            "MultiHeadAttention" => ["Embed", "Heads", "HeadDim"],
            _ => ["Embed", "Heads", "HeadDim", "Ffn"],
        };
        return $$"""
            internal static class Consumer
            {
                private delegate void BatchCall(System.ReadOnlySpan<float> input, System.Span<float> output, int batch);

                private delegate void ThreadsCall(System.ReadOnlySpan<float> input, System.Span<float> output, int batch, int threads);

                private const int Size = {{string.Join(" + ", constants.Select(constant => $"{type}.{constant}"))}};

                public static long Use(string path, ShapeGen.SafetensorsFile file, byte[] bytes, float[] input, float[] output)
                {
                    {{type}} first = {{type}}.Load(path);
                    {{type}} second = {{type}}.Load(file, prefix: "layers.0.");
                    {{type}} third = {{type}}.Load(bytes);
                    {{type}} fourth = {{type}}.CreateRandom(seed: 1).WithThreads(threads: 2);
                    first.Forward(input, output);
                    second.Forward(input, output, batch: 2);
                    third.Forward(input, output, new float[{{type}}.ScratchLength(tokens: 14)]);
                    third.Forward(input, output, batch: 1, threads: 1);
                    fourth.Forward(input, output, new float[{{type}}.ScratchLength(14, fourth.Threads)], batch: 2, threads: 0);

                    // By position and by name, with each of what may be left out.
                    float[] scratch = new float[{{type}}.ScratchLength(14, 2)];
                    first.Forward(input, output, 2);
                    first.Forward(input, output, 2, 2);
                    first.Forward(input, output, 2, threads: 2);
                    first.Forward(input, output, threads: 2);
                    first.Forward(output: output, input: input);
                    first.Forward(input, output, scratch, 2);
                    first.Forward(input, output, scratch, 2, 2);
                    first.Forward(input, output, scratch, batch: 2);
                    first.Forward(input, output, scratch: scratch, threads: 2);
                    first.Forward(input, output, batch: 2, scratch: scratch);
                    first.Forward(input, output, threads: 2, batch: 2, scratch: scratch);
                    BatchCall call = first.Forward;
                    ThreadsCall calls = first.Forward;
                    call(input, output, 2);
                    calls(input, output, 2, 2);
                    return Size + {{type}}.ParameterCount + (int){{type}}.InstructionSet;
                }
            }
            """;
    }
}
