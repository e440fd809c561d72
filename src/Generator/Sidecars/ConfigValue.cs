using ShapeGen.Generator.Headers;

namespace ShapeGen.Generator.Sidecars;

/// <summary>A value from a file beside a checkpoint, converted to the terms of a declaration.</summary>
/// <param name="Value">The value.</param>
/// <param name="Entry">The entry that it comes from.</param>
internal sealed record ConfigValue<T>(T Value, ConfigEntry Entry)
{
    /// <summary>The entry as quoted in messages.</summary>
    public string Evidence => ConfigObject.Quote(Entry);
}
