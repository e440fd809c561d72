using System.Buffers.Binary;
using ShapeGen.Tool.Conversion;
using ShapeGen.Tool.Conversion.NumPy;
using ShapeGen.Tool.Conversion.PyTorch;
using ShapeGen.Tool.Conversion.Storage;

namespace ShapeGen.Tool.Formats;

/// <summary>Finds the kind of a file from its content, not its name. All commands use this class, so they agree.</summary>
internal static class FileRecogniser
{
    /// <summary>The end of an index's name.</summary>
    public const string IndexEnd = ".index.json";

    /// <summary>Enough for all magic numbers, and for the first words of a web page.</summary>
    private const int StartLength = 512;

    /// <summary>Examines the beginning of a file, or the entries of a zip archive.</summary>
    /// <exception cref="Console.ToolException">It is a zip archive that is damaged.</exception>
    public static FileKind Recognise(string path, CancellationToken cancellation = default)
    {
        if (path.EndsWith(IndexEnd, StringComparison.OrdinalIgnoreCase))
        {
            return FileKind.Of(CheckpointFormat.Sharded);
        }

        byte[] start = new byte[StartLength];
        int length;
        using (FileStream file = File.OpenRead(path))
        {
            length = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        }

        ReadOnlySpan<byte> bytes = start.AsSpan(0, length);
        return length == 0 ? FileKind.Other("the file is empty.")
            : IsArchive(bytes) ? Archive(path, cancellation)
            : Recognise(bytes, path);
    }

    private static bool IsArchive(ReadOnlySpan<byte> bytes) => bytes.StartsWith("PK\u0003\u0004"u8) || bytes.StartsWith("PK\u0005\u0006"u8);

    private static FileKind Recognise(ReadOnlySpan<byte> bytes, string path)
    {
        if (bytes.StartsWith(NpyHeader.Magic))
        {
            return FileKind.Of(CheckpointFormat.Npy);
        }

        if (bytes.Length >= 8 && bytes[4..8].SequenceEqual("TFL3"u8))
        {
            return FileKind.Of(CheckpointFormat.TFLite);
        }

        // Eight bytes with the length of the header, the upper ones 0, and the header. This comes before formats with weaker marks.
        bool hasBrace = bytes.Length > 8 && bytes[8] == '{';
        if (hasBrace && BinaryPrimitives.ReadUInt64LittleEndian(bytes) <= SafetensorsFormat.MaxHeaderLength)
        {
            return FileKind.Of(CheckpointFormat.Safetensors);
        }

        if (LegacyTorch.Explain(bytes) is { } old)
        {
            return FileKind.Other(old);
        }

        if ((UnsupportedFormats.Explain(bytes) ?? TextFiles.Explain(bytes)) is { } explanation)
        {
            return FileKind.Other(explanation);
        }

        if (!hasBrace && IsOnnx(bytes))
        {
            return FileKind.Of(CheckpointFormat.Onnx);
        }

        // Only the name matches. The reader explains what is wrong with the content.
        if (hasBrace || path.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase))
        {
            return FileKind.Of(CheckpointFormat.Safetensors);
        }

        if (path.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase))
        {
            return FileKind.Of(CheckpointFormat.Onnx);
        }

        return FileKind.Other(
            "this is not a checkpoint that can be read: it is not safetensors, ONNX, NumPy (.npy, .npz), PyTorch (a zip archive) or TensorFlow Lite. "
            + "If it is one of them after all, pass --format to shapegen convert.");
    }

    /// <summary>The first field is the version of the format, a small number; the next field is a number or has a length.</summary>
    private static bool IsOnnx(ReadOnlySpan<byte> bytes) => bytes.Length > 2 && bytes[0] == 0x08 && bytes[1] is > 0 and < 0x20 && bytes[2] > 0x08 && (bytes[2] & 7) is 0 or 2;

    private static FileKind Archive(string path, CancellationToken cancellation)
    {
        using CheckedArchive archive = new(path, cancellation);
        if (archive.Names.Any(static name => Path.GetFileName(name) == TorchReader.PickleName))
        {
            return FileKind.Of(CheckpointFormat.PyTorch);
        }

        if (archive.Names.Any(static name => name.EndsWith(NpzReader.EntryEnd, StringComparison.Ordinal)))
        {
            return FileKind.Of(CheckpointFormat.Npz);
        }

        return FileKind.Other(
            archive.Names.Any(static name => name.EndsWith(".weights.h5", StringComparison.Ordinal))
                ? $"this is a Keras archive, {UnsupportedFormats.Keras}"
                : $"the zip archive has neither {TorchReader.PickleName}, as PyTorch's archives do, nor entries that end in {NpzReader.EntryEnd}, as NumPy's do.");
    }
}
