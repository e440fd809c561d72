using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ShapeGen.Tool.Measuring;

/// <summary>
/// Measures the peak of a core: multiplications and additions on vectors that stay in registers, in enough independent chains to hide
/// their latency. Uses the vectors of the generated code: 512 or 256 bits with fused multiply-adds, else 128 bits with separate ones.
/// </summary>
internal static class PeakLoop
{
    private const int Chains = 12;

    /// <summary>Separate multiplications and additions need two of 16 registers per chain.</summary>
    private const int SeparateChains = 7;

    /// <summary>The instructions that it uses on this machine.</summary>
    public static string Name =>
        Avx512F.IsSupported ? "512-bit fused multiply-add" :
        IsFused ? "256-bit fused multiply-add" :
        "128-bit multiply and add";

    /// <summary>Whether a multiply-add is one instruction.</summary>
    public static bool IsFused => Avx512F.IsSupported || (Avx2.IsSupported && Fma.IsSupported);

    /// <summary>Scalar operations of a run: a fused multiply-add counts as one, a separate multiplication and addition as two.</summary>
    public static double VectorOperations(int iterations) => (double)iterations * (
        Avx512F.IsSupported ? Chains * Vector512<float>.Count :
        IsFused ? Chains * Vector256<float>.Count :
        2 * SeparateChains * Vector128<float>.Count);

    /// <returns>A sum that keeps the compiler from removing the work.</returns>
    public static float Run(int iterations) =>
        Avx512F.IsSupported ? Run512(iterations, 1e-30f, 1e-3f) :
        IsFused ? Run256(iterations, 1e-30f, 1e-3f) :
        Run128(iterations, 1f, 1e-3f);

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static float Run512(int iterations, float left, float right)
    {
        Vector512<float> a = Vector512.Create(left), b = Vector512.Create(right);
        Vector512<float> c0 = a, c1 = a, c2 = a, c3 = a, c4 = a, c5 = a, c6 = a, c7 = a, c8 = a, c9 = a, c10 = a, c11 = a;
        for (int i = 0; i < iterations; i++)
        {
            c0 = Avx512F.FusedMultiplyAdd(a, b, c0);
            c1 = Avx512F.FusedMultiplyAdd(a, b, c1);
            c2 = Avx512F.FusedMultiplyAdd(a, b, c2);
            c3 = Avx512F.FusedMultiplyAdd(a, b, c3);
            c4 = Avx512F.FusedMultiplyAdd(a, b, c4);
            c5 = Avx512F.FusedMultiplyAdd(a, b, c5);
            c6 = Avx512F.FusedMultiplyAdd(a, b, c6);
            c7 = Avx512F.FusedMultiplyAdd(a, b, c7);
            c8 = Avx512F.FusedMultiplyAdd(a, b, c8);
            c9 = Avx512F.FusedMultiplyAdd(a, b, c9);
            c10 = Avx512F.FusedMultiplyAdd(a, b, c10);
            c11 = Avx512F.FusedMultiplyAdd(a, b, c11);
        }

        return Vector512.Sum(c0 + c1 + c2 + c3 + c4 + c5 + c6 + c7 + c8 + c9 + c10 + c11);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static float Run256(int iterations, float left, float right)
    {
        Vector256<float> a = Vector256.Create(left), b = Vector256.Create(right);
        Vector256<float> c0 = a, c1 = a, c2 = a, c3 = a, c4 = a, c5 = a, c6 = a, c7 = a, c8 = a, c9 = a, c10 = a, c11 = a;
        for (int i = 0; i < iterations; i++)
        {
            c0 = Fma.MultiplyAdd(a, b, c0);
            c1 = Fma.MultiplyAdd(a, b, c1);
            c2 = Fma.MultiplyAdd(a, b, c2);
            c3 = Fma.MultiplyAdd(a, b, c3);
            c4 = Fma.MultiplyAdd(a, b, c4);
            c5 = Fma.MultiplyAdd(a, b, c5);
            c6 = Fma.MultiplyAdd(a, b, c6);
            c7 = Fma.MultiplyAdd(a, b, c7);
            c8 = Fma.MultiplyAdd(a, b, c8);
            c9 = Fma.MultiplyAdd(a, b, c9);
            c10 = Fma.MultiplyAdd(a, b, c10);
            c11 = Fma.MultiplyAdd(a, b, c11);
        }

        return Vector256.Sum(c0 + c1 + c2 + c3 + c4 + c5 + c6 + c7 + c8 + c9 + c10 + c11);
    }

    /// <summary>Each sum has its own product: the compiler would move a constant product out of the loop.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static float Run128(int iterations, float factor, float start)
    {
        Vector128<float> a = Vector128.Create(factor);
        Vector128<float> p0 = Vector128.Create(start), p1 = p0, p2 = p0, p3 = p0, p4 = p0, p5 = p0, p6 = p0;
        Vector128<float> c0 = a, c1 = a, c2 = a, c3 = a, c4 = a, c5 = a, c6 = a;
        for (int i = 0; i < iterations; i++)
        {
            p0 *= a;
            p1 *= a;
            p2 *= a;
            p3 *= a;
            p4 *= a;
            p5 *= a;
            p6 *= a;
            c0 += p0;
            c1 += p1;
            c2 += p2;
            c3 += p3;
            c4 += p4;
            c5 += p5;
            c6 += p6;
        }

        return Vector128.Sum(c0 + c1 + c2 + c3 + c4 + c5 + c6);
    }
}
