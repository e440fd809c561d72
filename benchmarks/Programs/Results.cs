using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace ShapeGen.Measured;

/// <summary>Runs a model the requested number of times and reports its first, hundredth and ten thousandth result.</summary>
internal static class Results
{
    private const int Step = 100;

    /// <summary>
    /// Writes a line at each of these results, then a line with the instruction set that ran and the largest difference from the expected result. Then it waits
    /// for the end of its input, so that the parent process can read its memory use.
    /// </summary>
    public static int Run(string count, string body, float[] input, float[] expected, Action<float[], float[]> compute)
    {
        float[] output = new float[expected.Length];
        int last = Number(count), milestone = 1;
        for (int i = 1; i <= last; i++)
        {
            compute(input, output);
            if (i == milestone)
            {
                WriteLine(i.ToString(CultureInfo.InvariantCulture));
                milestone *= Step;
            }
        }

        float difference = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            // Keeps NaN.
            difference = MathF.Max(difference, MathF.Abs(output[i] - expected[i]));
        }

        WriteLine(body + " " + difference.ToString(CultureInfo.InvariantCulture));
        using Stream stopped = Console.OpenStandardInput();
        stopped.ReadByte();
        return 0;
    }

    public static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>A file of floats.</summary>
    public static float[] ReadFloats(string path) => MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(path)).ToArray();

    /// <summary>Writes bytes directly: the console's writer and its encodings take time to load.</summary>
    [SuppressMessage("Reliability", "CA2000:Dispose objects before losing scope", Justification = "Standard output is written to again.")]
    private static void WriteLine(string line) => Console.OpenStandardOutput().Write(Encoding.ASCII.GetBytes(line + "\n"));
}
