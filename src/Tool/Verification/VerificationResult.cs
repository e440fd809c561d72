using ShapeGen.Tool.Compilation;
using ShapeGen.Tool.Compilers;

namespace ShapeGen.Tool.Verification;

/// <summary>The comparison of a model's results with a reference.</summary>
/// <param name="Model">The class.</param>
/// <param name="InstructionSet">The instruction set that ran.</param>
/// <param name="Tolerance">The maximum difference of each stage, relative to the largest value of its reference.</param>
/// <param name="Stages">The stages that the reference also has, in the order of the model.</param>
/// <param name="Departure">The first stage that departs, or null.</param>
/// <param name="OnlyInModel">Results that only the model has.</param>
/// <param name="OnlyInReference">Results that only the reference has.</param>
internal sealed record VerificationResult(
    string Model, InstructionSet InstructionSet, double Tolerance, IReadOnlyList<StageComparison> Stages, Departure? Departure, IReadOnlyList<string> OnlyInModel, IReadOnlyList<string> OnlyInReference)
{
    /// <summary>The compiler that compiled the model.</summary>
    public string Compiler { get; } = CurrentCompiler.Name;

    /// <summary>Whether each stage is within its limit.</summary>
    public bool IsEqual => Departure is null;
}

/// <summary>The comparison of a stage's result with the reference.</summary>
/// <param name="Name">The stage.</param>
/// <param name="Rows">Rows of the result.</param>
/// <param name="Width">Numbers per row.</param>
/// <param name="LargestError">The largest difference.</param>
/// <param name="RelativeError">The largest difference, relative to the reference's largest value.</param>
/// <param name="Limit">The maximum difference that is accepted.</param>
internal sealed record StageComparison(string Name, int Rows, int Width, double LargestError, double RelativeError, double Limit)
{
    /// <summary>Whether the difference is more than rounding can explain.</summary>
    public bool Departs => !(LargestError <= Limit);
}

/// <summary>The first stage whose result departs from the reference.</summary>
/// <param name="Stage">The stage.</param>
/// <param name="Error">Its largest difference.</param>
/// <param name="Row">The row of that difference.</param>
/// <param name="Column">The column of that difference.</param>
/// <param name="Ours">The model's value there.</param>
/// <param name="Reference">The reference's value there.</param>
/// <param name="Cause">The cause, or null if it was not found.</param>
/// <param name="EqualBefore">Stages before it that are within their limits.</param>
/// <param name="UnknownBefore">Stages before it that the reference does not have.</param>
internal sealed record Departure(
    string Stage, double Error, int Row, int Column, double Ours, double Reference, string? Cause, IReadOnlyList<string> EqualBefore, IReadOnlyList<string> UnknownBefore)
{
    private const int MaxNames = 6;

    /// <summary>A sentence about the stages before it.</summary>
    public string Before => (EqualBefore.Count, UnknownBefore.Count) switch
    {
        (0, 0) => "It is the first stage of the model.",
        (_, 0) => "All stages before it match.",
        (0, var unknown) => FormattableString.Invariant($"The reference has none of the {unknown} stages before it ({Names}): the cause may be in any of them."),
        (var equal, var unknown) => FormattableString.Invariant($"Of the stages before it, {equal} match and {unknown} are not in the reference ({Names}): the cause may be in one of those."),
    };

    private string Names => string.Join(", ", UnknownBefore.Take(MaxNames)) + (UnknownBefore.Count > MaxNames ? ", …" : "");

    public override string ToString() => FormattableString.Invariant(
        $"The first stage whose result departs from the reference is {Stage}: largest error {Error:G3} at [{Row}, {Column}], ours {Ours:G7}, reference {Reference:G7}.");
}
