namespace ShapeGen;

/// <summary>What is known of each <see cref="TensorType"/>: its size and its name in a safetensors header.</summary>
internal static class TensorTypes
{
    /// <summary>Indexed by <see cref="TensorType"/>.</summary>
    private static readonly string[] Names =
        ["BOOL", "U8", "I8", "F8_E4M3", "F8_E5M2", "I16", "U16", "F16", "BF16", "I32", "U32", "F32", "I64", "U64", "F64"];

    /// <summary>Every name, for messages.</summary>
    public static string AllNames => string.Join(", ", Names);

    public static bool IsDefined(TensorType type) => (uint)type < (uint)Names.Length;

    /// <summary>The name in a header, as <c>F32</c>.</summary>
    public static string HeaderName(this TensorType type) => Names[(int)type];

    /// <summary>Bytes of one element.</summary>
    public static int Size(this TensorType type) => type switch
    {
        <= TensorType.F8E5M2 => 1,
        <= TensorType.BF16 => 2,
        <= TensorType.F32 => 4,
        _ => 8,
    };

    /// <summary>Whether elements can be converted to <see cref="float"/> as weights.</summary>
    public static bool IsConvertible(this TensorType type) =>
        type is TensorType.F32 or TensorType.F64 or TensorType.F16 or TensorType.BF16;

    public static bool TryParse(string name, out TensorType type)
    {
        int index = Array.IndexOf(Names, name);
        type = (TensorType)Math.Max(index, 0);
        return index >= 0;
    }
}
