using System.Numerics;

namespace ShapeGen.Numerics.Tests.Reference;

internal sealed record LinearReference(int In, int Out, bool Bias) : ReferenceModule
{
    public override string Attribute => $"Linear(In = {In}, Out = {Out}, Bias = {(Bias ? "true" : "false")})";

    public override int InputWidth => In;

    public override int OutputWidth => Out;

    public override IEnumerable<(string Name, int[] Shape)> Parameters => Bias ? [("weight", [Out, In]), ("bias", [Out])] : [("weight", [Out, In])];

    public override T[] Run<T>(IReadOnlyDictionary<string, float[]> weights, T[] x, int tokens) =>
        Operations.Linear(x, tokens, weights["weight"], weights.GetValueOrDefault("bias"));
}

internal sealed record LayerNormReference(int Dim, bool Bias) : ReferenceModule
{
    public override string Attribute => $"LayerNorm(Dim = {Dim}, Bias = {(Bias ? "true" : "false")})";

    public override int InputWidth => Dim;

    public override int OutputWidth => Dim;

    public override IEnumerable<(string Name, int[] Shape)> Parameters => Bias ? [("weight", [Dim]), ("bias", [Dim])] : [("weight", [Dim])];

    public override T[] Run<T>(IReadOnlyDictionary<string, float[]> weights, T[] x, int tokens) =>
        Operations.LayerNorm(x, tokens, weights["weight"], weights.GetValueOrDefault("bias"), 1e-5f);
}

internal sealed record FeedForwardReference(int Embed, int Ffn, bool Relu, bool Bias) : ReferenceModule
{
    public override string Attribute =>
        $"FeedForward(Embed = {Embed}, Ffn = {Ffn}, Activation = Activation.{(Relu ? "Relu" : "Silu")}, Bias = {(Bias ? "true" : "false")})";

    public override int InputWidth => Embed;

    public override int OutputWidth => Embed;

    public override IEnumerable<(string Name, int[] Shape)> Parameters =>
        ((string, int[])[])[("fc1.weight", [Ffn, Embed]), ("fc1.bias", [Ffn]), ("fc2.weight", [Embed, Ffn]), ("fc2.bias", [Embed])];

    public override T[] Run<T>(IReadOnlyDictionary<string, float[]> weights, T[] x, int tokens) => Operations.Linear(
        Operations.Activate(Operations.Linear(x, tokens, weights["fc1.weight"], weights["fc1.bias"]), Relu), tokens, weights["fc2.weight"], weights["fc2.bias"]);
}

internal sealed record AttentionReference(int Embed, int Heads, bool Bias) : ReferenceModule
{
    public override string Attribute => $"MultiHeadAttention(Embed = {Embed}, Heads = {Heads}, Bias = {(Bias ? "true" : "false")})";

    public override int InputWidth => Embed;

    public override int OutputWidth => Embed;

    public override IEnumerable<(string Name, int[] Shape)> Parameters
    {
        get
        {
            yield return ("qkv_proj.weight", [3 * Embed, Embed]);
            yield return ("out_proj.weight", [Embed, Embed]);
            if (Bias)
            {
                yield return ("qkv_proj.bias", [3 * Embed]);
                yield return ("out_proj.bias", [Embed]);
            }
        }
    }

    public override T[] Run<T>(IReadOnlyDictionary<string, float[]> weights, T[] x, int tokens) => Operations.Linear(
        Operations.Attend(Operations.Linear(x, tokens, weights["qkv_proj.weight"], weights.GetValueOrDefault("qkv_proj.bias")), tokens, Heads),
        tokens, weights["out_proj.weight"], weights.GetValueOrDefault("out_proj.bias"));
}

internal sealed record EncoderReference(int Embed, int Heads, int Ffn, bool Relu) : ReferenceModule
{
    public override string Attribute =>
        $"Encoder(Embed = {Embed}, Heads = {Heads}, Ffn = {Ffn}, Activation = Activation.{(Relu ? "Relu" : "Silu")})";

    public override int InputWidth => Embed;

    public override int OutputWidth => Embed;

    public override IEnumerable<(string Name, int[] Shape)> Parameters =>
    [
        ("pre_norm_mha.0.weight", [Embed]), ("pre_norm_mha.0.bias", [Embed]),
        ("pre_norm_mha.1.qkv_proj.weight", [3 * Embed, Embed]), ("pre_norm_mha.1.qkv_proj.bias", [3 * Embed]),
        ("pre_norm_mha.1.out_proj.weight", [Embed, Embed]), ("pre_norm_mha.1.out_proj.bias", [Embed]),
        ("pre_norm_ffn.0.weight", [Embed]), ("pre_norm_ffn.0.bias", [Embed]),
        ("pre_norm_ffn.1.weight", [Ffn, Embed]), ("pre_norm_ffn.1.bias", [Ffn]),
        ("pre_norm_ffn.4.weight", [Embed, Ffn]), ("pre_norm_ffn.4.bias", [Embed]),
    ];

    public override T[] Run<T>(IReadOnlyDictionary<string, float[]> weights, T[] x, int tokens)
    {
        T[] normed = Operations.LayerNorm(x, tokens, weights["pre_norm_mha.0.weight"], weights["pre_norm_mha.0.bias"], 1e-5f);
        T[] qkv = Linear(normed, "pre_norm_mha.1.qkv_proj");
        T[] attended = Operations.Add(x, Linear(Operations.Attend(qkv, tokens, Heads), "pre_norm_mha.1.out_proj"));
        T[] again = Operations.LayerNorm(attended, tokens, weights["pre_norm_ffn.0.weight"], weights["pre_norm_ffn.0.bias"], 1e-5f);
        return Operations.Add(attended, Linear(Operations.Activate(Linear(again, "pre_norm_ffn.1"), Relu), "pre_norm_ffn.4"));

        T[] Linear(T[] values, string name) => Operations.Linear(values, tokens, weights[name + ".weight"], weights[name + ".bias"]);
    }
}
