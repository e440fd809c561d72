namespace ShapeGen.Generator.Tests.Diagnostics;

/// <summary>SHG0010 and SHG0011: members of the user's, his own and inherited ones, that the generated part declares too.</summary>
public class MemberTests
{
    [Theory]
    [InlineData("public int {|SHG0011:Embed|} => 3;", "Embed")]
    [InlineData("public const int {|SHG0011:Heads|} = 3;", "Heads")]
    [InlineData("private int {|SHG0011:HeadDim|};", "HeadDim")]
    [InlineData("public void {|SHG0011:Ffn|}() { }", "Ffn")]
    [InlineData("public class {|SHG0011:ParameterCount|};", "ParameterCount")]
    [InlineData("public event Action {|SHG0011:InstructionSet|};", "InstructionSet")]
    [InlineData("public object {|SHG0011:_weights|};", "_weights")]
    [InlineData("public enum {|SHG0011:Load|} { }", "Load")]
    [InlineData("public static void {|SHG0011:Load|}(string path) { }", "Load(string)")]
    [InlineData("public static void {|SHG0011:Load|}(string? path) { }", "Load(string)")]
    [InlineData("public static void {|SHG0011:Load|}(ShapeGen.SafetensorsFile? file, string? prefix = null) { }", "Load(SafetensorsFile, string)")]
    [InlineData("private static int {|SHG0011:Layout|}(ref int length) => length;", "Layout(ref int)")]
    [InlineData("public static void {|SHG0011:Load|}(ReadOnlySpan<byte> bytes, string prefix) { }", "Load(ReadOnlySpan<byte>, string)")]
    [InlineData("public static void {|SHG0011:Load|}(ShapeGen.SafetensorsFile file, string prefix) { }", "Load(SafetensorsFile, string)")]
    [InlineData("public static void {|SHG0011:CreateRandom|}(int seed) { }", "CreateRandom(int)")]
    [InlineData("public int {|SHG0011:ScratchLength|}(int tokens, int threads) => 0;", "ScratchLength(int, int)")]
    [InlineData("public int {|SHG0011:Threads|} => 2;", "Threads")]
    [InlineData("public int {|SHG0011:StageTimes|} => 2;", "StageTimes")]
    [InlineData("private void {|SHG0011:StageTimes|}(int stage) { }", "StageTimes")]
    [InlineData("private void {|SHG0011:Forward|}(ReadOnlySpan<float> input, Span<float> output, int batch) { }", "Forward(ReadOnlySpan<float>, Span<float>, int)")]
    [InlineData("private void {|SHG0011:Forward|}(ReadOnlySpan<float> x, Span<float> y, Span<float> z, int batch) { }", "Forward(ReadOnlySpan<float>, Span<float>, Span<float>, int)")]
    [InlineData("private void {|SHG0011:Forward|}(ReadOnlySpan<float> x, ReadOnlySpan<int> lengths, Span<float> y, int threads) { }", "Forward(ReadOnlySpan<float>, ReadOnlySpan<int>, Span<float>, int)")]
    [InlineData("private void {|SHG0011:Forward|}(ReadOnlySpan<float> x, ReadOnlySpan<int> lengths, Span<float> y, Span<float> z, int threads) { }", "Forward(ReadOnlySpan<float>, ReadOnlySpan<int>, Span<float>, Span<float>, int)")]
    [InlineData("private void {|SHG0011:Threads|}(int count) { }", "Threads")]
    [InlineData("public void {|SHG0011:WithThreads|}(int threads) { }", "WithThreads(int)")]
    [InlineData("private bool {|SHG0011:WithThreads|};", "WithThreads")]
    [InlineData("private static long {|SHG0011:Operations|}(long rows, int tokens) => 0;", "Operations(long, int)")]
    [InlineData("public System.Collections.Generic.List<int> {|SHG0011:Operations|} => new();", "Operations")]
    [InlineData("public int {|SHG0011:Forward|};", "Forward")]
    [InlineData("private void {|SHG0011:Forward|}(ReadOnlySpan<float> input, Span<float> output, int batch, int threads) { }", "Forward(ReadOnlySpan<float>, Span<float>, int, int)")]
    [InlineData("private void {|SHG0011:Forward|}(ReadOnlySpan<float> x, Span<float> y, Span<float> z, int batch, int threads) { }", "Forward(ReadOnlySpan<float>, Span<float>, Span<float>, int, int)")]
    [InlineData("private void {|SHG0011:Forward|}(System.ReadOnlySpan<System.Single> x, System.Span<System.Single> y, System.Int32 batch, Int32 threads) { }", "Forward(ReadOnlySpan<float>, Span<float>, int, int)")]
    [InlineData("private int {|SHG0011:Layout|} => 0;", "Layout")]
    [InlineData("private object {|SHG0011:Run|};", "Run")]
    [InlineData("private void {|SHG0011:Run|}(ReadOnlySpan<float> a, Span<float> b, Span<float> c, in ShapeGen.Runtime.CallShape call) { }", "Run(ReadOnlySpan<float>, Span<float>, Span<float>, CallShape)")]
    [InlineData("private static long {|SHG0011:ScratchFloats|}(in ShapeGen.Runtime.CallShape call) => 0;", "ScratchFloats(CallShape)")]
    [InlineData("private int {|SHG0011:StageTimesBody|} => 0;", "StageTimesBody")]
    [InlineData("private class {|SHG0011:RunBody|};", "RunBody")]
    [InlineData("private static long {|SHG0011:ScratchFloatsBody|}(in ShapeGen.Runtime.CallShape call) => 0;", "ScratchFloatsBody(CallShape)")]
    public void Own_member_collides(string member, string name) => Expect.Alone(
        $"[Encoder(4, 2, 8)] partial class M {{ {member} }}",
        $"'M' declares '{name}', which [Encoder] generates; rename yours");

    /// <summary>A field of the user's is no reason for the rest to be missing: what does not collide can be used.</summary>
    [Fact]
    public void The_rest_of_the_stub_is_there() => Expect.Stub(
        "[Encoder(4, 2, 8)] partial class M { public const int {|SHG0011:Embed|} = 3; }",
        "'M' declares 'Embed', which [Encoder] generates; rename yours");

    [Fact]
    public void Two_members_collide() => Expect.Alone(
        "[Linear(3, 4)] partial class M { int {|SHG0011:In|} => 1; } partial class M { void {|SHG0011:Out|}() { } }",
        "'M' declares 'In', which [Linear] generates; rename yours",
        "'M' declares 'Out', which [Linear] generates; rename yours");

    [Theory]
    [InlineData("[Linear(3, 4)] partial class M { public {|SHG0011:M|}() { } }")]
    [InlineData("[Linear(3, 4)] partial class M { public {|SHG0011:M|}(int size) { } }")]
    [InlineData("[Linear(3, 4)] partial class {|SHG0011:M|}(int size) { public int Size => size; }")]
    [InlineData("[Linear(3, 4)] partial record {|SHG0011:M|}(int Size);")]
    public void Constructor(string source) => Expect.Stub(
        source, "'M' declares a constructor, which [Linear] generates; remove it: models are created by Load and CreateRandom");

    [Theory]
    [InlineData("Linear(3, 4)", "In")]
    [InlineData("Linear(3, 4)", "Load")]
    [InlineData("Linear(3, 4)", "Forward")]
    [InlineData("Linear(3, 4, Tokens = 5)", "Tokens")]
    [InlineData("Linear(3, 4)", "InstructionSet")]
    [InlineData("Linear(3, 4)", "Layout")]
    [InlineData("Linear(3, 4)", "Run")]
    [InlineData("Linear(3, 4)", "ScratchFloats")]
    [InlineData("Linear(3, 4)", "Threads")]
    [InlineData("Linear(3, 4)", "WithThreads")]
    [InlineData("Linear(3, 4)", "Operations")]
    [InlineData("Encoder(4, 2, 8)", "Heads")]
    public void Class_named_like_a_member(string attribute, string name) => Expect.Alone(
        $"[{attribute}] partial class {{|SHG0011:{name}|}};",
        $"'{name}' declares the name {name}, which [{attribute[..attribute.IndexOf('(', StringComparison.Ordinal)]}] generates; a class and its member cannot share a name: rename the class");

    /// <summary>Overloads with other parameter types, and names that only other modules generate.</summary>
    [Theory]
    [InlineData("public void Forward(double[] input) { }")]
    [InlineData("public void Forward(ReadOnlySpan<double> input, Span<double> output, int batch = 1) { }")]
    [InlineData("public void Forward(ReadOnlyMemory<float> input, Memory<float> output) => Forward(input.Span, output.Span);")]
    [InlineData("public void Forward<T>(T input) { }")]
    [InlineData("public void Forward(ReadOnlySpan<float> input, Span<float> output, ref int batch) { }")]
    [InlineData("public void Forward(ReadOnlySpan<float> input, Span<float> output, int batch, ref int threads) { }")]
    [InlineData("public M WithThreads() => WithThreads(2); public static int Operations(int tokens) => Operations(1L, tokens) > 9 ? 1 : 0;")]
    [InlineData("public int ForwardAvx512 => 1; public int RunVector256 => 1; public int _threads => 1;")]
    [InlineData("public static M Load(System.IO.Stream stream) => CreateRandom(1);")]
    [InlineData("public static M Load(ReadOnlySpan<char> path) => Load(path.ToString());")]
    [InlineData("public static M CreateRandom() => CreateRandom(1);")]
    [InlineData("public int ScratchLength() => ScratchLength(1);")]
    [InlineData("public int Embed => Dim; public int In => Dim; public int Out => Dim;")]
    [InlineData("public float[] Forward(float[] input) { float[] output = new float[input.Length]; Forward(input, output); return output; }")]
    [InlineData("public class Body; public class IKernels; public class TKernels; public int Lanes => 1; public int RunAvx2 => 1;")]
    [InlineData("public static implicit operator int(M model) => 1; public int this[int index] => index;")]
    [InlineData("public static void Layout(string text) { } public void Run() { } public static int ScratchFloats() => 1;")]
    public void Overloads_are_welcome(string members) => Expect.Nothing($"[LayerNorm(3)] partial class M {{ {members} }}", "LayerNorm");

    [Fact]
    public void Explicit_implementations_are_welcome() => Expect.Nothing("""
        interface IModel { void Forward(ReadOnlySpan<float> input, Span<float> output, int batch, int threads); int Dim { get; } }
        [LayerNorm(3)] partial class M : IModel { int IModel.Dim => Dim; }
        """, "LayerNorm");

    [Theory]
    [InlineData("class B;")]
    [InlineData("class B { protected B() { } public int Other => 1; public void Forward(string text) { } }")]
    [InlineData("class B { protected B(int size = 1) { } }")]
    [InlineData("class B { protected B(params int[] sizes) { } }")]
    [InlineData("class B { private int Dim; private int Threads => 1; private void Run() => Dim += Threads; }")]
    [InlineData("abstract class B { public virtual string Name => \"\"; }")]
    public void Base_class_without_collisions(string parent) => Expect.Nothing(parent + " [LayerNorm(3)] partial class M : B;", "LayerNorm");

    [Theory]
    [InlineData("class B { public int In => 1; }", "B", "In")]
    [InlineData("class B { protected int Threads; }", "B", "Threads")]
    [InlineData("class B { protected void Load(string path) { } }", "B", "Load(string)")]
    [InlineData("class B { internal int Forward; }", "B", "Forward")]
    [InlineData("class A { public int Out; } class B : A;", "A", "Out")]
    public void Base_class_with_a_collision(string parent, string declaring, string name) => Expect.Alone(
        parent + " [Linear(3, 4)] partial class M : {|SHG0010:B|};",
        $"'M' derives from '{declaring}', which declares '{name}', a member that [Linear] generates too; rename it there, or hold the model in a field");

    /// <summary>Here C# says the same about the class itself: no part of it could call the base.</summary>
    [Theory]
    [InlineData("class B { public B(int size) { } }")]
    [InlineData("class B { private B() { } public B(int size) { } }")]
    public void Base_class_without_a_fitting_constructor(string parent) => Expect.Alone(
        parent + " [Linear(3, 4)] partial class M : {|SHG0010:B|} { private M(string text) : base(1) { } }".Replace("M(string", "{|SHG0011:M|}(string", StringComparison.Ordinal),
        "'M' derives from 'B', which has no accessible constructor without parameters; give it one, or hold the model in a field",
        "'M' declares a constructor, which [Linear] generates; remove it: models are created by Load and CreateRandom");

    [Fact]
    public void Base_class_on_another_part() => Expect.Alone(
        "class B { public int In => 1; } [Linear(3, 4)] partial class {|SHG0010:M|}; partial class M : B;",
        "'M' derives from 'B', which declares 'In', a member that [Linear] generates too; rename it there, or hold the model in a field");

    /// <summary>C# would say so four times, in a file that the user did not write.</summary>
    [Theory]
    [InlineData("[Linear(3, 4)] partial class M { public required int {|SHG0015:Size|} { get; init; } }")]
    [InlineData("[Linear(3, 4)] partial class M { public required int {|SHG0015:Size|}; }")]
    [InlineData("class B { public required int Size; } [Linear(3, 4)] partial class M : {|SHG0015:B|};")]
    public void Required_member(string source) => Expect.Alone(
        source, "'M' has the required member 'Size', which Load and CreateRandom of [Linear] cannot set; remove 'required', or hold the model in a field");

    /// <summary>The constructor of the stub calls the base's, or C# would say the same once more.</summary>
    [Theory]
    [InlineData("class B { public B(int size) { } }")]
    [InlineData("class B { protected B(string? name, System.Collections.Generic.List<int> sizes) { } public B(int a, int b, int c) { } }")]
    public void Base_class_that_needs_arguments(string parent) => Expect.Alone(
        parent + " [Linear(3, 4)] partial class M : {|SHG0010:B|};",
        "'M' derives from 'B', which has no accessible constructor without parameters; give it one, or hold the model in a field");

    /// <summary>What is generated for the base class is not there when this one is read; of its private constructor C# speaks itself.</summary>
    [Theory]
    [InlineData("[Linear(5, 6)] partial class B; [Linear(3, 4)] partial class M : {|SHG0010:B|};", "B", "Linear")]
    [InlineData("[Encoder(4, 2, 8)] partial class B; class Between : B; [Linear(3, 4)] partial class M : {|SHG0010:Between|};", "B", "Encoder")]
    [InlineData("[Encoder(4, 2, 8)] partial class B; [Linear(3, 4)] partial class {|SHG0010:M|}; partial class M : B;", "B", "Encoder")]
    public void Base_class_that_is_a_model(string source, string model, string kind)
    {
        Markup expected = Markup.Parse("using ShapeGen;\n" + source);
        Running.GeneratorRun run = Running.GeneratorRunner.Run(expected.Source);
        Microsoft.CodeAnalysis.Diagnostic reported = Assert.Single(run.Reported);
        Assert.Equal("SHG0010", reported.Id);
        Assert.Equal((expected.Marks[0].Start, expected.Marks[0].Length), (reported.Location.SourceSpan.Start, reported.Location.SourceSpan.Length));
        Assert.Equal(
            $"'M' derives from '{model}', which is itself a model ([{kind}]); hold one model in a field of the other, or both in fields of a third class",
            reported.GetMessage(System.Globalization.CultureInfo.InvariantCulture));
        Assert.All(run.Compiler(), message => Assert.Contains(message.Id, new[] { "CS0122", "CS1729" }));
    }

    /// <summary>Nothing of that name is generated where any number of tokens runs.</summary>
    [Fact]
    public void Tokens_of_the_users_own() => Expect.Nothing("[LayerNorm(3)] partial class M { public int Tokens => 5; }", "LayerNorm");
}
