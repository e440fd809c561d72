using ShapeGen.Generator.Declarations;
using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Naming;
using ShapeGen.Generator.Operations.Activations;
using ShapeGen.Generator.Operations.Linear;

namespace ShapeGen.Generator.Modules;

/// <summary><c>[FeedForward(Embed, Ffn)]</c>.</summary>
internal sealed record FeedForwardModule(int Embed, int Ffn, ActivationKind Activation, bool Bias, int? Tokens) : ModuleShape(Tokens)
{
    private static readonly TensorNames Names = TensorNames.Create((Role.Ffn1, "fc1"), (Role.Ffn2, "fc2"));

    public static FeedForwardModule? Read(AttributeArguments arguments)
    {
        int? embed = arguments.Size("Embed");
        int? ffn = arguments.Size("Ffn");
        ActivationKind activation = arguments.Enumeration("Activation", ActivationKind.Silu);
        bool bias = arguments.Flag("Bias", true);
        int? tokens = arguments.Tokens();
        if (embed is not { } e || ffn is not { } f || !arguments.Valid)
        {
            return null;
        }

        arguments.Limit(new Products(tokens)
            .Weight("Embed × Ffn", "Embed or Ffn", e, f)
            .Weight("Ffn × Embed", "Embed or Ffn", f, e)
            .Activations("Embed", e)
            .Activations("Ffn", f));
        return new(e, f, activation, bias, tokens);
    }

    public override ModuleGraph BuildGraph()
    {
        Value x = new("x", Embed);
        Value y = new("y", Embed);
        return new()
        {
            Title = $"A feed-forward block of {Embed} features with {Ffn} between",
            Input = x,
            Output = y,
            Nodes = [new Run(Ops(x, y, add: false, Ffn, Activation, Bias).ToList())],
            Constants = [new("Embed", Embed, "Features of a token."), new("Ffn", Ffn, "Features between the two linear layers.")],
            Names = Names,
            Tokens = Tokens,
        };
    }

    /// <summary>The block's operations from <paramref name="x"/> to <paramref name="y"/>.</summary>
    public static IEnumerable<Op> Ops(Value x, Value y, bool add, int ffn, ActivationKind activation, bool bias)
    {
        Value hidden = new("hidden", ffn);
        yield return new LinearOp(Role.Ffn1, x, hidden, bias, activation: Operations.Activations.Activation.Create(activation));
        yield return new LinearOp(Role.Ffn2, hidden, y, bias, add);
    }
}
