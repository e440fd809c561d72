using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Modules;
using ShapeGen.Tool.Compilation;
using ShapeGen.Tool.Costs;

namespace ShapeGen.Tool.Explaining;

/// <summary>The subject of a page: a model, and the size of the call that the page describes.</summary>
/// <param name="Model">The model.</param>
/// <param name="Size">The size of the call.</param>
/// <param name="Checkpoint">The file of its weights; null for random weights.</param>
internal sealed record ExplainedModel(CompiledModel Model, CallRows Size, string? Checkpoint)
{
    public ModuleGraph Graph => Model.Graph;

    /// <summary>The stages with their costs.</summary>
    public IReadOnlyList<StageCost> Stages { get; } = StageCost.Of(Model, Size);

    /// <summary>The number of layers; 1 for a module without layers.</summary>
    public int Layers => Graph.Nodes.Max(node => node.Times);

    /// <summary>The attention of the model, or null if it has none.</summary>
    public AttentionDeclaration? Attention => Model.Declaration.Shape switch
    {
        EncoderModule encoder => encoder.Attention with { Band = encoder.Attention.Band.InLayers(encoder.Layers) },
        AttentionModule module => module.Attention with { Band = module.Attention.Band.InLayers(1) },
        LinearModule or LayerNormModule or FeedForwardModule => null,
        _ => throw new InvalidOperationException($"No attention is known of {Model.Declaration.Kind}."),
    };

    /// <summary>The shape of a value.</summary>
    public string ShapeOf(Value value) => value == Graph.Input && Graph.Edges is { IsImage: true } edges ? $"[N, {edges.RowName}]" : value.Shape;
}
