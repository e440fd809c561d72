using System.IO.Compression;
using System.Text;
using ShapeGen.Tool.Console;
using ShapeGen.Tool.Conversion.NumPy;
using ShapeGen.Tool.Conversion.Onnx;
using ShapeGen.Tool.Conversion.PyTorch;
using ShapeGen.Tool.Conversion.Storage;
using ShapeGen.Tool.Conversion.TensorFlowLite;

namespace ShapeGen.Tool.Conversion;

/// <summary>Finds out what a file is, by its content and not by its name, and opens it.</summary>
internal static class Checkpoints
{
    /// <summary>How the names of indexes end.</summary>
    public const string IndexEnd = ".index.json";


    /// <summary>The files of a folder, the best first. An index comes before a single file: the other file is one of its parts then.</summary>
    private static readonly string[] InFolder =
        ["model.safetensors.index.json", "model.safetensors", "pytorch_model.bin.index.json", "pytorch_model.bin", "model.onnx", "onnx/model.onnx"];

    /// <summary>Opens a checkpoint.</summary>
    /// <param name="path">A file, an index of several, or a folder.</param>
    /// <param name="format">The format, or null to find it out.</param>
    /// <param name="options">How it is read.</param>
    /// <exception cref="ToolException">It is none, or is not what it should be.</exception>
    public static CheckpointReader Open(string path, CheckpointFormat? format, ReaderOptions options)
    {
        try
        {
            if (Directory.Exists(path))
            {
                path = FindInFolder(path);
            }

            CheckpointFormat found = format ?? Detect(path);
            if (options.NamesOfNodes && found != CheckpointFormat.Onnx)
            {
                throw ToolException.Usage($"--names node is for ONNX, and {path} is {Describe(found)}.");
            }

            if (options.Root is not null && found is not (CheckpointFormat.PyTorch or CheckpointFormat.Sharded))
            {
                throw ToolException.Usage($"--root is for PyTorch, and {path} is {Describe(found)}.");
            }

            return found switch
            {
                CheckpointFormat.Safetensors => new SafetensorsReader(path),
                CheckpointFormat.Onnx => new OnnxReader(path, options.NamesOfNodes),
                CheckpointFormat.Npy => new NpyReader(path),
                CheckpointFormat.Npz => new NpzReader(path),
                CheckpointFormat.PyTorch => new TorchReader(path, options.Root),
                CheckpointFormat.TFLite => new TFLiteReader(path),
                CheckpointFormat.Sharded => new ShardedReader(path, options),
                _ => throw new ArgumentOutOfRangeException(nameof(format), found, "No reader for this format."),
            };
        }
        catch (InvalidDataException exception)
        {
            throw ToolException.BadFile(path, exception.Message, exception);
        }
    }

    private static string Describe(CheckpointFormat format) => format switch
    {
        CheckpointFormat.Safetensors => "a safetensors file",
        CheckpointFormat.Onnx => "an ONNX file",
        CheckpointFormat.Npy or CheckpointFormat.Npz => "a file of NumPy",
        CheckpointFormat.PyTorch => "a file of PyTorch",
        CheckpointFormat.TFLite => "a file of TensorFlow Lite",
        CheckpointFormat.Sharded => "an index of several files",
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "No such format."),
    };

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
                ? $"the folder has parts of a checkpoint, such as {parts[0]}, and no index that says which tensor is in which. Put {InFolder[0]} or {InFolder[2]} beside them."
                : $"the folder has no checkpoint of a usual name: {string.Join(", ", InFolder)}. Give the file.");
    }

    private static CheckpointFormat Detect(string path)
    {
        if (path.EndsWith(IndexEnd, StringComparison.OrdinalIgnoreCase))
        {
            return CheckpointFormat.Sharded;
        }

        byte[] start = new byte[64];
        int length;
        using (FileStream file = File.OpenRead(path))
        {
            length = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        }

        ReadOnlySpan<byte> bytes = start.AsSpan(0, length);
        if (length == 0)
        {
            throw ToolException.BadFile(path, "the file is empty.");
        }

        if (bytes.StartsWith("PK\u0003\u0004"u8) || bytes.StartsWith("PK\u0005\u0006"u8))
        {
            return DetectArchive(path);
        }

        if (bytes.StartsWith(NpyHeader.Magic))
        {
            return CheckpointFormat.Npy;
        }

        if (bytes.Length >= 8 && bytes[4..8].SequenceEqual("TFL3"u8))
        {
            return CheckpointFormat.TFLite;
        }

        if (bytes.Length > 8 && bytes[8] == '{')
        {
            return CheckpointFormat.Safetensors;
        }

        if (bytes.StartsWith(TorchReader.LegacyMagic) || (bytes.Length > 2 && bytes[0] == 0x80 && bytes[1] is >= 2 and <= 5))
        {
            // The reader explains what to do.
            return CheckpointFormat.PyTorch;
        }

        if (ForeignFormats.Explain(bytes) is { } explanation)
        {
            throw ToolException.BadFile(path, explanation);
        }

        // The first field of an ONNX file is the version of the format, a small number.
        if (path.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase) || (bytes.Length > 2 && bytes[0] == 0x08 && bytes[1] is > 0 and < 0x20))
        {
            return CheckpointFormat.Onnx;
        }

        throw ToolException.BadFile(
            path, "this is no checkpoint that can be read: it is not safetensors, ONNX, NumPy (.npy, .npz), PyTorch (a zip archive) or TensorFlow Lite. If it is one of them all the same, give --format.");
    }

    private static CheckpointFormat DetectArchive(string path)
    {
        using CheckedArchive archive = new(path);
        if (archive.Names.Any(static name => Path.GetFileName(name) == TorchReader.PickleName))
        {
            return CheckpointFormat.PyTorch;
        }

        return archive.Names.Any(static name => name.EndsWith(NpzReader.EntryEnd, StringComparison.Ordinal))
            ? CheckpointFormat.Npz
            : throw ToolException.BadFile(path, $"the zip archive has neither {TorchReader.PickleName}, as PyTorch's have, nor entries that end in {NpzReader.EntryEnd}, as NumPy's have.");
    }
}
