using System.Runtime.InteropServices;

namespace ShapeGen.Build.Embedding;

/// <summary>The bits of a single, which .NET Standard 2.0 gives no access to.</summary>
internal static class SingleBits
{
    /// <summary>A double, rounded to a single. PyTorch converts doubles to halves this way too.</summary>
    public static uint FromDouble(ulong bits) => new Union { Single = (float)BitConverter.Int64BitsToDouble((long)bits) }.Bits;

    /// <summary>The number, for messages.</summary>
    public static float Value(uint single) => new Union { Bits = single }.Single;

    [StructLayout(LayoutKind.Explicit)]
    private struct Union
    {
        [FieldOffset(0)]
        public float Single;

        [FieldOffset(0)]
        public uint Bits;
    }
}
