namespace ShapeGen.Generator.Declarations;

/// <summary>The values of the runtime's <c>AttentionMask</c>, by name and number.</summary>
internal enum AttentionMask
{
    None = 0,
    Causal = 1,
}
