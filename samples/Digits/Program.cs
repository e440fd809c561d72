// Reads 360 handwritten digits with a small Transformer that PyTorch trained (train.py), and compares every result with PyTorch's.

using System.Diagnostics;
using System.Globalization;
using System.Text;
using Digits;

const int Rounds = 15;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
Console.OutputEncoding = Encoding.UTF8;
string folder = AppContext.BaseDirectory;

DigitModel model = DigitModel.Load(Path.Combine(folder, "digits.safetensors"));
TestSet tests = TestSet.Load(Path.Combine(folder, "digits_test.safetensors"));

// Classify, and compare.
int[] results = new int[tests.Count];
float[] logits = new float[DigitModel.OutputWidth];
double largestDifference = 0;
for (int i = 0; i < tests.Count; i++)
{
    model.Forward(tests.Image(i), logits);
    results[i] = DigitModel.Digit(logits);
    ReadOnlySpan<float> pytorch = tests.PyTorchLogits(i);
    for (int digit = 0; digit < logits.Length; digit++)
    {
        largestDifference = Math.Max(largestDifference, Math.Abs((double)logits[digit] - pytorch[digit]));
    }
}

int right = CountWhere(i => results[i] == tests.Label(i));
int pytorchRight = CountWhere(i => tests.PyTorchPrediction(i) == tests.Label(i));
int agreed = CountWhere(i => results[i] == tests.PyTorchPrediction(i));

// Draw the first four images, and the first one that the model gets wrong.
IEnumerable<int> misread = Enumerable.Range(0, tests.Count).Where(i => results[i] != tests.Label(i));
foreach (int i in Enumerable.Range(0, 4).Concat(misread.Take(1)))
{
    Terminal.Draw(
        tests.Image(i),
        $"image {i}",
        $"result   {results[i]}{(results[i] == tests.Label(i) ? "" : "   <- wrong")}",
        $"PyTorch  {tests.PyTorchPrediction(i)}",
        $"label    {tests.Label(i)}");
}

(double microseconds, double bytes) = Measure();

Console.WriteLine($"Accuracy                   {right} of {tests.Count} ({(double)right / tests.Count:P2})");
Console.WriteLine($"PyTorch's accuracy         {pytorchRight} of {tests.Count} ({(double)pytorchRight / tests.Count:P2})");
Console.WriteLine($"Same result as PyTorch     {agreed} of {tests.Count}");
Console.WriteLine($"Largest logit difference   {largestDifference:0.0e+0}");
Console.WriteLine($"Microseconds per image     {microseconds:F1} on {DigitModel.InstructionSet}");
Console.WriteLine($"Bytes allocated per image  {bytes:0.##}");

if (agreed != tests.Count)
{
    Console.Error.WriteLine($"FAILED: {tests.Count - agreed} results differ from PyTorch's.");
    return 1;
}

if (bytes > 0)
{
    Console.Error.WriteLine("FAILED: classifying allocates.");
    return 1;
}

return 0;

int CountWhere(Func<int, bool> holds) => Enumerable.Range(0, tests.Count).Count(holds);

void ClassifyAll()
{
    for (int i = 0; i < tests.Count; i++)
    {
        model.Forward(tests.Image(i), logits);
    }
}

// The time of the median round, and the bytes allocated in all rounds.
(double Microseconds, double Bytes) Measure()
{
    // Give the JIT time to recompile hot methods with optimisation, in the background.
    for (long start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < TimeSpan.FromMilliseconds(500);)
    {
        ClassifyAll();
    }

    double[] rounds = new double[Rounds];
    long bytesBefore = GC.GetAllocatedBytesForCurrentThread();
    for (int round = 0; round < Rounds; round++)
    {
        long start = Stopwatch.GetTimestamp();
        ClassifyAll();
        rounds[round] = Stopwatch.GetElapsedTime(start).TotalMicroseconds / tests.Count;
    }

    long bytes = GC.GetAllocatedBytesForCurrentThread() - bytesBefore;
    Array.Sort(rounds);
    return (rounds[Rounds / 2], (double)bytes / (Rounds * tests.Count));
}
