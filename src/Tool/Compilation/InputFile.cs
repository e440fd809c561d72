using ShapeGen.Generator.Graph;
using ShapeGen.Tool.Console;
using ShapeGen.Tool.Formats;

namespace ShapeGen.Tool.Compilation;

/// <summary>Reads a model's input from a safetensors file, with the names of tools/record_intermediates.py or of HuggingFace.</summary>
internal static class InputFile
{
    private static readonly string[] s_ids = ["input.ids", "ids", "input_ids"];
    private static readonly string[] s_types = ["input.types", "types", "token_type_ids"];
    private static readonly string[] s_pixels = ["input.pixels", "pixels", "pixel_values"];
    private static readonly string[] s_features = ["input.features", "features", "input", "input_features", "query"];
    private static readonly string[] s_memory = ["input.memory", "memory"];
    private static readonly string[] s_lengths = ["input.lengths", "lengths"];
    private static readonly string[] s_memoryLengths = ["input.memoryLengths", "memoryLengths"];

    /// <summary>Reads the input that a model takes.</summary>
    /// <exception cref="CheckpointException">The file is damaged.</exception>
    /// <exception cref="ToolException">It has no such input.</exception>
    public static ModelInput Read(string path, CompiledModel model)
    {
        using SafetensorsFile file = SafetensorsInput.Open(path);
        IntegerTensors integers = new(path, file);
        switch (model.Form.Input)
        {
            case InputForm.Ids or InputForm.IdsAndTypes:
                TensorInfo ids = Find(path, file, model, s_ids);
                int[] types = TryFind(file, s_types) is { } kinds && model.Form.Input == InputForm.IdsAndTypes ? integers.Read(kinds) : [];
                return new IdInput(integers.Read(ids), Lengths(path, file, integers, s_lengths, ids, inner: 0), types);
            case InputForm.Pixels or InputForm.PixelsOrBytes:
                TensorInfo pixels = Find(path, file, model, s_pixels);
                long width = model.Graph.Input.Width;
                int images = pixels.ElementCount > 0 && pixels.ElementCount % width == 0 ? (int)(pixels.ElementCount / width) : throw Wrong(path, pixels, $"has {pixels.ElementCount} elements, which is not a multiple of the {width} of an image");
                return pixels.Type == TensorType.U8 && model.Form.Input == InputForm.PixelsOrBytes
                    ? new ByteInput(Array.ConvertAll(integers.Read(pixels), pixel => (byte)pixel), images)
                    : new PixelInput(file.ReadSingles(pixels.Name), images);
            case InputForm.Rows or InputForm.Features:
                TensorInfo features = Find(path, file, model, s_features);
                return new FeatureInput(file.ReadSingles(features.Name), Lengths(path, file, integers, s_lengths, features, inner: 1));
            case InputForm.RowsAndMemory:
                TensorInfo query = Find(path, file, model, s_features), memory = Find(path, file, model, s_memory);
                return new MemoryInput(
                    file.ReadSingles(query.Name), Lengths(path, file, integers, s_lengths, query, inner: 1), file.ReadSingles(memory.Name), Lengths(path, file, integers, s_memoryLengths, memory, inner: 1));
            default:
                throw new InvalidOperationException($"No input is known for {model.Form.Input}.");
        }
    }

    private static TensorInfo? TryFind(SafetensorsFile file, string[] names) => names.Select(name => file.TryGetTensor(name, out TensorInfo? tensor) ? tensor : null).FirstOrDefault(tensor => tensor is not null);

    private static TensorInfo Find(string path, SafetensorsFile file, CompiledModel model, string[] names) => TryFind(file, names)
        ?? throw ToolException.BadFile(path, $"{model.Name} takes {ModelInput.Describe(model.Form.Input)}, but the file has no tensor named {string.Join(", ", names.Select(name => $"'{name}'"))}. It has {string.Join(", ", file.Tensors.Take(6).Select(tensor => $"'{tensor.Name}'"))}{(file.Tensors.Count > 6 ? ", …" : "")}.");

    /// <summary>The lengths of the sequences: from the file, or from the shape of the rows, where the last <paramref name="inner"/> dimensions are one row.</summary>
    private static int[] Lengths(string path, SafetensorsFile file, IntegerTensors integers, string[] names, TensorInfo rows, int inner)
    {
        int outer = rows.Shape.Count - inner;
        if (outer is < 1 or > 2 || rows.ElementCount == 0)
        {
            throw Wrong(path, rows, $"should have the shape {(inner == 0 ? "[tokens] or [sequences, tokens]" : "[tokens, features] or [sequences, tokens, features]")}, with at least one token");
        }

        long all = outer == 1 ? rows.Shape[0] : rows.Shape[0] * rows.Shape[1];
        if (TryFind(file, names) is { } tensor)
        {
            int[] lengths = integers.Read(tensor);
            return lengths.Length > 0 && lengths.All(length => length > 0) && lengths.Sum(length => (long)length) == all
                ? lengths
                : throw Wrong(path, tensor, $"should hold the length of each sequence: at least 1 each, {all} in total, not {lengths.Sum(length => (long)length)}");
        }

        return outer == 1 ? [checked((int)all)] : [.. Enumerable.Repeat(checked((int)rows.Shape[1]), checked((int)rows.Shape[0]))];
    }

    private static ToolException Wrong(string path, TensorInfo tensor, string problem) => ToolException.BadFile(path, $"{tensor} {problem}.");
}
