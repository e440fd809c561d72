using ShapeGen.Tool.Console;
using ShapeGen.Tool.Conversion.NumPy;
using ShapeGen.Tool.Conversion.Onnx;
using ShapeGen.Tool.Conversion.PyTorch;
using ShapeGen.Tool.Conversion.Storage;
using ShapeGen.Tool.Conversion.TensorFlowLite;
using ShapeGen.Tool.Formats;

namespace ShapeGen.Tool.Conversion;

/// <summary>Opens a checkpoint of any format.</summary>
internal static class Checkpoints
{
    /// <summary>The files to look for in a folder, best first. An index comes before a single file, which may be one of its parts.</summary>
    private static readonly string[] InFolder =
        ["model.safetensors.index.json", "model.safetensors", "pytorch_model.bin.index.json", "pytorch_model.bin", "model.onnx", "onnx/model.onnx"];

    /// <summary>Opens a checkpoint.</summary>
    /// <param name="path">A file, an index of several, or a folder.</param>
    /// <param name="format">The format, or null to detect it.</param>
    /// <param name="options">Options of the reader.</param>
    /// <param name="cancellation">Stops opening, and later writing tensors.</param>
    /// <exception cref="ToolException">It is not a checkpoint, or not what it should be.</exception>
    public static CheckpointReader Open(string path, CheckpointFormat? format, ReaderOptions options, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (Directory.Exists(path))
        {
            path = FindInFolder(path);
        }

        CheckpointFormat found = format ?? Find(path, cancellation);
        if (options.UseNodeNames && found != CheckpointFormat.Onnx)
        {
            throw ToolException.Usage($"--names node is for ONNX, but {path} is {FileKind.Describe(found)}.");
        }

        if (options.Root is not null && found is not (CheckpointFormat.PyTorch or CheckpointFormat.Sharded))
        {
            throw ToolException.Usage($"--root is for PyTorch, but {path} is {FileKind.Describe(found)}.");
        }

        try
        {
            return found switch
            {
                CheckpointFormat.Safetensors => new SafetensorsReader(path, cancellation),
                CheckpointFormat.Onnx => new OnnxReader(path, options.UseNodeNames, cancellation),
                CheckpointFormat.Npy => new NpyReader(path, cancellation),
                CheckpointFormat.Npz => new NpzReader(path, cancellation),
                CheckpointFormat.PyTorch => new TorchReader(path, options.Root, cancellation),
                CheckpointFormat.TFLite => new TFLiteReader(path, cancellation),
                CheckpointFormat.Sharded => new ShardedReader(path, options, cancellation),
                _ => throw new InvalidOperationException($"No reader for {found}."),
            };
        }
        catch (InvalidDataException exception)
        {
            throw ToolException.BadFile(path, exception.Message, exception);
        }
        catch (Exception exception) when (DamagedFile.IsIndicatedBy(exception))
        {
            throw ToolException.BadFile(path, $"this is {FileKind.Describe(found)} that is damaged or truncated: {exception.Message}", exception);
        }
    }

    private static CheckpointFormat Find(string path, CancellationToken cancellation)
    {
        FileKind kind = FileRecogniser.Recognise(path, cancellation);
        return kind.Format ?? throw ToolException.BadFile(path, kind.Explanation);
    }

    private static string FindInFolder(string folder)
    {
        if (InFolder.Select(name => Path.Combine(folder, name)).FirstOrDefault(File.Exists) is { } path)
        {
            return path;
        }

        string[] parts = [.. Directory.EnumerateFiles(folder, "*-of-*").Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal)];
        throw ToolException.BadFile(
            folder,
            parts.Length > 0
                ? $"the folder has parts of a checkpoint, such as {parts[0]}, but no index of their tensors. Put {InFolder[0]} or {InFolder[2]} in the folder."
                : $"the folder has no checkpoint with a usual name: {string.Join(", ", InFolder)}. Give the file instead.");
    }
}
