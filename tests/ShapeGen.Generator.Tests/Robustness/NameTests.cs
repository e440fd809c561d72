
using ShapeGen.Generator.Tests.Running;

namespace ShapeGen.Generator.Tests.Robustness;

/// <summary>
/// Generated files need names that differ in more than case, whatever the types are called: two files of one name are an exception inside
/// the generator, and all models are lost.
/// </summary>
public class NameTests
{
    [Theory]
    [InlineData("[LayerNorm(1)] partial class Foo; [LayerNorm(1)] partial class foo { }", 4)]
    [InlineData("namespace A { [LayerNorm(1)] partial class M; } namespace a { [LayerNorm(1)] partial class M; }", 4)]
    [InlineData("namespace A.B { [LayerNorm(1)] partial class M; } namespace A.b { [LayerNorm(1)] partial class M; }", 4)]
    [InlineData("namespace A { [LayerNorm(1)] partial class M; } namespace B { [LayerNorm(1)] partial class M; }", 4)]
    [InlineData("[LayerNorm(1)] partial class M; namespace B { [LayerNorm(1)] partial class M; }", 4)]
    [InlineData("partial class A { [LayerNorm(1)] public partial class M; } partial class A<T> { [LayerNorm(1)] public partial class M; }", 4)]
    [InlineData("partial class A { [LayerNorm(1)] public partial class M; } partial class a { [LayerNorm(1)] public partial class M; }", 4)]
    [InlineData("partial class A { [LayerNorm(1)] public partial class M; [LayerNorm(1)] public partial class m; }", 4)]
    [InlineData("partial interface I { [LayerNorm(1)] public partial class M; } partial struct S { [LayerNorm(1)] public partial class M; } partial record R { [LayerNorm(1)] public partial class M; } partial record struct T { [LayerNorm(1)] public partial class M; }", 8)]
    [InlineData("namespace @class { [LayerNorm(1)] partial class @record; } [LayerNorm(1)] partial class @class_; ", 4)]
    [InlineData("[LayerNorm(1)] partial class Ä; [LayerNorm(1)] partial class ä; [LayerNorm(1)] partial class İ; [LayerNorm(1)] partial class ı; [LayerNorm(1)] partial class i; [LayerNorm(1)] partial class I;", 12)]
    [InlineData("[LayerNorm(1)] partial class A_0301; [LayerNorm(1)] partial class A\u0301;", 4)]
    [InlineData("[LayerNorm(1)] partial class M { [LayerNorm(1)] public partial class Avx512; [LayerNorm(1)] public partial class Bodies; [LayerNorm(1)] public partial class Vector128; }", 8)]
    [InlineData("[LayerNorm(1)] partial class m { [LayerNorm(1)] public partial class BODIES; } namespace M { [LayerNorm(1)] partial class Bodies; }", 6)]
    [InlineData("[LayerNorm(1)] partial class M { [LayerNorm(1)] public partial class g; [LayerNorm(1)] public partial class g_cs { [LayerNorm(1)] public partial class Bodies; } } namespace m { [LayerNorm(1)] partial class Bodies; namespace bodies { [LayerNorm(1)] partial class g; } }", 12)]
    [InlineData("namespace A { [LayerNorm(1)] partial class B { [LayerNorm(1)] public partial class Bodies; } } namespace a.B { [LayerNorm(1)] partial class Bodies; } namespace a.b { [LayerNorm(1)] partial class Bodies; }", 8)]
    [InlineData("namespace A.Bodies { [LayerNorm(1)] partial class M; } namespace a { [LayerNorm(1)] partial class M; partial class Bodies { [LayerNorm(1)] public partial class M; } }", 6)]
    [InlineData("partial class A<T> { [LayerNorm(1)] public partial class Bodies; } partial class a<T> { [LayerNorm(1)] public partial class Bodies; } namespace A { [LayerNorm(1)] partial class Bodies; }", 6)]
    [InlineData("[LayerNorm(1)] partial class A\u0301BEEF; [LayerNorm(1)] partial class a\u0301beef; [LayerNorm(1)] partial class \u0041_; [LayerNorm(1)] partial class a_;", 8)]
    public void Files_differ(string source, int files)
    {
        GeneratorRun run = GeneratorRunner.Run("using ShapeGen;\n" + source).Compiles();

        Assert.Empty(run.Reported);
        Assert.Equal(files, run.ModelSources.Count);
        Assert.Equal(files, run.ModelSources.Keys.Distinct(StringComparer.OrdinalIgnoreCase).Count());
    }

    /// <summary>What C# refuses reaches the generator first.</summary>
    [Theory]
    [InlineData("[LayerNorm(1)] partial class M; [LayerNorm(1)] partial record M;")]
    [InlineData("[LayerNorm(1)] partial class M; [LayerNorm(1)] partial record struct M;")]
    [InlineData("[LayerNorm(1)] class M; [LayerNorm(1)] class M;")]
    [InlineData("[LayerNorm(1)] partial class M; [LayerNorm(1)] class M;")]
    [InlineData("[LayerNorm(1)] partial class M; [LayerNorm(2)] partial class M;")]
    [InlineData("[LayerNorm(1), LayerNorm(2)] partial class M;")]
    [InlineData("namespace A { partial class B { [LayerNorm(1)] partial class C; } } namespace A.B { [LayerNorm(1)] partial class C; }")]
    [InlineData("partial class A { [LayerNorm(1)] partial class M; } partial struct A { [LayerNorm(1)] partial class M; } partial interface A { [LayerNorm(1)] partial class M; }")]
    [InlineData("partial class M { [LayerNorm(1)] partial class M; }")]
    [InlineData("partial class M { [LayerNorm(1)] partial class Bodies; } partial record M { [LayerNorm(1)] partial class Bodies; } [LayerNorm(1)] partial class M;")]
    [InlineData("[LayerNorm(1)] partial class M; delegate void M(); enum M { }")]
    [InlineData("[LayerNorm(1)] partial class M : M;")]
    [InlineData("[LayerNorm(1)] partial class M : N; [LayerNorm(1)] partial class N : M;")]
    [InlineData("[LayerNorm(M.Dim)] partial class M;")]
    [InlineData("[LayerNorm(N.Dim)] partial class M; [LayerNorm(M.Dim)] partial class N;")]
    [InlineData("[assembly: LayerNorm(1)] [module: LayerNorm(1)] [LayerNorm(1)] partial class M;")]
    [InlineData("void Local() { [LayerNorm(1)] void F() { } } [LayerNorm(1)] partial class M;")]
    [InlineData("namespace ShapeGen { public class LayerNormAttribute : System.Attribute { public LayerNormAttribute(string dim) { } } } [LayerNorm(\"1\")] partial class M;")]
    [InlineData("namespace ShapeGen { public class LayerNormAttribute<T> : System.Attribute { } } [LayerNorm<int>] partial class M;")]
    public void No_exception(string source) => GeneratorRunner.Run("using ShapeGen;\n" + source);

    /// <summary>While a name is being typed there is nothing to add to: C# says that it is missing, and that is all.</summary>
    [Theory]
    [InlineData("[LayerNorm(1)] partial class ;")]
    [InlineData("[LayerNorm(1)] partial class { }")]
    [InlineData("[LayerNorm(0)] partial class")]
    [InlineData("[LayerNorm(1)] class ;")]
    [InlineData("[LayerNorm(1)] partial class; [LayerNorm(1)] partial class; [LayerNorm(1)] partial record;")]
    [InlineData("[LayerNorm(1)] partial class M<; [LayerNorm(1)] partial class M<T, >;")]
    [InlineData("partial class { [LayerNorm(1)] partial class M; }")]
    [InlineData("partial class A { partial struct { [LayerNorm(1)] partial class M; } }")]
    [InlineData("partial class A<T, > { [LayerNorm(1)] partial class M; }")]
    [InlineData("namespace { [LayerNorm(1)] partial class M; }")]
    [InlineData("namespace A. { [LayerNorm(1)] partial class M; }")]
    [InlineData("namespace .A { [LayerNorm(1)] partial class M; }")]
    public void A_missing_name_generates_nothing(string source)
    {
        GeneratorRun run = GeneratorRunner.Run("using ShapeGen;\n" + source);
        Assert.Empty(run.Sources);
        Assert.Empty(run.Reported);
    }

    /// <summary>A project that has the generator but not the runtime: the attributes are the user's errors, not the generator's.</summary>
    [Fact]
    public void No_runtime()
    {
        GeneratorRun run = GeneratorRunner.Run("[ShapeGen.LayerNorm(1)] partial class M;", ProjectSettings.Default with { References = References.FrameworkOnly });
        Assert.Empty(run.Sources);
        Assert.Empty(run.Reported);
    }

    /// <summary>The attribute by another name, and without a using.</summary>
    [Theory]
    [InlineData("using E = ShapeGen.LayerNormAttribute; [E(1)] partial class M;")]
    [InlineData("using S = ShapeGen; [S::LayerNorm(1)] partial class M;")]
    [InlineData("[global::ShapeGen.LayerNormAttribute(1)] partial class M;")]
    [InlineData("global using ShapeGen; [type: LayerNorm(1)] partial class M;")]
    public void Other_spellings(string source) => Assert.Equal(2, GeneratorRunner.Run(source).IsClean().ModelSources.Count);
}
