using ShapeGen.Generator.Common;

namespace ShapeGen.Generator.Operations.Patches;

/// <summary>Images that are cut into patches.</summary>
/// <param name="Height">Pixels from top to bottom.</param>
/// <param name="Width">Pixels from left to right.</param>
/// <param name="Patch">Pixels of a patch's side.</param>
/// <param name="Channels">Numbers of a pixel.</param>
/// <param name="Mean">What is subtracted from each channel of bytes; empty where bytes do not come.</param>
/// <param name="Deviation">What each channel of bytes is divided by then.</param>
internal sealed record PatchSettings(int Height, int Width, int Patch, int Channels, EquatableArray<float> Mean, EquatableArray<float> Deviation)
{
    /// <summary>Numbers of an image.</summary>
    public int Image => Height * Width * Channels;

    /// <summary>Numbers of a patch.</summary>
    public int Numbers => Channels * Patch * Patch;

    /// <summary>Patches of an image.</summary>
    public int Count => Height / Patch * (Width / Patch);

    public bool HasBytes => Mean.Count > 0;
}
