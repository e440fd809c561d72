#if SHAPEGEN_GENERATOR
namespace ShapeGen.Generator.Headers;
#elif SHAPEGEN_BUILD
namespace ShapeGen.Build;
#else
namespace ShapeGen;
#endif

/// <summary>The size of each <see cref="TensorType"/> and its name in a safetensors header.</summary>
internal static class TensorTypes
{
    /// <summary>Indexed by <see cref="TensorType"/>.</summary>
    private static readonly string[] Names =
    [
        "BOOL", "U8", "I8", "F8_E4M3", "F8_E5M2", "I16", "U16", "F16", "BF16", "I32", "U32", "F32", "I64", "U64", "F64",
        "F4", "F6_E2M3", "F6_E3M2", "F8_E8M0", "F8_E4M3FNUZ", "F8_E5M2FNUZ", "C64",
    ];

    /// <summary>All names, for messages.</summary>
    public static string AllNames => string.Join(", ", Names);

    public static bool IsDefined(TensorType type) => (uint)type < (uint)Names.Length;

    /// <summary>The name in a header, such as <c>F32</c>.</summary>
    public static string HeaderName(this TensorType type) => Names[(int)type];

    /// <summary>Bits of one element.</summary>
    public static int Bits(this TensorType type) => type switch
    {
        TensorType.F4 => 4,
        TensorType.F6E2M3 or TensorType.F6E3M2 => 6,
        _ => 8 * type.Size(),
    };

    /// <summary>Bytes of one element; 1 if several elements share a byte, because a tensor of such elements may begin at any byte.</summary>
    public static int Size(this TensorType type) => type switch
    {
        <= TensorType.F8E5M2 => 1,
        <= TensorType.BF16 => 2,
        <= TensorType.F32 => 4,
        <= TensorType.F64 => 8,
        TensorType.C64 => 8,
        _ => 1,
    };

    /// <summary>Bytes of <paramref name="elements"/> elements, which must fill whole bytes without overflow: <see cref="SafetensorsFormat.TryGetByteCount"/> checks that.</summary>
    public static long ByteCount(this TensorType type, long elements) => type.Bits() is int bits and < 8 ? elements * bits / 8 : elements * type.Size();

    /// <summary>Whether elements can be converted to <see cref="float"/> weights.</summary>
    public static bool IsConvertible(this TensorType type) =>
        type is TensorType.F32 or TensorType.F64 or TensorType.F16 or TensorType.BF16;

    /// <summary>For a type that cannot be weights: what its elements are, and what to do. Null for integers and booleans, which nobody mistakes for weights.</summary>
    public static string? WayOut(this TensorType type) => type switch
    {
        TensorType.C64 => "complex numbers; in Python: torch.view_as_real(tensor)",
        TensorType.F8E4M3 or TensorType.F8E5M2 or TensorType.F8E8M0 or TensorType.F8E4M3Fnuz or TensorType.F8E5M2Fnuz => Quantised(8),
        TensorType.F6E2M3 or TensorType.F6E3M2 => Quantised(6),
        TensorType.F4 => Quantised(4),
        _ => null,
    };

    public static bool TryParse(string name, out TensorType type)
    {
        int index = Array.IndexOf(Names, name);
        type = (TensorType)Math.Max(index, 0);
        return index >= 0;
    }

    private static string Quantised(int bits) =>
        FormattableString.Invariant($"floats of {bits} bits; use the checkpoint in F16, BF16 or F32, or multiply them by their scales and save the result");
}
