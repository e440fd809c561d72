using System.Globalization;
using ShapeGen;

namespace AotSubject;

/// <summary>The whole way from a checkpoint to an answer, once.</summary>
internal static class Answer
{
    /// <summary>Prints the body that ran and the largest difference from PyTorch; then waits, so that whoever started the process can look at its memory.</summary>
    public static int Run()
    {
        string folder = AppContext.BaseDirectory;
        Seed model = Seed.Load(Path.Combine(folder, "encoder.safetensors"));
        using SafetensorsFile reference = SafetensorsFile.Open(Path.Combine(folder, "reference.safetensors"));
        float[] input = reference.ReadSingles("input");
        float[] pytorch = reference.ReadSingles("output");
        float[] output = new float[input.Length];
        model.Forward(input, output, Cases.SeedBatch);

        double difference = 0;
        for (int i = 0; i < output.Length; i++)
        {
            difference = Math.Max(difference, Math.Abs((double)output[i] - pytorch[i]));
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Seed.InstructionSet} {difference}"));
        using Stream stopped = Console.OpenStandardInput();
        stopped.ReadByte();
        return 0;
    }
}
