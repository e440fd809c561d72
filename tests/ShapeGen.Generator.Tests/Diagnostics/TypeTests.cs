namespace ShapeGen.Generator.Tests.Diagnostics;

/// <summary>SHG0005 to SHG0009: what kind of class it is, and where it stands.</summary>
public class TypeTests
{
    [Theory]
    [InlineData("[Linear(3, 4)] class {|SHG0005:M|};", "Linear", "class")]
    [InlineData("[Encoder(4, 2, 8)] public sealed class {|SHG0005:M|} { }", "Encoder", "class")]
    [InlineData("[LayerNorm(3)] record {|SHG0005:M|};", "LayerNorm", "record")]
    [InlineData("[FeedForward(3, 4)] sealed record class {|SHG0005:M|};", "FeedForward", "record")]
    public void Not_partial(string source, string attribute, string keyword) => Expect.Alone(
        source, $"'M' has [{attribute}] but is not partial, so nothing can be added to it; write 'partial {keyword} M'");

    [Fact]
    public void Not_partial_and_wrong_size_gives_both() => Expect.Alone(
        "[Linear({|SHG0002:0|}, 4)] class {|SHG0005:M|};",
        "In is 0; it must be at least 1",
        "'M' has [Linear] but is not partial, so nothing can be added to it; write 'partial class M'");

    [Fact]
    public void Abstract() => Expect.Stub(
        "[Linear(3, 4)] abstract partial class {|SHG0006:M|};",
        "'M' has [Linear] but is abstract; remove 'abstract', because Load and CreateRandom create objects of the class itself");

    [Fact]
    public void Abstract_on_another_part() => Expect.Stub(
        "[Linear(3, 4)] partial class {|SHG0006:M|}; abstract partial class M { public abstract void Other(); }",
        "'M' has [Linear] but is abstract; remove 'abstract', because Load and CreateRandom create objects of the class itself");

    [Fact]
    public void Static() => Expect.Alone(
        "[Encoder(4, 2, 8)] static partial class {|SHG0006:M|} { }",
        "'M' has [Encoder] but is static; remove 'static', because a model is an object that holds its weights");

    [Fact]
    public void File_local() => Expect.Alone(
        "[Linear(3, 4)] file partial class {|SHG0006:M|};",
        "'M' has [Linear] but is file-local; remove the modifier 'file', because the generated part is in another file");

    [Fact]
    public void Nested_in_a_file_local_type() => Expect.Alone(
        "file partial class Outer { [Linear(3, 4)] partial class {|SHG0006:M|}; }",
        "'M' has [Linear] but is file-local; remove the modifier 'file', because the generated part is in another file");

    [Theory]
    [InlineData("[Linear(3, 4)] partial class {|SHG0007:M|}<T>;", "1", "T")]
    [InlineData("[Linear(3, 4)] partial class {|SHG0007:M|}<TFirst, @int> where TFirst : struct;", "2", "TFirst, int")]
    public void Generic(string source, string count, string names) => Expect.Alone(
        source + " static class Uses { static void Use(float[] x) => M<" + (count == "1" ? "int" : "int, int") + ">.Load(\"\").Forward(x, x); }",
        $"'M' is generic in <{names}>, but a model has exactly one shape; remove the type parameters, or nest a non-generic model class in the generic one");

    [Theory]
    [InlineData("class Outer { [Linear(3, 4)] partial class {|SHG0008:M|}; }", "Outer", "class")]
    [InlineData("struct Outer { [Linear(3, 4)] partial class {|SHG0008:M|}; }", "Outer", "struct")]
    [InlineData("interface Outer { [Linear(3, 4)] partial class {|SHG0008:M|}; }", "Outer", "interface")]
    [InlineData("record struct Outer { [Linear(3, 4)] partial class {|SHG0008:M|}; }", "Outer", "record struct")]
    [InlineData("partial record Outer { record Inner { [Linear(3, 4)] partial class {|SHG0008:M|}; } }", "Inner", "record")]
    [InlineData("class Outer { partial class Inner { [Linear(3, 4)] partial class {|SHG0008:M|}; } }", "Outer", "class")]
    public void Containing_type_not_partial(string source, string outer, string keyword) => Expect.Alone(
        source, $"'M' is nested in '{outer}', which is not partial; write 'partial {keyword} {outer}'");

    [Fact]
    public void Two_containing_types_not_partial() => Expect.Alone(
        "class Outer { class Inner { [Linear(3, 4)] partial class {|SHG0008:{|SHG0008:M|}|}; } }",
        "'M' is nested in 'Inner', which is not partial; write 'partial class Inner'",
        "'M' is nested in 'Outer', which is not partial; write 'partial class Outer'");

    [Theory]
    [InlineData("[LayerNorm(3)] partial class M;")]
    [InlineData("[LayerNorm(3)] public sealed partial class M { private readonly int _own = 1; public int Own => _own; }")]
    [InlineData("[LayerNorm(3)] sealed partial record M;")]
    [InlineData("[LayerNorm(3)] partial record class M { public int Own { get; init; } }")]
    [InlineData("[LayerNorm(3)] partial class M { static M() { } ~M() { } }")]
    public void What_is_allowed(string source) => Expect.Nothing(source, "LayerNorm");

    [Theory]
    [InlineData("public partial class Outer { [LayerNorm(3)] public partial class M; }", "Outer.M")]
    [InlineData("public partial class Outer<T> where T : struct { [LayerNorm(3)] public partial class M; }", "Outer<int>.M")]
    [InlineData("public partial interface IOuter { [LayerNorm(3)] public partial class M; }", "IOuter.M")]
    [InlineData("public readonly ref partial struct Outer { [LayerNorm(3)] public partial class M; }", "Outer.M")]
    [InlineData("public readonly partial record struct Outer(int Size) { [LayerNorm(3)] public partial class M; }", "Outer.M")]
    [InlineData("public partial record Outer(int Size) { [LayerNorm(3)] public partial class M; }", "Outer.M")]
    [InlineData("public static partial class Outer { [LayerNorm(3)] public partial class M; }", "Outer.M")]
    [InlineData("public abstract partial class Outer { [LayerNorm(3)] public partial class M; }", "Outer.M")]
    [InlineData("namespace A.B.@class.@if { [LayerNorm(3)] public partial class M; }", "A.B.@class.@if.M")]
    [InlineData("namespace @record.@await.@field { [LayerNorm(3)] public partial class M; }", "record.await.field.M")]
    [InlineData("[LayerNorm(3)] public partial class @class;", "@class")]
    [InlineData("[LayerNorm(3)] public partial class @event { }", "@event")]
    [InlineData("[LayerNorm(3)] public partial class Größe;", "Größe")]
    [InlineData("[LayerNorm(3)] public partial class Модель;", "Модель")]
    [InlineData("[LayerNorm(3)] public partial class 模型;", "模型")]
    [InlineData("[LayerNorm(3)] public partial class \\u0041bc;", "Abc")]
    [InlineData("[LayerNorm(3)] public partial class Combining\u0301;", "Combining\u0301")]
    [InlineData("namespace ShapeGen.Bodies { [LayerNorm(3)] public partial class M; class Math; class MathF; class Unsafe; class Vector128; class Vector512<T>; class Avx512F; class MethodImpl; class IBody; class Part; class Avx2Body; class ParameterLayout; class PinnedMemory; }", "ShapeGen.Bodies.M")]
    [InlineData("namespace System { class Unsafe; class MemoryMarshal; class Part; class Avx512F; class Vector128; class Fma; } namespace System.Runtime.CompilerServices { class Math; class MathF; } namespace System.Runtime.Intrinsics { class Unsafe; class MethodImplOptions; } namespace ShapeGen.Runtime { class Math; class Vector512; class Avx; } [LayerNorm(300)] public partial class M;", "M")]
    [InlineData("namespace ShapeGen.Bodies.System { class Math; } namespace ShapeGen.Bodies.Vector128 { class Unsafe; } [LayerNorm(3)] public partial class M;", "M")]
    [InlineData("namespace ShapeGen.Unsafe { class Vector512; } namespace ShapeGen.System { class Math; } namespace Runtime { class Unsafe; } [LayerNorm(3)] public partial class M;", "M")]
    [InlineData("class Runtime; class Unsafe; class Vector512; class Vector512<T>; class Span<T>; class Avx2; class MethodImplAttribute; class IBody; class Part; class Bodies; [LayerNorm(3)] public partial class M;", "M")]
    [InlineData("namespace Own { class System; class ShapeGen; class Runtime; class Bodies; class Unsafe; class Vector512; class Math; class InstructionSet; [LayerNorm(3)] public partial class M; }", "Own.M")]
    [InlineData("namespace Own.ShapeGen.Runtime { class System; [LayerNorm(3)] public partial class M { class System; class ShapeGen; class Runtime; class Unsafe; class Execution; class Scratch; } }", "Own.ShapeGen.Runtime.M")]
    [InlineData("namespace ShapeGen { [LayerNorm(3)] public partial class M; }", "ShapeGen.M")]
    [InlineData("namespace System { [LayerNorm(3)] public partial class M; }", "System.M")]
    [InlineData("namespace Own.System.Runtime { [LayerNorm(3)] public partial class M; } namespace Own.ShapeGen { class Runtime; }", "Own.System.Runtime.M")]
    [InlineData("public partial class Outer<Dim, Load> { [LayerNorm(3)] public partial class M; }", "Outer<int, int>.M")]
    [InlineData("public partial class Outer { class PackedWeights; class Guard; class System; class InstructionSet; [LayerNorm(3)] public partial class M; }", "Outer.M")]
    [InlineData("[LayerNorm(3)] public partial class M { public int weights, x, y, temporary, scratch, tokens, length, MemoryMarshal, Runtime; }", "M")]
    [InlineData("[LayerNorm(3)] public partial class M { public class Span; public class ReadOnlySpan; public class ShapeGen; }", "M")]
    [InlineData("[LayerNorm(3)] public partial class Math; class Unsafe; class Vector128; class MemoryMarshal; class ParameterLayout; class Lanes;", "Math")]
    public void Where_it_may_stand(string source, string type) => Expect.Nothing(source, "LayerNorm", type);

    [Theory]
    [InlineData("[Linear(3, 4)] [{|SHG0009:LayerNorm(3)|}] partial class M;", "Linear", "LayerNorm")]
    [InlineData("[Linear(3, 4), {|SHG0009:LayerNorm(3)|}] partial class M;", "Linear", "LayerNorm")]
    [InlineData("[Encoder(4, 2, 8), {|SHG0009:Linear(3, 4)|}] partial class M;", "Encoder", "Linear")]
    [InlineData("[Encoder(4, 2, 8)] partial class M; [{|SHG0009:Linear(3, 4)|}] partial class M;", "Encoder", "Linear")]
    public void Two_modules(string source, string first, string second) => Expect.Stub(
        source, $"'M' has both [{first}] and [{second}], but a class declares one module; move [{second}] to another class");

    [Fact]
    public void Three_modules() => Expect.Stub(
        "[Linear(3, 4)] [{|SHG0009:LayerNorm(3)|}, {|SHG0009:FeedForward(0, 0)|}] partial class M;",
        "'M' has both [Linear] and [LayerNorm], but a class declares one module; move [LayerNorm] to another class",
        "'M' has both [Linear] and [FeedForward], but a class declares one module; move [FeedForward] to another class");

    /// <summary>The attribute may stand on any part, and the other parts may be in other files.</summary>
    [Fact]
    public void Parts_in_several_files()
    {
        Running.GeneratorRun run = Running.GeneratorRunner.Run(
        [
            new("First.cs", "partial class M { public int Own => Embed; }"),
            new("Second.cs", "[ShapeGen.Encoder(64, 7, 128)] partial class M;"),
            new("Third.cs", "[ShapeGen.Linear(3, 4)] partial class M;"),
        ]);

        run.Compiles();
        Assert.Equal(
            [("SHG0001", "Second.cs"), ("SHG0009", "Third.cs")],
            run.Reported.Select(diagnostic => (diagnostic.Id, diagnostic.Location.SourceTree!.FilePath)));
    }
}
