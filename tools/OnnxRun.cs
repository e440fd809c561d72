#:package Microsoft.ML.OnnxRuntime
#:property PublishAot=false

// What ONNX Runtime computes, for tests to compare with: `dotnet run tools/OnnxRun.cs -- MODEL INPUT OUTPUT`. INPUT holds the floats of one row of
// the model's only input, [1, floats]; all floats of its first output are written to OUTPUT.

using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

if (args is not [string model, string inputPath, string outputPath])
{
    Console.Error.WriteLine("Usage: MODEL INPUT OUTPUT");
    return 2;
}

float[] input = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(inputPath)).ToArray();
using SessionOptions options = new() { IntraOpNumThreads = 1, InterOpNumThreads = 1 };
using InferenceSession session = new(model, options);
using RunOptions run = new();
using OrtValue value = OrtValue.CreateTensorValueFromMemory(input, [1, input.Length]);
using IDisposableReadOnlyCollection<OrtValue> outputs = session.Run(run, [session.InputNames.Single()], [value], [session.OutputNames[0]]);
File.WriteAllBytes(outputPath, MemoryMarshal.AsBytes(outputs[0].GetTensorDataAsSpan<float>()).ToArray());
Console.WriteLine(string.Join('x', outputs[0].GetTensorTypeAndShape().Shape));
return 0;
