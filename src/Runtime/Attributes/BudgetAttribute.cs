namespace ShapeGen;

/// <summary>
/// Upper limits for the model's memory and work. Exceeding one is a compile error that lists the largest parts of the model.
/// </summary>
/// <remarks>
/// The generated class has the actual figures: <c>WeightBytes</c>, <c>ScratchBytes</c> and <c>Flops</c>.
/// </remarks>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class BudgetAttribute : Attribute
{
    /// <summary>Maximum bytes of packed weights in memory, for the instruction set that needs the most. No limit by default.</summary>
    public long WeightBytes { get; set; }

    /// <summary>Maximum bytes of scratch of a call on one thread, for sequences of <see cref="Tokens"/>, on the instruction set that needs the most. No limit by default.</summary>
    public long ScratchBytes { get; set; }

    /// <summary>Maximum floating-point operations in the matrix products of one sequence of <see cref="Tokens"/>; a multiply-add counts as two. No limit by default.</summary>
    public long Flops { get; set; }

    /// <summary>
    /// Tokens of the sequence that <see cref="ScratchBytes"/> and <see cref="Flops"/> refer to, as passed to <c>ScratchLength</c>. Required unless the model's
    /// token count is fixed. The fixed number by default.
    /// </summary>
    public int Tokens { get; set; }

    /// <summary>Tokens of the memory, for a model with cross-attention. <see cref="Tokens"/> by default.</summary>
    public int MemoryTokens { get; set; }
}
