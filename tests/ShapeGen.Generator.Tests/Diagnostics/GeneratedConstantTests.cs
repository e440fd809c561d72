using System.Globalization;
using ShapeGen.Generator.Tests.Running;

namespace ShapeGen.Generator.Tests.Diagnostics;

/// <summary>A size that is another model's generated constant: the compiler finds it, the generator cannot, so someone must say so.</summary>
public class GeneratedConstantTests
{
    [Fact]
    public void Is_an_error_on_the_argument()
    {
        GeneratorRun run = GeneratorRunner.Run("""
            using ShapeGen;
            [Encoder(Embed = 64, Heads = 8, Ffn = 128)] public sealed partial class First;
            [Linear(In = First.Embed, Out = 10)] public sealed partial class Second;
            """);
        Microsoft.CodeAnalysis.Diagnostic found = Assert.Single(run.Reported);
        Assert.Equal("SHG0018", found.Id);
        Assert.Equal(
            "In is First.Embed; it must be a number or your own constant: the generator cannot see constants that it generates for other classes",
            found.GetMessage(CultureInfo.InvariantCulture));
        run.Compiles();
    }

    [Fact]
    public void A_constant_of_the_users_own_is_welcome()
    {
        GeneratorRun run = GeneratorRunner.Run("""
            using ShapeGen;
            static class Sizes { public const int Embed = 64; }
            [Linear(In = Sizes.Embed, Out = 10)] public sealed partial class Second;
            """);
        Assert.Empty(run.Reported);
    }
}
