using ShapeGen.Generator.Checkpoints;

namespace ShapeGen.Generator.Sidecars;

/// <summary>What a file beside a checkpoint says, in the terms of a declaration.</summary>
/// <param name="Value">The value.</param>
/// <param name="Entry">The entry that says so.</param>
internal sealed record ConfigValue<T>(T Value, ConfigEntry Entry)
{
    /// <summary>The entry, as messages quote it.</summary>
    public string Evidence => ConfigObject.Quote(Entry);
}
