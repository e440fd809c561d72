using ShapeGen.Generator.Arguments;
using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Naming;
using ShapeGen.Generator.Operations.Activations;
using ShapeGen.Generator.Operations.Linear;
using ShapeGen.Generator.Roles;

namespace ShapeGen.Generator.Modules;

/// <summary><c>[FeedForward(Embed, Ffn)]</c>.</summary>
internal sealed record FeedForwardModule(int Embed, FeedForwardDeclaration Block, NamesDeclaration Names, int? Tokens) : ModuleShape(Tokens)
{
    public static FeedForwardModule? Read(ModuleArguments arguments)
    {
        int? embed = arguments.Size("Embed");
        bool bias = arguments.Flag("Bias", true);
        FeedForwardDeclaration? block = FeedForwardDeclaration.Read(arguments, bias);
        int? tokens = arguments.Tokens();
        if (embed is not { } e || block is null || !arguments.Valid || NamesDeclaration.Read(arguments.Names, Roles(block)) is not { } names)
        {
            return null;
        }

        arguments.Limit(block.AddTo(new Products(tokens), e).Activations("Embed", e));
        return new(e, block, names, tokens);
    }

    public override ModuleGraph BuildGraph()
    {
        Value x = new("x", Embed);
        Value y = new("y", Embed);
        return new()
        {
            Title = $"A {(Block.Gated ? "gated " : "")}feed-forward block of {Embed} features with {Block.Ffn} between",
            Input = x,
            Output = y,
            Nodes = [new Run(Ops(x, y, add: false, Block).ToList())],
            Constants = [new("Embed", Embed, "Features of a token."), new("Ffn", Block.Ffn, "Features between the linear layers.")],
            Names = Names.Resolve(Roles(Block)),
            Tokens = Tokens,
        };
    }

    private static NamedRoles Roles(FeedForwardDeclaration block) =>
        block.AddTo(new NamedRoles("FeedForward", NameScope.FeedForward) { IsGated = block.Gated });

    /// <summary>
    /// The block's operations from <paramref name="x"/> to <paramref name="y"/>, whose result is multiplied with <paramref name="scale"/> if there is one. A
    /// traced model calls <paramref name="y"/> then <paramref name="result"/>.
    /// </summary>
    public static IEnumerable<Op> Ops(Value x, Value y, bool add, FeedForwardDeclaration block, Role? scale = null, string result = "output")
    {
        Value hidden = new("hidden", block.Ffn);
        ElementwiseFunction activation = ElementwiseFunction.Create(block.Activation);
        yield return block.Gated
            ? new GatedOp(Role.Gate, Role.Ffn1, x, hidden, block.FirstBias, activation) { GateProduct = "gate", Product = "ffn1", Result = "hidden" }
            : new LinearOp(Role.Ffn1, x, hidden, block.FirstBias, activation: activation) { Product = "ffn1", Result = "hidden" };
        yield return new LinearOp(Role.Ffn2, hidden, y, block.SecondBias, add) { Scale = scale, Product = add ? "ffn2" : "", Result = result };
    }
}
