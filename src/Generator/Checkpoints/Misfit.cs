namespace ShapeGen.Generator.Checkpoints;

/// <summary>An argument that another value would make fit.</summary>
/// <param name="Argument">The argument.</param>
/// <param name="Declared">What is declared: <c>Ffn = 3072</c>.</param>
/// <param name="Evidence">What the file says: a tensor and its shape, or an entry of <c>config.json</c>.</param>
/// <param name="Wanted">What to write: <c>Ffn = 1536</c>.</param>
internal sealed record Misfit(ArgumentName Argument, string Declared, string Evidence, string Wanted)
{
    /// <summary>The value that the argument should have.</summary>
    public string Value => Wanted.StartsWith(Argument.Argument + " = ", StringComparison.Ordinal) ? Wanted.Substring(Argument.Argument.Length + 3) : Wanted;
}
