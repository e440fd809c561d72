using ShapeGen.Generator.Arguments;
using ShapeGen.Generator.Declarations;
using ShapeGen.Generator.Naming;
using ShapeGen.Generator.Options;
using ShapeGen.Generator.Roles;

namespace ShapeGen.Generator.Modules;

/// <summary>What <c>[Encoder]</c> and <c>[FeedForward]</c> declare of a feed-forward block.</summary>
/// <param name="Ffn">Features between the linear layers.</param>
/// <param name="Activation">The function between them.</param>
/// <param name="Gated">Whether the block is gated.</param>
/// <param name="FirstBias">Whether the first layer, or both first layers of a gated block, have a bias.</param>
/// <param name="SecondBias">Whether the last layer has one.</param>
internal sealed record FeedForwardDeclaration(int Ffn, Activation Activation, bool Gated, bool FirstBias, bool SecondBias)
{
    /// <summary>Reads what both attributes have.</summary>
    /// <param name="arguments">The attribute.</param>
    /// <param name="bias">Whether linear layers have a bias unless <c>GateBias</c> says otherwise.</param>
    /// <returns>The declaration, or null where a size is missing or wrong.</returns>
    public static FeedForwardDeclaration? Read(ModuleArguments arguments, bool bias)
    {
        int? ffn = arguments.Size("Ffn");
        Activation activation = arguments.Enumeration("Activation", Activation.Silu);
        bool gated = arguments.Flag("Gated", false);
        bool gateBias = arguments.Flag("GateBias", bias);
        arguments.OnlyWith(gated, "Gated = true", "Gated = false", "GateBias");
        return ffn is { } features && arguments.Valid ? new(features, activation, gated, gateBias, bias) : null;
    }

    /// <summary>Adds what the block needs names for.</summary>
    public NamedRoles AddTo(NamedRoles roles) => roles
        .With(Role.Ffn2)
        .Where(true, Written, Role.Ffn1)
        .Where(Gated, Written, Role.Gate);

    private string Written => Gated ? "Gated = true" : "Gated = false";

    /// <summary>Adds the sizes of everything that the block multiplies or holds.</summary>
    public Products AddTo(Products products, int embed)
    {
        products.Weight("Embed × Ffn", "Embed or Ffn", embed, Ffn);
        if (Gated)
        {
            products.Weight("Embed × Ffn", "Embed or Ffn", embed, Ffn);
        }

        return products.Weight("Ffn × Embed", "Embed or Ffn", Ffn, embed).Activations("Ffn", Ffn);
    }
}
