namespace ShapeGen;

/// <summary>Pools each sequence to one row, after the encoder of the same class. Heads then apply to that row.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class PoolAttribute : Attribute
{
    /// <summary>Declares a pooling.</summary>
    /// <param name="pooling">How the rows of a sequence become one.</param>
    public PoolAttribute(Pooling pooling) => Pooling = pooling;

    /// <summary>How the rows of a sequence become one.</summary>
    public Pooling Pooling { get; }

    /// <summary>Whether the pooled row is divided by its L2 norm, as sentence embedders do: PyTorch's <c>F.normalize</c>.</summary>
    public bool Normalize { get; set; }

    /// <summary>Whether <see cref="Pooling.Mean"/> and <see cref="Pooling.Max"/> leave out the class token's row, as timm's <c>global_pool="avg"</c> does.</summary>
    public bool ExcludeClass { get; set; }
}
