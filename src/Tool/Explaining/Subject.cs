using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Modules;
using ShapeGen.Tool.Compilation;
using ShapeGen.Tool.Costs;

namespace ShapeGen.Tool.Explaining;

/// <summary>What a page is about: a model, and the size of the call whose numbers it shows.</summary>
/// <param name="Model">The model.</param>
/// <param name="Size">The call.</param>
/// <param name="Checkpoint">The file of its weights, or null where they are random.</param>
internal sealed record Subject(CompiledModel Model, CallRows Size, string? Checkpoint)
{
    public ModuleGraph Graph => Model.Graph;

    /// <summary>The stages with what they cost.</summary>
    public IReadOnlyList<StageCost> Stages { get; } = StageCost.Of(Model, Size);

    /// <summary>How many layers there are; 1 of a module that has none.</summary>
    public int Layers => Graph.Nodes.Max(node => node.Times);

    /// <summary>The attention of the model, or null where it has none.</summary>
    public AttentionDeclaration? Attention => Model.Declaration.Shape switch
    {
        EncoderModule encoder => encoder.Attention with { Band = encoder.Attention.Band.InLayers(encoder.Layers) },
        AttentionModule module => module.Attention with { Band = module.Attention.Band.InLayers(1) },
        LinearModule or LayerNormModule or FeedForwardModule => null,
        _ => throw new InvalidOperationException($"No attention is known of {Model.Declaration.Kind}."),
    };

    /// <summary>A value's shape with the tokens of this call in it.</summary>
    public string ShapeOf(Value value) => value == Graph.Input && Graph.Edges is { IsImage: true } edges ? $"[N, {edges.RowName}]" : value.Shape;
}
