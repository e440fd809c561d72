using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ShapeGen;

// Used while loading, which happens once, so the loops are optimised on first use.

/// <summary>Converts the elements of a checkpoint, little-endian and unaligned, to floats.</summary>
internal static class SingleConversion
{
    /// <summary>Converts <paramref name="destination"/>.Length elements.</summary>
    /// <param name="source">The same number of elements of <paramref name="type"/>.</param>
    /// <param name="type">A type for which <see cref="TensorTypes.IsConvertible"/> holds.</param>
    /// <param name="destination">The floats. F64 is rounded to nearest; the other types are exact.</param>
    public static void Convert(ReadOnlySpan<byte> source, TensorType type, Span<float> destination)
    {
        if (source.Length != (long)destination.Length * type.Size())
        {
            throw new ArgumentException(FormattableString.Invariant($"The source has {source.Length} bytes, but {destination.Length} elements take {(long)destination.Length * type.Size()}."), nameof(source));
        }

        switch (type)
        {
            case TensorType.F32:
                FromSingles(source, destination);
                break;
            case TensorType.F64:
                FromDoubles(source, destination);
                break;
            case TensorType.F16:
                FromHalves(source, destination);
                break;
            case TensorType.BF16:
                FromBrainFloats(source, destination);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(type), type, "No conversion to float.");
        }
    }

    private static unsafe void FromSingles(ReadOnlySpan<byte> source, Span<float> destination)
    {
        // With pointers: MemoryMarshal.AsBytes is not precompiled for floats, so the JIT would compile it in every process.
        fixed (float* first = destination)
        {
            source.CopyTo(new Span<byte>(first, source.Length));
        }

        if (!BitConverter.IsLittleEndian)
        {
            Span<int> bits = MemoryMarshal.Cast<float, int>(destination);
            BinaryPrimitives.ReverseEndianness(bits, bits);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FromDoubles(ReadOnlySpan<byte> source, Span<float> destination)
    {
        for (int i = 0; i < destination.Length; i++)
        {
            destination[i] = (float)BinaryPrimitives.ReadDoubleLittleEndian(source.Slice(i * sizeof(double)));
        }
    }

    private static void FromHalves(ReadOnlySpan<byte> source, Span<float> destination)
    {
        int done = 0;
        if (BitConverter.IsLittleEndian && Vector.IsHardwareAccelerated)
        {
            done = FromHalvesVectorised(source, destination);
        }

        for (int i = done; i < destination.Length; i++)
        {
            destination[i] = BitConverter.UInt32BitsToSingle(FloatBits.FromHalf(BinaryPrimitives.ReadUInt16LittleEndian(source.Slice(i * sizeof(ushort)))));
        }
    }

    /// <summary>
    /// <see cref="FloatBits.FromHalf"/> on vectors: moves exponent and fraction to their positions in a single and corrects the exponent. A subnormal half is a fixed-point number:
    /// its fraction with the exponent of 2⁻¹⁴, minus 2⁻¹⁴, is exact and needs no subnormal single, which would be slow.
    /// </summary>
    /// <returns>Number of converted elements.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int FromHalvesVectorised(ReadOnlySpan<byte> source, Span<float> destination)
    {
        ref byte from = ref MemoryMarshal.GetReference(source);
        ref float to = ref MemoryMarshal.GetReference(destination);
        int last = destination.Length - Vector<ushort>.Count;
        int i = 0;
        for (; i <= last; i += Vector<ushort>.Count)
        {
            var halves = Unsafe.ReadUnaligned<Vector<ushort>>(ref Unsafe.Add(ref from, i * sizeof(ushort)));
            Vector.Widen(halves, out Vector<uint> lower, out Vector<uint> upper);
            Widen(lower).StoreUnsafe(ref to, (nuint)i);
            Widen(upper).StoreUnsafe(ref to, (nuint)(i + Vector<uint>.Count));
        }

        return i;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static Vector<float> Widen(Vector<uint> half)
        {
            Vector<uint> sign = (half & new Vector<uint>(FloatBits.HalfSign)) << 16;
            Vector<uint> magnitude = (half & new Vector<uint>(FloatBits.HalfSign - 1)) << FloatBits.FractionShift;
            Vector<uint> exponent = half & new Vector<uint>(FloatBits.HalfInfinity);

            Vector<uint> normal = magnitude + new Vector<uint>(FloatBits.ExponentOffset);
            Vector<uint> infinite = Vector.Equals(exponent, new Vector<uint>(FloatBits.HalfInfinity)) & new Vector<uint>(FloatBits.Infinity);
            Vector<uint> subnormal = Vector.AsVectorUInt32(
                Vector.AsVectorSingle(magnitude + new Vector<uint>(FloatBits.SubnormalExponent)) - Vector.AsVectorSingle(new Vector<uint>(FloatBits.SubnormalExponent)));

            Vector<uint> bits = Vector.ConditionalSelect(Vector.Equals(exponent, Vector<uint>.Zero), subnormal, normal | infinite);
            return Vector.AsVectorSingle(bits | sign);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FromBrainFloats(ReadOnlySpan<byte> source, Span<float> destination)
    {
        int done = 0;
        if (BitConverter.IsLittleEndian && Vector.IsHardwareAccelerated)
        {
            ref byte from = ref MemoryMarshal.GetReference(source);
            ref float to = ref MemoryMarshal.GetReference(destination);
            for (int last = destination.Length - Vector<ushort>.Count; done <= last; done += Vector<ushort>.Count)
            {
                var halves = Unsafe.ReadUnaligned<Vector<ushort>>(ref Unsafe.Add(ref from, done * sizeof(ushort)));
                Vector.Widen(halves, out Vector<uint> lower, out Vector<uint> upper);
                Vector.AsVectorSingle(lower << 16).StoreUnsafe(ref to, (nuint)done);
                Vector.AsVectorSingle(upper << 16).StoreUnsafe(ref to, (nuint)(done + Vector<uint>.Count));
            }
        }

        for (int i = done; i < destination.Length; i++)
        {
            destination[i] = BitConverter.UInt32BitsToSingle(FloatBits.FromBFloat16(BinaryPrimitives.ReadUInt16LittleEndian(source.Slice(i * sizeof(ushort)))));
        }
    }
}
