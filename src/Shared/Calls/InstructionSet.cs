#if SHAPEGEN_GENERATOR
namespace ShapeGen.Generator.Vectors;
#else
namespace ShapeGen;
#endif

/// <summary>The instruction sets that a generated model has code for. A model's <c>InstructionSet</c> is the one used on this machine.</summary>
public enum InstructionSet
{
    /// <summary>128-bit vectors with multiply and add (fused on ARM): SSE, NEON, WebAssembly SIMD, or software emulation.</summary>
    Vector128 = 0,

    /// <summary>256-bit vectors with fused multiply-add: AVX2 and FMA.</summary>
    Avx2 = 1,

    /// <summary>512-bit vectors with fused multiply-add: AVX-512.</summary>
    Avx512 = 2,
}
