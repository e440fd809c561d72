using ShapeGen.Generator.Declarations;
using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Naming;

namespace ShapeGen.Generator.Modules;

/// <summary><c>[MultiHeadAttention(Embed, Heads)]</c>.</summary>
internal sealed record AttentionModule(AttentionDeclaration Attention, int Out, int? Memory, NamesDeclaration Names, int? Tokens) : ModuleShape(Tokens)
{
    public static AttentionModule? Read(AttributeArguments arguments)
    {
        bool bias = arguments.Flag("Bias", true);
        AttentionDeclaration? attention = AttentionDeclaration.Read(arguments, bias);
        arguments.Rate("AttentionDropout");
        int? memory = arguments.IsWritten("Memory") ? arguments.OptionalSize("Memory", 1) : null;
        int output = arguments.OptionalSize("Out", attention?.Embed ?? 1);
        int? tokens = arguments.Tokens();
        if (attention is null || !arguments.Valid || NamesDeclaration.Read(arguments.Names, Roles(attention)) is not { } names)
        {
            return null;
        }

        arguments.Limit(attention.AddTo(new Products(tokens), memory ?? attention.Embed, output));
        return new(attention, output, memory, names, tokens);
    }

    public override ModuleGraph BuildGraph()
    {
        if (Memory is not null)
        {
            throw new InvalidOperationException("No cross-attention is known.");
        }

        Value x = new("x", Attention.Embed);
        Value y = new("y", Out);
        AttentionBlock block = new(Attention, layers: 1);
        return new()
        {
            Title = $"A multi-head attention of {Attention.Embed} features in {Attention.Heads} heads",
            Input = x,
            Output = y,
            Nodes = [new Run([.. block.Shared, .. block.Ops(x, y, add: false)])],
            Constants = Constants(Attention).ToList(),
            Names = Names.Resolve(Roles(Attention)),
            Tokens = Tokens,
        };
    }

    private static NamedRoles Roles(AttentionDeclaration attention) => attention.AddTo(new NamedRoles("MultiHeadAttention", NameScope.Attention));

    public static IEnumerable<SizeConstant> Constants(AttentionDeclaration attention) =>
    [
        new("Embed", attention.Embed, "Features of a token."),
        new("Heads", attention.Heads, "Attention heads."),
        new("HeadDim", attention.HeadDim, "Features of a token in one head."),
    ];
}
