namespace ShapeGen.Tool.Conversion.Onnx;

/// <summary>The element types of ONNX, by their numbers in the specification.</summary>
internal static class OnnxElementType
{
    /// <summary>The element type in safetensors and the field that has the elements unless they are raw; or the reason why there is none.</summary>
    public static (TensorType? Type, int Field, string? Problem) Find(int number) => number switch
    {
        1 => (TensorType.F32, OnnxDataSegment.Floats, null),
        2 => (TensorType.U8, OnnxDataSegment.Int32s, null),
        3 => (TensorType.I8, OnnxDataSegment.Int32s, null),
        4 => (TensorType.U16, OnnxDataSegment.Int32s, null),
        5 => (TensorType.I16, OnnxDataSegment.Int32s, null),
        6 => (TensorType.I32, OnnxDataSegment.Int32s, null),
        7 => (TensorType.I64, OnnxDataSegment.Int64s, null),
        9 => (TensorType.Bool, OnnxDataSegment.Int32s, null),
        10 => (TensorType.F16, OnnxDataSegment.Int32s, null),
        11 => (TensorType.F64, OnnxDataSegment.Doubles, null),
        12 => (TensorType.U32, OnnxDataSegment.UInt64s, null),
        13 => (TensorType.U64, OnnxDataSegment.UInt64s, null),
        16 => (TensorType.BF16, OnnxDataSegment.Int32s, null),
        17 => (TensorType.F8E4M3, OnnxDataSegment.Int32s, null),
        18 => (TensorType.F8E4M3Fnuz, OnnxDataSegment.Int32s, null),
        19 => (TensorType.F8E5M2, OnnxDataSegment.Int32s, null),
        20 => (TensorType.F8E5M2Fnuz, OnnxDataSegment.Int32s, null),
        24 => (TensorType.F8E8M0, OnnxDataSegment.Int32s, null),
        8 => Unreadable("text"),
        14 or 15 => (null, 0, "its elements are complex numbers. Export it as two tensors of real numbers"),
        21 or 22 => Unreadable("4-bit integers"),
        23 => (null, 0, "its elements are 4-bit floats. Use the model in F16, BF16 or F32"),
        _ => Unreadable($"ONNX's type {number}"),
    };

    private static (TensorType? Type, int Field, string? Problem) Unreadable(string what) => (null, 0, $"safetensors has no element type for {what}");
}
