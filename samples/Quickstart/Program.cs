// Runs a Transformer encoder that PyTorch exported (export.py) and compares the result with PyTorch's.

using System.Globalization;
using Quickstart;
using ShapeGen;

const int Batch = 2;
const double Tolerance = 2e-6;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
string folder = AppContext.BaseDirectory;

// Load. A checkpoint that does not fit the class is refused here, with a list of all problems.
TinyEncoder model = TinyEncoder.Load(Path.Combine(folder, "encoder.safetensors"));

using SafetensorsFile reference = SafetensorsFile.Open(Path.Combine(folder, "reference.safetensors"));
float[] input = reference.ReadSingles("input"); // [2, 14, 64], row after row
int tokens = input.Length / (Batch * TinyEncoder.Embed);

// Run.
float[] output = new float[input.Length];
model.Forward(input, output, Batch);

Console.WriteLine($"TinyEncoder: {TinyEncoder.ParameterCount:N0} parameters, running on {TinyEncoder.InstructionSet}");
Console.WriteLine();
PrintShapes(Batch, tokens);

// Compare. PyTorch computed in float32, like the model, and in float64, which is close to the exact result.
float[] pytorch = reference.ReadSingles("output");
float[] float64 = reference.ReadSingles("output_float64"); // rounded to float here
double difference = LargestDifference(output, pytorch);
double error = LargestDifference(output, float64);

Console.WriteLine($"The first numbers of y    {FirstNumbers(output)}");
Console.WriteLine($"PyTorch's                 {FirstNumbers(pytorch)}");
Console.WriteLine();
Console.WriteLine("Largest difference");
Console.WriteLine($"  from PyTorch's float32  {difference:0.0e+0}");
Console.WriteLine($"  from PyTorch's float64  {error:0.0e+0} (PyTorch's own float32: {LargestDifference(pytorch, float64):0.0e+0})");
Console.WriteLine();

// Measure.
Measurement both = new(() => model.Forward(input, output, Batch));
Measurement one = new(() => model.Forward(input.AsSpan(0, input.Length / Batch), output.AsSpan(0, input.Length / Batch)));
Measurement.Run(both, one);

Console.WriteLine("Microseconds per call     median   minimum   bytes allocated");
Console.WriteLine($"  {Shape(Batch, tokens, TinyEncoder.Embed),-22}{both.Median,8:F1}{both.Minimum,10:F1}{both.BytesPerCall,18}");
Console.WriteLine($"  {Shape(1, tokens, TinyEncoder.Embed),-22}{one.Median,8:F1}{one.Minimum,10:F1}{one.BytesPerCall,18}");

// This form of the condition also fails for NaN.
if (!(difference <= Tolerance && error <= Tolerance))
{
    Console.Error.WriteLine($"FAILED: the result differs from PyTorch's by more than {Tolerance:0e+0}.");
    return 1;
}

if (both.BytesPerCall > 0 || one.BytesPerCall > 0)
{
    Console.Error.WriteLine("FAILED: Forward allocates.");
    return 1;
}

return 0;

// The shapes of the tensors in the layer, with this class's sizes.
static void PrintShapes(int batch, int tokens)
{
    const int Embed = TinyEncoder.Embed, Heads = TinyEncoder.Heads, HeadDim = TinyEncoder.HeadDim, Ffn = TinyEncoder.Ffn;

    Console.WriteLine($"x                {Shape(batch, tokens, Embed)}");
    Console.WriteLine($"-> qkv           {Shape(batch, tokens, 3 * Embed),-16}one projection of LayerNorm(x) to q, k and v");
    Console.WriteLine($"-> q, k, v each  {Shape(batch, Heads, tokens, HeadDim),-16}cut into {Heads} heads of {Embed} / {Heads} = {HeadDim} features");
    Console.WriteLine($"-> softmax       {Shape(batch, Heads, tokens, tokens),-16}of q times k transposed / sqrt({HeadDim}): {tokens} weights for each token in each head");
    Console.WriteLine($"-> context       {Shape(batch, Heads, tokens, HeadDim),-16}softmax times v; heads joined again: {Shape(batch, tokens, Embed)}");
    Console.WriteLine($"-> attended      {Shape(batch, tokens, Embed),-16}x + the output projection of context");
    Console.WriteLine($"-> hidden        {Shape(batch, tokens, Ffn),-16}SiLU of the first feed-forward layer of LayerNorm(attended)");
    Console.WriteLine($"-> y             {Shape(batch, tokens, Embed),-16}attended + the second feed-forward layer");
    Console.WriteLine();
}

static string Shape(params int[] sizes) => $"[{string.Join(", ", sizes)}]";

static string FirstNumbers(float[] values) => string.Join("  ", values.Take(5).Select(value => $"{value,10:F7}"));

static double LargestDifference(float[] left, float[] right)
{
    double largest = 0;
    for (int i = 0; i < left.Length; i++)
    {
        largest = Math.Max(largest, Math.Abs((double)left[i] - right[i]));
    }

    return largest;
}
