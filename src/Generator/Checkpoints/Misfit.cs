namespace ShapeGen.Generator.Checkpoints;

/// <summary>An argument whose value does not fit the checkpoint.</summary>
/// <param name="Argument">The argument.</param>
/// <param name="Declared">The declared value: <c>Ffn = 3072</c>.</param>
/// <param name="Evidence">The evidence in the file: a tensor and its shape, or an entry of <c>config.json</c>.</param>
/// <param name="Wanted">What to write: <c>Ffn = 1536</c>.</param>
internal sealed record Misfit(ArgumentName Argument, string Declared, string Evidence, string Wanted)
{
    /// <summary>The right value of the argument.</summary>
    public string Value => Wanted.StartsWith(Argument.Argument + " = ", StringComparison.Ordinal) ? Wanted.Substring(Argument.Argument.Length + 3) : Wanted;
}
