using System.Runtime.Intrinsics.X86;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace ShapeGen.Numerics.Tests.Models;

/// <summary>
/// Runs the AVX-512 body where there is no AVX-512. Generated code is compiled with a class of the tests' in place of <c>Avx512F</c>, which
/// is supported everywhere and does each instruction's work on both halves of a vector: what is computed is the same, how fast is not.
/// </summary>
internal static class Emulation
{
    /// <summary>Set to 1 for a process that emulates.</summary>
    public const string Variable = "SHAPEGEN_EMULATE_AVX512";

    private const string Instructions = "global::System.Runtime.Intrinsics.X86.Avx512F";

    /// <summary>It has what generated code uses and nothing else.</summary>
    private const string Substitute = """
        namespace Emulated
        {
            using System;
            using System.Runtime.CompilerServices;
            using System.Runtime.Intrinsics;
            using System.Runtime.Intrinsics.X86;

            internal static class Avx512F
            {
                public static bool IsSupported => true;

                [MethodImpl(MethodImplOptions.AggressiveInlining)]
                public static Vector512<float> FusedMultiplyAdd(Vector512<float> a, Vector512<float> b, Vector512<float> c) => Vector512.Create(
                    Fma.MultiplyAdd(a.GetLower(), b.GetLower(), c.GetLower()), Fma.MultiplyAdd(a.GetUpper(), b.GetUpper(), c.GetUpper()));

                [MethodImpl(MethodImplOptions.AggressiveInlining)]
                public static Vector512<float> Max(Vector512<float> left, Vector512<float> right) => Vector512.Create(
                    Avx.Max(left.GetLower(), right.GetLower()), Avx.Max(left.GetUpper(), right.GetUpper()));

                [MethodImpl(MethodImplOptions.AggressiveInlining)]
                public static Vector512<float> Min(Vector512<float> left, Vector512<float> right) => Vector512.Create(
                    Avx.Min(left.GetLower(), right.GetLower()), Avx.Min(left.GetUpper(), right.GetUpper()));

                [MethodImpl(MethodImplOptions.AggressiveInlining)]
                public static Vector512<float> UnpackLow(Vector512<float> left, Vector512<float> right) => Vector512.Create(
                    Avx.UnpackLow(left.GetLower(), right.GetLower()), Avx.UnpackLow(left.GetUpper(), right.GetUpper()));

                [MethodImpl(MethodImplOptions.AggressiveInlining)]
                public static Vector512<float> UnpackHigh(Vector512<float> left, Vector512<float> right) => Vector512.Create(
                    Avx.UnpackHigh(left.GetLower(), right.GetLower()), Avx.UnpackHigh(left.GetUpper(), right.GetUpper()));

                [MethodImpl(MethodImplOptions.AggressiveInlining)]
                public static Vector512<float> Shuffle(Vector512<float> value, Vector512<float> right, byte control) => control switch
                {
                    0b01_00_01_00 => Vector512.Create(
                        Avx.Shuffle(value.GetLower(), right.GetLower(), 0b01_00_01_00), Avx.Shuffle(value.GetUpper(), right.GetUpper(), 0b01_00_01_00)),
                    0b11_10_11_10 => Vector512.Create(
                        Avx.Shuffle(value.GetLower(), right.GetLower(), 0b11_10_11_10), Avx.Shuffle(value.GetUpper(), right.GetUpper(), 0b11_10_11_10)),
                    _ => throw new NotSupportedException($"The emulation has no shuffle {control}."),
                };
            }
        }
        """;

    /// <summary>Whether this process emulates.</summary>
    public static bool IsOn { get; } = Environment.GetEnvironmentVariable(Variable) == "1";

    /// <summary>Why there is nothing to emulate, or nothing to do it with; or null.</summary>
    public static string? Unneeded { get; } =
        Avx512F.IsSupported ? "This machine has AVX-512: its body itself runs in all other tests." :
        !(Avx2.IsSupported && Fma.IsSupported) ? "AVX-512 is emulated by AVX2 and FMA, which this machine has not." :
        null;

    /// <summary>The models with their AVX-512 bodies made to run.</summary>
    public static Compilation Apply(Compilation compilation)
    {
        Compilation emulated = compilation;
        foreach (SyntaxTree tree in compilation.SyntaxTrees)
        {
            string text = tree.GetText().ToString();
            if (text.Contains(Instructions, StringComparison.Ordinal))
            {
                emulated = emulated.ReplaceSyntaxTree(tree, tree.WithChangedText(SourceText.From(text.Replace(Instructions, "global::Emulated.Avx512F", StringComparison.Ordinal), System.Text.Encoding.UTF8)));
            }
        }

        Assert.NotSame(compilation, emulated);
        return emulated.AddSyntaxTrees(CSharpSyntaxTree.ParseText(Substitute, (CSharpParseOptions)compilation.SyntaxTrees.First().Options, "Emulation.cs", System.Text.Encoding.UTF8));
    }
}

/// <summary>A fact about the emulation, skipped with its reason where there is nothing to emulate.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class EmulationFactAttribute : FactAttribute
{
    public EmulationFactAttribute() => Skip = Emulation.Unneeded;
}
