namespace ShapeGen.CodeFixes.Tests;

/// <summary>A class gets and loses the modifiers that a model needs.</summary>
public class ModifierFixTests
{
    [Theory]
    [InlineData("[Linear(4, 2)] class M;", "Make 'M' partial", "[Linear(4, 2)] partial class M;")]
    [InlineData("[Linear(4, 2)]\n// A model.\nclass M\n{\n}", "Make 'M' partial", "[Linear(4, 2)]\n// A model.\npartial class M\n{\n}")]
    [InlineData("[Linear(4, 2)] public sealed class M;", "Make 'M' partial", "[Linear(4, 2)] public sealed partial class M;")]
    [InlineData("[Linear(4, 2)] public sealed record M;", "Make 'M' partial", "[Linear(4, 2)] public sealed partial record M;")]
    [InlineData("class A { struct B { [Linear(4, 2)] class M; } }", "Make 'M' and 'B' and 'A' partial", "partial class A { partial struct B { [Linear(4, 2)] partial class M; } }")]
    [InlineData("class A { partial interface B { [Linear(4, 2)] partial class M; } }", "Make 'A' partial", "partial class A { partial interface B { [Linear(4, 2)] partial class M; } }")]
    [InlineData("[Linear(4, 2)] static partial class M;", "Remove 'static'", "[Linear(4, 2)] partial class M;")]
    [InlineData("[Linear(4, 2)]\n// A model.\nabstract partial class M;", "Remove 'abstract'", "[Linear(4, 2)]\n// A model.\npartial class M;")]
    [InlineData("[Linear(4, 2)] file sealed partial class M;", "Remove 'file'", "[Linear(4, 2)] sealed partial class M;")]
    [InlineData("[Linear(4, 2)] partial class M { public required int Size { get; set; } }", "Remove 'required'", "[Linear(4, 2)] partial class M { public int Size { get; set; } }")]
    [InlineData("[Linear(4, 2)] partial class M { public required int Size; }", "Remove 'required'", "[Linear(4, 2)] partial class M { public int Size; }")]
    public async Task Modifiers(string source, string title, string expected) => Assert.Equal(expected, await FixRun.Apply(source, title));

    [Fact]
    public async Task All_of_a_document_are_fixed_at_once() => Assert.Equal(
        "partial class A { [Linear(4, 2)] partial class M; [Linear(4, 2)] partial class N; }",
        await FixRun.ApplyToAll("class A { [Linear(4, 2)] class M; [Linear(4, 2)] class N; }", "Make 'M' and 'A' partial"));

    [Theory]
    [InlineData("[Linear(4, 2)] partial class M { public int Forward; int Twice() => Forward * 2; }", "Rename 'Forward' to 'OwnForward'", "[Linear(4, 2)] partial class M { public int OwnForward; int Twice() => OwnForward * 2; }")]
    [InlineData("[Linear(4, 2)] partial class M { int OwnThreads; int Threads { get; } }", "Rename 'Threads' to 'OwnOwnThreads'", "[Linear(4, 2)] partial class M { int OwnThreads; int OwnOwnThreads { get; } }")]
    [InlineData("[Linear(4, 2)] partial class M { static M Load(string path) => null!; }\nclass User { void F() => M.CreateRandom(1).ToString(); }", "Rename 'Load' to 'OwnLoad'", "[Linear(4, 2)] partial class M { static M OwnLoad(string path) => null!; }\nclass User { void F() => M.CreateRandom(1).ToString(); }")]
    public async Task A_member_in_the_way_is_renamed(string source, string title, string expected) => Assert.Equal(expected, await FixRun.Apply(source, title));

    [Theory]
    [InlineData("[Linear(4, 2)] partial class M { public M(int size) { } }")]
    [InlineData("[Linear(4, 2)] partial class Forward;")]
    [InlineData("[Linear(4, 2)] partial class M<T>;")]
    public async Task What_is_not_certain_is_not_offered(string source) => Assert.Empty(await FixRun.Titles(source));
}
