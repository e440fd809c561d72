namespace ShapeGen.Tool.Formats;

/// <summary>Common files that are not supported checkpoints, and what to do with them.</summary>
internal static class UnsupportedFormats
{
    /// <summary>Keras packs its weights as HDF5, alone or in a zip archive.</summary>
    public const string Keras =
        "which is not supported. In Python, run np.savez(\"weights.npz\", **{w.path: w.numpy() for w in model.weights}), and convert weights.npz.";

    /// <summary>Offset of the magic number of a tar archive.</summary>
    private const int TarMagic = 257;

    private static readonly (byte[] Start, string Explanation)[] s_known =
    [
        ([.. "version https://git-lfs"u8], "this is a Git LFS pointer, not the file itself. Fetch it with git lfs pull."),
        ([0x89, .. "HDF"u8], $"this is HDF5, as Keras writes it, {Keras}"),
        ([.. "GGUF"u8], QuantisedFormat("GGUF")),
        ([.. "ggml"u8], QuantisedFormat("GGML")),
        ([.. "lmgg"u8], QuantisedFormat("GGML")),
        ([.. "tjgg"u8], QuantisedFormat("GGML")),
        ([0x1F, 0x8B], "this is compressed with gzip. Unpack it first with gunzip."),
        ([.. "BZh"u8], "this is compressed with bzip2. Unpack it first with bunzip2."),
        ([0xFD, .. "7zXZ"u8, 0], "this is compressed with xz. Unpack it first with unxz."),
        ([0x28, 0xB5, 0x2F, 0xFD], "this is compressed with zstd. Unpack it first with unzstd."),
        ([.. "7z"u8, 0xBC, 0xAF, 0x27, 0x1C], "this is a 7z archive. Unpack it first, and give the checkpoint inside."),
        ([.. "%PDF-"u8], "this is a PDF document, not a checkpoint."),
    ];

    /// <summary>Explains what a file with this beginning is, and what to do; null if unknown.</summary>
    public static string? Explain(ReadOnlySpan<byte> start)
    {
        foreach ((byte[] magic, string explanation) in s_known)
        {
            if (start.StartsWith(magic))
            {
                return explanation;
            }
        }

        return start.Length > TarMagic && start[TarMagic..].StartsWith("ustar"u8) ? "this is a tar archive. Unpack it first, and give the checkpoint inside." : null;
    }

    private static string QuantisedFormat(string format) => $"this is {format}, which is not supported: it is often quantised. Use the safetensors file that it was made from.";
}
