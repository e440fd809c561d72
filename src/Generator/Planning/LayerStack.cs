using ShapeGen.Generator.Common;
using ShapeGen.Generator.Graph;

namespace ShapeGen.Generator.Planning;

/// <summary>Equal layers, one after the other: their code is written once, and each layer has weights of its own.</summary>
/// <param name="node">The layers in the graph.</param>
/// <param name="number">Which stack of the model it is, from 1.</param>
internal sealed class LayerStack(Repeat node, int number)
{
    public Repeat Node { get; } = node;

    public int Layers => Node.Layers;

    /// <summary>Where the first layer is in the packed weights, in floats.</summary>
    public long FirstLayer { get; internal set; }

    /// <summary>Floats of packed weights from one layer to the next.</summary>
    public long LayerStride { get; internal set; }

    /// <summary>How the names of its segments and constants begin in generated code.</summary>
    public string Prefix { get; } = number == 1 ? "" : $"Stack{Literals.Integer(number)}";

    /// <summary>The constant that holds the number of layers.</summary>
    public string LayersConstant => Prefix + "Layers";

    /// <summary>The constant that holds where its first layer is in the packed weights.</summary>
    public string FirstLayerConstant => Prefix + "FirstLayer";

    /// <summary>The constant that holds the distance of two layers in the packed weights.</summary>
    public string StrideConstant => Prefix + "LayerStride";
}
