
namespace ShapeGen.Generator.Kernels;

/// <summary>What the 128-bit body needs in place of one instruction: ARM has it, other processors take two or another name. Other bodies need none.</summary>
internal static class PortableKernels
{
    public static Kernel MultiplyAdd { get; } = Portable("MultiplyAdd", """
        // x · y + z; on ARM with one rounding.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static Vector128<float> MultiplyAdd(Vector128<float> x, Vector128<float> y, Vector128<float> z) =>
            AdvSimd.IsSupported
                ? AdvSimd.FusedMultiplyAdd(z, x, y)
                : (x * y) + z;
        """);

    public static Kernel Max { get; } = Portable("Max", """
        // The greater of each lane; y where one is NaN.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static Vector128<float> Max(Vector128<float> x, Vector128<float> y) =>
            Sse.IsSupported
                ? Sse.Max(x, y)
                : Vector128.ConditionalSelect(Vector128.GreaterThan(x, y), x, y);
        """);

    public static Kernel Min { get; } = Portable("Min", """
        // The lesser of each lane; y where one is NaN.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static Vector128<float> Min(Vector128<float> x, Vector128<float> y) =>
            Sse.IsSupported
                ? Sse.Min(x, y)
                : Vector128.ConditionalSelect(Vector128.LessThan(x, y), x, y);
        """);

    public static Kernel Unpack { get; } = Portable("Unpack", string.Join("\n\n", Enumerable.Range(0, 2).Select(upper => $$"""
        // {{(upper == 0 ? "x0 y0 x1 y1" : "x2 y2 x3 y3")}}.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static Vector128<float> Unpack{{Half(upper)}}(Vector128<float> x, Vector128<float> y) =>
            Sse.IsSupported
                ? Sse.Unpack{{Half(upper)}}(x, y)
                : AdvSimd.Arm64.IsSupported
                    ? AdvSimd.Arm64.Zip{{Half(upper)}}(x, y)
                    : Vector128.Create(x[{{2 * upper}}], y[{{2 * upper}}], x[{{(2 * upper) + 1}}], y[{{(2 * upper) + 1}}]);
        """)));

    private static string Half(int upper) => upper == 0 ? "Low" : "High";

    private static Kernel Portable(string name, string text) => new PortableKernel("Portable" + name, text);

    private sealed class PortableKernel(string key, string text) : Kernel(key, [], (writer, _) => writer.Line(text))
    {
        public override bool IsEmittedFor(Vectors.VectorUnit unit) => unit.Guard is null;
    }
}
