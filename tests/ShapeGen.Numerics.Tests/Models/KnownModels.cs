namespace ShapeGen.Numerics.Tests.Models;

/// <summary>Declarations that tests name.</summary>
internal static class KnownModels
{
    public const string Tiny = "Encoder(Embed = 64, Heads = 8, Ffn = 128)";
    public const string TinyFixed = "Encoder(Embed = 64, Heads = 8, Ffn = 128, Tokens = 14)";
    public const string Odd = "Encoder(Embed = 62, Heads = 2, Ffn = 94)";
    public const string Svtr = "Encoder(Embed = 120, Heads = 8, Ffn = 240)";
    public const string SvtrNorm = "LayerNorm(Dim = 120, Epsilon = 1e-6f)";
    public const string MiniLm = "Encoder(Embed = 384, Heads = 12, Ffn = 1536)";

    public const string Attention = "MultiHeadAttention(Embed = 96, Heads = 3)";
    public const string FeedForward = "FeedForward(Embed = 130, Ffn = 516)";
    public const string Linear = "Linear(In = 300, Out = 130)";

    public static IEnumerable<string> All => [Tiny, TinyFixed, Odd, Svtr, SvtrNorm, MiniLm, Attention, FeedForward, Linear];
}
