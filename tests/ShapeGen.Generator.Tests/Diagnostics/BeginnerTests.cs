
using ShapeGen.Generator.Tests.Running;

namespace ShapeGen.Generator.Tests.Diagnostics;

/// <summary>What someone new to the library gets wrong, with a class that uses the model: the build prints one error, and no warning.</summary>
public class BeginnerTests
{
    [Theory]
    [InlineData("SHG0002", "[Encoder(Embed = 64, Heads = 0, Ffn = 128)] public sealed partial class M;")]
    [InlineData("SHG0003", "[Encoder] public sealed partial class M;")]
    [InlineData("SHG0003", "[Encoder(Embed = 64)] public sealed partial class M;")]
    [InlineData("SHG0005", "[Encoder(Embed = 64, Heads = 8, Ffn = 128)] public sealed class M;")]
    [InlineData("SHG0005", "[Encoder(Embed = 64, Heads = 8, Ffn = 128)] public sealed record M;")]
    [InlineData("SHG0006", "[Encoder(Embed = 64, Heads = 8, Ffn = 128)] public static partial class M;")]
    [InlineData("SHG0006", "[Encoder(Embed = 64, Heads = 8, Ffn = 128)] public abstract partial class M;")]
    [InlineData("SHG0006", "[Encoder(Embed = 64, Heads = 8, Ffn = 128)] file partial class M;")]
    [InlineData("SHG0009", "[Encoder(Embed = 64, Heads = 8, Ffn = 128), LayerNorm(64)] public sealed partial class M;")]
    [InlineData("SHG0010", "[Encoder(Embed = 64, Heads = 8, Ffn = 128)] public partial class Other; [Encoder(64, 8, 128)] public sealed partial class M : Other;")]
    [InlineData("SHG0010", "[LayerNorm(64)] public partial class Other; [Encoder(64, 8, 128)] public sealed partial class M : Other;")]
    [InlineData("SHG0010", "[LayerNorm(64)] public partial class Other { public abstract class Between : Other { private protected Between() : base(null!) { } } } [Encoder(64, 8, 128)] public sealed partial class M : Other.Between;")]
    [InlineData("SHG0008", "public class Outer { [Encoder(64, 8, 128)] public sealed partial class M { static void Use(float[] x) => M.Load(\"\").Forward(x, x); } } [Encoder(64, 8, 128)] public sealed partial class M;")]
    [InlineData("CS0246", "[Encoder(embed = 64, Heads = 8, Ffn = 128)] public sealed partial class M;")]
    [InlineData("CS0246", "[Encoder(Embed = 64, Head = 8, Ffn = 128)] public sealed partial class M;")]
    [InlineData("CS0246", "[Encoder(Embed = 64, Heads = 8, Ffn = 128, Token = 14)] public sealed partial class M;")]
    [InlineData("CS0029", "[Encoder(Embed = 64, Heads = \"8\", Ffn = 128)] public sealed partial class M;")]
    [InlineData("CS0266", "[Encoder(Embed = 64, Heads = 8.0, Ffn = 128)] public sealed partial class M;")]
    [InlineData("CS0103", "[Encoder(Embed = 64, Heads = 8, Ffn = 128, Activation = Relu)] public sealed partial class M;")]
    [InlineData("CS0117", "[Encoder(Embed = 64, Heads = 8, Ffn = 128, Activation = Activation.Tanh)] public sealed partial class M;")]
    [InlineData("CS0664", "[Encoder(Embed = 64, Heads = 8, Ffn = 128, Epsilon = 1e-6)] public sealed partial class M;")]
    [InlineData("CS0182", "[Encoder(Embed = M.Width, Heads = 8, Ffn = 128)] public sealed partial class M { public static int Width => 64; }")]
    [InlineData("CS7036", "[Encoder(64, 8)] public sealed partial class M;")]
    [InlineData("CS1503", "[Encoder(64, \"8\", 128)] public sealed partial class M;")]
    [InlineData("CS1739", "[Encoder(embed: 64, head: 8, ffn: 128)] public sealed partial class M;")]
    [InlineData("CS0643", "[Encoder(Embed = 64, Heads = 8, Ffn = 128, Heads = 4)] public sealed partial class M;")]
    [InlineData("CS0579", "[Encoder(Embed = 64, Heads = 8, Ffn = 128)] [Encoder(64, 8, 128)] public sealed partial class M;")]
    [InlineData("CS0592", "[Encoder(Embed = 64, Heads = 8, Ffn = 128)] public partial struct M;")]
    [InlineData("CS0592", "[Encoder(Embed = 64, Heads = 8, Ffn = 128)] public partial interface M;")]
    [InlineData("CS0592", "[Encoder(Embed = 64, Heads = 8, Ffn = 128)] public partial record struct M;")]
    [InlineData("CS0592", "[Encoder(Embed = 64, Heads = 8, Ffn = 128)] public enum M { }")]
    [Trait("Tier", "Full")]
    public void One_mistake_is_one_error(string id, string declaration)
    {
        IReadOnlyList<(string Id, string Text)> printed = CommandLineCompiler.Run($$"""
            using ShapeGen;
            {{declaration}}
            internal static class Uses
            {
                internal static void Use(float[] x)
                {
                    M model = M.Load("encoder.safetensors");
                    model.Forward(x, x);
                    M.CreateRandom(1).WithThreads(2).Forward(x, x, new float[M.ScratchLength(M.Embed)], batch: 1);
                }
            }
            """);
        Assert.True(printed.Count == 1 && printed[0].Id == id, $"One {id} was expected:\n{string.Join("\n", printed.Select(message => message.Text))}");
    }

    /// <summary>C# refuses each name; that the sizes are therefore missing is no further mistake.</summary>
    [Fact]
    public void Each_misspelt_name_is_one_error() => Assert.Equal(
        ["CS0246", "CS0246", "CS0246"],
        CommandLineCompiler.Run("[ShapeGen.Encoder(embed = 64, heads = 8, ffn = 128)] public partial class M; class Uses { M Use() => M.Load(\"\"); }").Select(message => message.Id));

    /// <summary>What is printed is what the compiler has to say: without a mistake, nothing.</summary>
    [Fact]
    public void No_mistake_is_no_error() => Assert.Empty(CommandLineCompiler.Run("[ShapeGen.LayerNorm(64)] public partial class M; class Uses { M Use() => M.Load(\"\"); }"));
}
