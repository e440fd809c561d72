namespace ShapeGen.Tool.Compilation;

/// <summary>How a declaration is compiled.</summary>
internal sealed record CompilationSettings
{
    /// <summary>The class, by its name with or without its namespace; null if the source declares only one model.</summary>
    public string? ClassName { get; init; }

    /// <summary>Whether the model times its stages, as with <c>ShapeGenStageTimes</c>.</summary>
    public bool StageTimes { get; init; }

    /// <summary>Attributes to add to the class, as C#: <c>ShapeGen.Trace</c>.</summary>
    public IReadOnlyList<string> Attributes { get; init; } = [];

    /// <summary>
    /// Whether the model can be unloaded. The JIT compiles collectible code only once, at its first call; other code goes through
    /// tiered compilation, as in an application, so measurements need a model that is not collectible.
    /// </summary>
    public bool IsCollectible { get; init; } = true;
}
