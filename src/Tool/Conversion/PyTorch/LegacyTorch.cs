namespace ShapeGen.Tool.Conversion.PyTorch;

/// <summary>Pickles outside a zip archive: from PyTorch before 1.6, or from pickle itself.</summary>
internal static class LegacyTorch
{
    /// <summary>A pickle of a ten-byte number.</summary>
    private static ReadOnlySpan<byte> LegacyMagic => [0x80, 0x02, 0x8A, 0x0A, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, 0x2E];

    /// <summary>Explains what a file with this beginning is, and what to do; null if it is not a pickle.</summary>
    public static string? Explain(ReadOnlySpan<byte> start) =>
        start.StartsWith(LegacyMagic)
            ? "this is the format of PyTorch before 1.6, which is not supported. Save it again in Python: "
                + "torch.save(torch.load(\"old.pt\", map_location=\"cpu\", weights_only=True), \"new.pt\"), and convert new.pt."
            : start.Length > 2 && start[0] == 0x80 && start[1] is >= 2 and <= 5 ? NotAnArchive : null;

    /// <summary>The message for a PyTorch file that is not a zip archive.</summary>
    public const string NotAnArchive =
        "this is not a zip archive, which torch.save writes since PyTorch 1.6. If it is a pickle of arrays, load it in Python, save the arrays with np.savez, and convert that file.";
}
