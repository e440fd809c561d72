namespace ShapeGen;

/// <summary>Makes one row of each sequence, behind the encoder of the same class. Heads work on that row then.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class PoolAttribute : Attribute
{
    /// <summary>Declares a pooling.</summary>
    /// <param name="pooling">How one row is made of all.</param>
    public PoolAttribute(Pooling pooling) => Pooling = pooling;

    /// <summary>How one row is made of all.</summary>
    public Pooling Pooling { get; }

    /// <summary>Whether the row is divided by its length then (L2), as sentence embedders do: PyTorch's <c>F.normalize</c>.</summary>
    public bool Normalize { get; set; }

    /// <summary>Whether <see cref="Pooling.Mean"/> and <see cref="Pooling.Max"/> leave out the row of the class token, as timm's <c>global_pool="avg"</c> does.</summary>
    public bool ExcludeClass { get; set; }
}
