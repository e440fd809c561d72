using ShapeGen.Generator.Planning;

namespace ShapeGen.Generator.Operations.Linear;

/// <summary>The packed weights of a linear layer.</summary>
/// <param name="Weight">Its matrix.</param>
/// <param name="Bias">Its bias, or null where zeros take its place.</param>
internal sealed record Projection(WeightSlot Weight, WeightSlot? Bias)
{
    /// <summary>Its result for <paramref name="source"/>, in the names of the generated code.</summary>
    public string Of(string source) => $"{source} · {Weight.Name}ᵀ{(Bias is null ? "" : $" + {Bias.Name}")}";
}
