namespace ShapeGen;

/// <summary>
/// What the model may take at most. More is an error when the project is compiled, with the parts of the model that take the most of it.
/// </summary>
/// <remarks>
/// The generated class has the figures themselves: <c>WeightBytes</c>, <c>ScratchBytes</c> and <c>Flops</c>. What is not named here has no limit.
/// </remarks>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class BudgetAttribute : Attribute
{
    /// <summary>The most bytes of packed weights in memory, on the instruction set that takes the most. No limit by default.</summary>
    public long WeightBytes { get; set; }

    /// <summary>The most bytes of scratch of a call on one thread, for sequences of <see cref="Tokens"/>, on the instruction set that takes the most. No limit by default.</summary>
    public long ScratchBytes { get; set; }

    /// <summary>The most multiplications and additions in the matrix products of one sequence of <see cref="Tokens"/>, two for each multiply-add. No limit by default.</summary>
    public long Flops { get; set; }

    /// <summary>
    /// Tokens of the sequence that <see cref="ScratchBytes"/> and <see cref="Flops"/> are for, as they are given to <c>ScratchLength</c>. Needed unless the model's
    /// token count is fixed. The fixed number by default.
    /// </summary>
    public int Tokens { get; set; }

    /// <summary>Tokens of the memory, of a model that reads one. As many as <see cref="Tokens"/> by default.</summary>
    public int MemoryTokens { get; set; }
}
