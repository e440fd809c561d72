namespace ShapeGen.Tool.Conversion;

/// <summary>Files that are met where a checkpoint is expected, and what to do with them.</summary>
internal static class ForeignFormats
{
    /// <summary>What a file is that begins so, and what to do; null if it is not known.</summary>
    public static string? Explain(ReadOnlySpan<byte> start)
    {
        if (start.StartsWith("version https://git-lfs"u8))
        {
            return "this is a Git LFS pointer, not the file itself. Fetch it with git lfs pull.";
        }

        if (start.StartsWith("\u0089HDF"u8) || (start.Length > 4 && start[0] == 0x89 && start[1..4].SequenceEqual("HDF"u8)))
        {
            return "this is HDF5, as Keras writes it, which is not read. In Python: np.savez(\"weights.npz\", **{w.path: w.numpy() for w in model.weights}), and convert weights.npz.";
        }

        if (start.StartsWith("GGUF"u8))
        {
            return "this is GGUF, which is not read: it is often quantised. Take the safetensors file that it was made from.";
        }

        if (start.StartsWith("<!DOCTYPE"u8) || start.StartsWith("<html"u8))
        {
            return "this is a web page, not a checkpoint: the download went wrong.";
        }

        if (start.StartsWith("\u001f\u008b"u8) || (start.Length > 2 && start[0] == 0x1F && start[1] == 0x8B))
        {
            return "this is compressed with gzip. Unpack it first with gunzip.";
        }

        return null;
    }
}
