namespace ShapeGen.Tool.Compilation;

/// <summary>How a declaration is compiled.</summary>
internal sealed record CompilationSettings
{
    /// <summary>The class, by its name with or without its namespace; null where the source declares one model.</summary>
    public string? ClassName { get; init; }

    /// <summary>Whether the model takes the time of its stages, as with <c>ShapeGenStageTimes</c>.</summary>
    public bool StageTimes { get; init; }

    /// <summary>Attributes that the class gets besides its own, as C#: <c>ShapeGen.Trace</c>.</summary>
    public IReadOnlyList<string> Attributes { get; init; } = [];

    /// <summary>
    /// Whether the model can be unloaded. Such code is compiled once, at its first call; other code goes through the tiers of the JIT, as an application's
    /// does, so that measurements ask for that.
    /// </summary>
    public bool IsCollectible { get; init; } = true;
}
