using ShapeGen.Generator.Kernels;

namespace ShapeGen.Generator.Operations.Patches;

/// <summary>Gathers the pixels of patches: a row for each, [channel, y, x].</summary>
internal static class PatchKernels
{
    /// <summary>Of images [channel, y, x] of floats.</summary>
    public static readonly Kernel OfFloats = Create("TakePatches", "images of floats [channel, y, x]", "", """
                for (int channel = 0; channel < channels; channel++)
                {
                    for (int y = top; y < top + patch; y++)
                    {
                        nint at = ((nint)image * imageRow) + ((((nint)channel * height) + y) * width) + left;
                        MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref images, at), patch).CopyTo(MemoryMarshal.CreateSpan(ref pixel, patch));
                        pixel = ref Unsafe.Add(ref pixel, patch);
                    }
                }
        """);

    /// <summary>Of images [y, x, channel] of bytes, which are brought to (byte / 255 - mean) / deviation as torchvision does.</summary>
    public static readonly Kernel OfBytes = Create(
        "TakePatchesOfBytes", "images of bytes [y, x, channel], as (byte / 255 - mean) / deviation", ", global::System.ReadOnlySpan<float> mean, global::System.ReadOnlySpan<float> deviation", """
                for (int channel = 0; channel < channels; channel++)
                {
                    for (int y = top; y < top + patch; y++)
                    {
                        ref byte source = ref Unsafe.Add(ref Unsafe.As<float, byte>(ref images), ((nint)image * imageRow) + (((((nint)y * width) + left) * channels) + channel));
                        for (int x = 0; x < patch; x++)
                        {
                            pixel = ((source / 255f) - mean[channel]) / deviation[channel];
                            source = ref Unsafe.Add(ref source, channels);
                            pixel = ref Unsafe.Add(ref pixel, 1);
                        }
                    }
                }
        """);

    private static Kernel Create(string name, string what, string parameters, string copy) => new EntryKernel(
        name,
        $"// Gathers patches from {what}: a row for each, after `added` rows of zeros for each image.",
        "in Part part, ref float images, int imageRow, ref float target, int targetRow, int first, int rows, int height, int width, int patch, int channels, int added" + parameters,
        [],
        (writer, _) => writer.Line($$"""
            for (int row = first; row < first + rows; row++)
            {
                part.Locate(row, out int start, out int tokens);
                int image = start / tokens;
                int number = row - start - added;
                if (number < 0)
                {
                    MemoryMarshal.CreateSpan(ref target, channels * patch * patch).Clear();
                }
                else
                {
                    int top = number / (width / patch) * patch;
                    int left = number % (width / patch) * patch;
                    ref float pixel = ref target;
            {{copy}}
                }

                target = ref Unsafe.Add(ref target, targetRow);
            }
            """));
}
