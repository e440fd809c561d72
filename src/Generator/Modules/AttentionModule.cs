using ShapeGen.Generator.Arguments;
using ShapeGen.Generator.Common;
using ShapeGen.Generator.Declarations;
using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Naming;
using ShapeGen.Generator.Options;

namespace ShapeGen.Generator.Modules;

/// <summary><c>[MultiHeadAttention(Embed, Heads)]</c>.</summary>
internal sealed record AttentionModule(AttentionDeclaration Attention, int Out, int? Memory, NamesDeclaration Names, int? Tokens) : ModuleShape(Tokens)
{
    public static AttentionModule? Read(ModuleArguments arguments)
    {
        bool bias = arguments.Flag("Bias", true);
        AttentionDeclaration? attention = AttentionDeclaration.Read(arguments, bias);
        arguments.Rate("AttentionDropout");
        int? memory = arguments.IsWritten("Memory") ? arguments.OptionalSize("Memory", 1) : null;
        int output = arguments.OptionalSize("Out", attention?.Embed ?? 1);
        int? tokens = arguments.Tokens();
        if (attention is not null && memory is { } width)
        {
            CheckMemory(arguments, attention, "Memory = " + Literals.Integer(width));
        }

        if (attention is null || !arguments.Valid || NamesDeclaration.Read(arguments.Names, Roles(attention, memory)) is not { } names)
        {
            return null;
        }

        arguments.Limit(attention.AddTo(new Products(tokens), memory ?? attention.Embed, output));
        return new(attention, output, memory, names, tokens);
    }

    /// <summary>A sequence and its memory have no positions in common: what depends on a distance has no meaning.</summary>
    private static void CheckMemory(ModuleArguments arguments, AttentionDeclaration attention, string memory)
    {
        Refuse("Mask", "AttentionMask.Causal", attention.Band.IsCausal);
        Refuse("Window", Literals.Integer(arguments.OptionalSize("Window", 0)), attention.Band.Back is not null);
        Refuse("Position", $"PositionEncoding.{attention.Position.Kind}", attention.Position.Kind != PositionEncoding.None);

        void Refuse(string name, string value, bool isWrong)
        {
            if (isWrong)
            {
                arguments.Contradiction(name, $"{name} = {value}", memory, $"a sequence and its memory have no distances between them; remove {name}, or Memory", arguments.Remove(name));
            }
        }
    }

    public override ModuleGraph BuildGraph()
    {
        Value x = new("x", Attention.Embed);
        Value y = new("y", Out);
        Value? memory = Memory is { } width ? new("memory", width, RowSpace.Memory) : null;
        AttentionBlock block = new(Attention, layers: 1);
        return new()
        {
            Title = $"A multi-head {(Memory is null ? "" : "cross-")}attention of {Attention.Embed} features in {Attention.Heads} heads",
            Input = x,
            Memory = memory,
            Output = y,
            Nodes = [new Run(memory is null ? [.. block.Shared, .. block.Ops(x, y, add: false)] : [.. block.CrossOps(x, memory, y)])],
            Constants = Constants(Attention).ToList(),
            Names = Names.Resolve(Roles(Attention, Memory)),
            Tokens = Tokens,
        };
    }

    private static NamedRoles Roles(AttentionDeclaration attention, int? memory) =>
        attention.AddTo(new NamedRoles("MultiHeadAttention", NameScope.Attention), memory is { } width ? "Memory = " + Literals.Integer(width) : null);

    public static IEnumerable<SizeConstant> Constants(AttentionDeclaration attention) =>
    [
        new("Embed", attention.Embed, "Features of a token."),
        new("Heads", attention.Heads, "Attention heads."),
        new("HeadDim", attention.HeadDim, "Features of a token in one head."),
    ];
}
