// The encoder of the sample Quickstart, compiled ahead of time into one native file: the same results at the same speed, without a .NET installation.

using System.Runtime;
using Quickstart;
using ShapeGen;

const int Batch = 2;
const double Tolerance = 2e-6;

string folder = AppContext.BaseDirectory;
TinyEncoder model = TinyEncoder.Load(Path.Combine(folder, "encoder.safetensors"));

using SafetensorsFile reference = SafetensorsFile.Open(Path.Combine(folder, "reference.safetensors"));
float[] input = reference.ReadSingles("input"); // [2, 14, 64], row after row
float[] pytorch = reference.ReadSingles("output");
float[] output = new float[input.Length];
model.Forward(input, output, Batch);

double difference = 0;
for (int i = 0; i < output.Length; i++)
{
    difference = Math.Max(difference, Math.Abs((double)output[i] - pytorch[i]));
}

Measurement measurement = new(() => model.Forward(input, output, Batch));
Measurement.Run(measurement);

Console.WriteLine($"Compiled                         {(JitInfo.GetCompiledMethodCount() > 0 ? "while it runs (JIT)" : "ahead of time")}");
Console.WriteLine($"Instruction set                  {TinyEncoder.InstructionSet}");
Console.WriteLine($"Largest difference from PyTorch  {difference:0.0e+0}");
Console.WriteLine($"Microseconds per call            {measurement.Median:F1} (median), {measurement.Minimum:F1} (minimum)");
Console.WriteLine($"Bytes allocated per call         {measurement.BytesPerCall}");

// This form of the condition also fails for NaN.
if (!(difference <= Tolerance))
{
    Console.Error.WriteLine($"FAILED: the result differs from PyTorch's by more than {Tolerance:0e+0}.");
    return 1;
}

if (measurement.BytesPerCall > 0)
{
    Console.Error.WriteLine("FAILED: Forward allocates.");
    return 1;
}

return 0;
