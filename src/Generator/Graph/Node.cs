namespace ShapeGen.Generator.Graph;

/// <summary>A part of a graph: operations one after the other, once or several times.</summary>
/// <param name="Ops">The operations.</param>
internal abstract record Node(IReadOnlyList<Op> Ops)
{
    /// <summary>How often the operations run.</summary>
    public abstract int Times { get; }

    /// <summary>Whether it is the layers, be it one or several.</summary>
    public abstract bool IsLayers { get; }
}

/// <summary>Operations that run once.</summary>
/// <param name="Ops">The operations.</param>
/// <param name="IsOneLayer">Whether they are the only layer of a model.</param>
internal sealed record Run(IReadOnlyList<Op> Ops, bool IsOneLayer = false) : Node(Ops)
{
    public override int Times => 1;

    public override bool IsLayers => IsOneLayer;
}

/// <summary>Equal layers: one code, with weights of its own for each of the <paramref name="Layers"/>.</summary>
internal sealed record Repeat(int Layers, IReadOnlyList<Op> Ops) : Node(Ops)
{
    public override int Times => Layers;

    public override bool IsLayers => true;
}
