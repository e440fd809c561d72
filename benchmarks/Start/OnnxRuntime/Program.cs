// From start to the first answer: opens the model that is its argument, and runs once.

using ShapeGen.Benchmarks.Start;
#if ONNXRUNTIME
using Microsoft.ML.OnnxRuntime;

const int Batch = 2;
const int Tokens = 14;
const int Embed = 64;

using SessionOptions options = new()
{
    GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
    IntraOpNumThreads = 1,
    InterOpNumThreads = 1,
};
using InferenceSession session = new(args[0], options);
float[] input = new float[Batch * Tokens * Embed];
for (int i = 0; i < input.Length; i++)
{
    input[i] = (i % 13) - 6;
}

float[] output = new float[input.Length];
long[] shape = [Batch, Tokens, Embed];
using OrtValue inputValue = OrtValue.CreateTensorValueFromMemory(input, shape);
using OrtValue outputValue = OrtValue.CreateTensorValueFromMemory(output, shape);
using RunOptions run = new();
session.Run(run, ["input"], [inputValue], ["output"], [outputValue]);
return Ending.End(float.IsFinite(output[0]) && output[0] != 0);
#else
Console.Error.WriteLine("Built without ONNX Runtime: run benchmarks/setup-peers.sh and build again.");
return Ending.End(answered: false);
#endif
