using System.ComponentModel;

namespace ShapeGen;

/// <summary>
/// Lets the encoder of the same class take images: each patch of Patch × Patch pixels becomes a token, by a convolution whose stride is the patch size (ViT).
/// </summary>
/// <remarks>
/// The checkpoint holds the <c>weight</c> [Embed, Channels, Patch, Patch] and, with <see cref="Bias"/>, the <c>bias</c> [Embed], with the name given by
/// <see cref="TensorNamesAttribute.Patch"/>. Patches are taken row by row, starting at the upper left.
/// </remarks>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class PatchEmbeddingAttribute : Attribute
{
    /// <summary>Declares a patch embedding whose sizes are given as named arguments.</summary>
    public PatchEmbeddingAttribute()
    {
    }

    /// <summary>Declares a patch embedding.</summary>
    /// <param name="height">Height of an image in pixels, a multiple of <paramref name="patch"/>.</param>
    /// <param name="width">Width of an image in pixels, a multiple of <paramref name="patch"/>.</param>
    /// <param name="patch">Side length of a patch in pixels, at least 1.</param>
    /// <param name="channels">Channels of a pixel, at least 1.</param>
    public PatchEmbeddingAttribute(int height, int width, int patch, int channels = 3)
    {
        Height = height;
        Width = width;
        Patch = patch;
        Channels = channels;
    }

    /// <summary>Height of an image in pixels, a multiple of <see cref="Patch"/>.</summary>
    public int Height { get; set; }

    /// <summary>Width of an image in pixels, a multiple of <see cref="Patch"/>.</summary>
    public int Width { get; set; }

    /// <summary>Side length of a patch in pixels, at least 1.</summary>
    public int Patch { get; set; }

    /// <summary>Channels of a pixel, at least 1. 3 by default.</summary>
    public int Channels { get; set; } = 3;

    /// <summary>Whether the convolution has a bias. On by default.</summary>
    public bool Bias { get; set; } = true;

    /// <summary>
    /// The mean of each channel, for images of bytes: <c>(byte / 255 - Mean) / Std</c>. One number for each channel. <c>Forward</c> takes bytes only if both
    /// this and <see cref="Std"/> are given.
    /// </summary>
    public float[]? Mean { get; set; }

    /// <summary>The standard deviation of each channel, for images of bytes, above 0. One number for each channel.</summary>
    public float[]? Std { get; set; }

    /// <summary>The old name of <see cref="Std"/>.</summary>
    [Obsolete("Use Std.")]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public float[]? Deviation
    {
        get => Std;
        set => Std = value;
    }
}
