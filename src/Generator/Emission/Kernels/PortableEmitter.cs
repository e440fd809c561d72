namespace ShapeGen.Generator.Emission.Kernels;

/// <summary>What the 128-bit body needs in place of one instruction: ARM has it, other processors take two or another name.</summary>
internal sealed record PortableEmitter(bool Max, bool Min, bool Unpack)
{
    public void Emit(SourceWriter writer)
    {
        List<string> methods =
        [
            """
            // x · y + z; on ARM with one rounding.
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            private static Vector128<float> MultiplyAdd(Vector128<float> x, Vector128<float> y, Vector128<float> z) =>
                global::System.Runtime.Intrinsics.Arm.AdvSimd.IsSupported
                    ? global::System.Runtime.Intrinsics.Arm.AdvSimd.FusedMultiplyAdd(z, x, y)
                    : (x * y) + z;
            """,
        ];
        if (Max)
        {
            methods.Add("""
                // The greater of each lane; y where one is NaN.
                [MethodImpl(MethodImplOptions.AggressiveInlining)]
                private static Vector128<float> Max(Vector128<float> x, Vector128<float> y) =>
                    global::System.Runtime.Intrinsics.X86.Sse.IsSupported
                        ? global::System.Runtime.Intrinsics.X86.Sse.Max(x, y)
                        : Vector128.ConditionalSelect(Vector128.GreaterThan(x, y), x, y);
                """);
        }

        if (Min)
        {
            methods.Add("""
                // The lesser of each lane; y where one is NaN.
                [MethodImpl(MethodImplOptions.AggressiveInlining)]
                private static Vector128<float> Min(Vector128<float> x, Vector128<float> y) =>
                    global::System.Runtime.Intrinsics.X86.Sse.IsSupported
                        ? global::System.Runtime.Intrinsics.X86.Sse.Min(x, y)
                        : Vector128.ConditionalSelect(Vector128.LessThan(x, y), x, y);
                """);
        }

        if (Unpack)
        {
            methods.AddRange(Enumerable.Range(0, 2).Select(upper => $$"""
                // {{(upper == 0 ? "x0 y0 x1 y1" : "x2 y2 x3 y3")}}.
                [MethodImpl(MethodImplOptions.AggressiveInlining)]
                private static Vector128<float> Unpack{{Half(upper)}}(Vector128<float> x, Vector128<float> y) =>
                    global::System.Runtime.Intrinsics.X86.Sse.IsSupported
                        ? global::System.Runtime.Intrinsics.X86.Sse.Unpack{{Half(upper)}}(x, y)
                        : global::System.Runtime.Intrinsics.Arm.AdvSimd.Arm64.IsSupported
                            ? global::System.Runtime.Intrinsics.Arm.AdvSimd.Arm64.Zip{{Half(upper)}}(x, y)
                            : Vector128.Create(x[{{2 * upper}}], y[{{2 * upper}}], x[{{(2 * upper) + 1}}], y[{{(2 * upper) + 1}}]);
                """));
        }

        writer.Line(string.Join("\n\n", methods));
    }

    private static string Half(int upper) => upper == 0 ? "Low" : "High";
}
