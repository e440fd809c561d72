#if SHAPEGEN_GENERATOR
namespace ShapeGen.Generator.Headers;
#elif SHAPEGEN_BUILD
namespace ShapeGen.Build;
#else
namespace ShapeGen;
#endif

/// <summary>The element type of a tensor in a safetensors file.</summary>
public enum TensorType
{
    /// <summary>One byte, 0 or 1 (<c>BOOL</c>).</summary>
    Bool = 0,

    /// <summary>Unsigned 8-bit integer (<c>U8</c>).</summary>
    U8 = 1,

    /// <summary>Signed 8-bit integer (<c>I8</c>).</summary>
    I8 = 2,

    /// <summary>8-bit float with 4 exponent bits (<c>F8_E4M3</c>).</summary>
    F8E4M3 = 3,

    /// <summary>8-bit float with 5 exponent bits (<c>F8_E5M2</c>).</summary>
    F8E5M2 = 4,

    /// <summary>Signed 16-bit integer (<c>I16</c>).</summary>
    I16 = 5,

    /// <summary>Unsigned 16-bit integer (<c>U16</c>).</summary>
    U16 = 6,

    /// <summary>IEEE half precision, 2 bytes (<c>F16</c>).</summary>
    F16 = 7,

    /// <summary>The upper half of an IEEE single, 2 bytes (<c>BF16</c>).</summary>
    BF16 = 8,

    /// <summary>Signed 32-bit integer (<c>I32</c>).</summary>
    I32 = 9,

    /// <summary>Unsigned 32-bit integer (<c>U32</c>).</summary>
    U32 = 10,

    /// <summary>IEEE single precision, 4 bytes (<c>F32</c>).</summary>
    F32 = 11,

    /// <summary>Signed 64-bit integer (<c>I64</c>).</summary>
    I64 = 12,

    /// <summary>Unsigned 64-bit integer (<c>U64</c>).</summary>
    U64 = 13,

    /// <summary>IEEE double precision, 8 bytes (<c>F64</c>).</summary>
    F64 = 14,

    /// <summary>4-bit float, two in a byte (<c>F4</c>). Files with such tensors can be opened, but they cannot be weights.</summary>
    F4 = 15,

    /// <summary>6-bit float with 2 exponent bits, four in three bytes (<c>F6_E2M3</c>). Files with such tensors can be opened, but they cannot be weights.</summary>
    F6E2M3 = 16,

    /// <summary>6-bit float with 3 exponent bits, four in three bytes (<c>F6_E3M2</c>). Files with such tensors can be opened, but they cannot be weights.</summary>
    F6E3M2 = 17,

    /// <summary>A power of two in 8 bits, used for block scales (<c>F8_E8M0</c>). Files with such tensors can be opened, but they cannot be weights.</summary>
    F8E8M0 = 18,

    /// <summary>8-bit float with 4 exponent bits, without infinity and negative zero (<c>F8_E4M3FNUZ</c>). Files with such tensors can be opened, but they cannot be weights.</summary>
    F8E4M3Fnuz = 19,

    /// <summary>8-bit float with 5 exponent bits, without infinity and negative zero (<c>F8_E5M2FNUZ</c>). Files with such tensors can be opened, but they cannot be weights.</summary>
    F8E5M2Fnuz = 20,

    /// <summary>Complex number of two IEEE singles, 8 bytes (<c>C64</c>). Files with such tensors can be opened, but they cannot be weights.</summary>
    C64 = 21,
}
