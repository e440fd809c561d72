// Makes a checkpoint of the encoder of Moonshine, a speech-to-text model, from its ONNX file: docs/models.md says where that is to be had.

using System.Globalization;
using ShapeGen;
using ShapeGen.ConvertMoonshine;

if (args is not [string onnx, string checkpoint])
{
    Console.Error.WriteLine("Usage: dotnet run --project tools/ConvertMoonshine -- encoder_model.onnx moonshine.safetensors");
    return 2;
}

try
{
    IReadOnlyList<SafetensorsTensor> tensors = MoonshineEncoder.Convert(File.ReadAllBytes(onnx));
    SafetensorsWriter.Write(checkpoint, tensors);
    long parameters = tensors.Sum(tensor => tensor.Shape.Aggregate(1L, (product, size) => product * size));
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{checkpoint}: {tensors.Count} tensors, {parameters:N0} parameters"));
    return 0;
}
catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException)
{
    Console.Error.WriteLine(exception.Message);
    return 1;
}
