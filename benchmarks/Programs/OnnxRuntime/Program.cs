// ONNX Runtime as a whole process: `results COUNT MODEL INPUT EXPECTED BATCH TOKENS EMBED`.

using Microsoft.ML.OnnxRuntime;
using ShapeGen.Measured;

if (args is not ["results", string count, string model, string inputPath, string expectedPath, string batch, string tokens, string embed])
{
    Console.Error.WriteLine("Usage: results COUNT MODEL INPUT EXPECTED BATCH TOKENS EMBED");
    return 2;
}

using SessionOptions options = new()
{
    GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
    IntraOpNumThreads = 1,
    InterOpNumThreads = 1,
};
using InferenceSession session = new(model, options);
using RunOptions run = new();
string[] inputs = [session.InputNames[0]], outputs = [session.OutputNames[0]];
long[] shape = [Results.Number(batch), Results.Number(tokens), Results.Number(embed)];
OrtValue[]? inputValues = null, outputValues = null;
return Results.Run(count, "native", Results.ReadFloats(inputPath), Results.ReadFloats(expectedPath), Compute);

void Compute(float[] input, float[] output)
{
    inputValues ??= [OrtValue.CreateTensorValueFromMemory(input, shape)];
    outputValues ??= [OrtValue.CreateTensorValueFromMemory(output, shape)];
    session.Run(run, inputs, inputValues, outputs, outputValues);
}
