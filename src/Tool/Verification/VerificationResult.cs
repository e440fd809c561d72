using ShapeGen.Tool.Compilation;

namespace ShapeGen.Tool.Verification;

/// <summary>How a model's results compare with a reference.</summary>
/// <param name="Model">The class.</param>
/// <param name="InstructionSet">The instruction set that ran.</param>
/// <param name="Tolerance">The limit of each stage, as a part of the largest number of its reference.</param>
/// <param name="Stages">Each stage that the reference has too, in the order in which the model computes them.</param>
/// <param name="Departure">The first stage that departs, or null.</param>
/// <param name="OnlyInModel">Results that the reference does not have.</param>
/// <param name="OnlyInReference">Results that the model does not have.</param>
internal sealed record VerificationResult(
    string Model, InstructionSet InstructionSet, double Tolerance, IReadOnlyList<StageComparison> Stages, Departure? Departure, IReadOnlyList<string> OnlyInModel, IReadOnlyList<string> OnlyInReference)
{
    /// <summary>What compiled the model.</summary>
    public string Compiler { get; } = CompilerInUse.Name;

    /// <summary>Whether each stage is within its limit.</summary>
    public bool IsEqual => Departure is null;
}

/// <summary>A stage's results beside those of the reference.</summary>
/// <param name="Name">The stage.</param>
/// <param name="Rows">Rows of the result.</param>
/// <param name="Width">Numbers of a row.</param>
/// <param name="LargestError">The largest difference.</param>
/// <param name="RelativeError">The same as a part of the reference's largest number.</param>
/// <param name="Limit">What the difference may be at most.</param>
internal sealed record StageComparison(string Name, int Rows, int Width, double LargestError, double RelativeError, double Limit)
{
    /// <summary>Whether it is more than rounding can explain.</summary>
    public bool Departs => !(LargestError <= Limit);
}

/// <summary>The first stage whose result departs from the reference.</summary>
/// <param name="Stage">The stage.</param>
/// <param name="Error">Its largest difference.</param>
/// <param name="Row">Where that is.</param>
/// <param name="Column">Where in the row.</param>
/// <param name="Ours">The model's number there.</param>
/// <param name="Reference">The reference's.</param>
/// <param name="Cause">What explains it, where that can be told.</param>
/// <param name="EqualBefore">Stages before it that are within their limits.</param>
/// <param name="UnknownBefore">Stages before it that the reference does not have.</param>
internal sealed record Departure(
    string Stage, double Error, int Row, int Column, double Ours, double Reference, string? Cause, IReadOnlyList<string> EqualBefore, IReadOnlyList<string> UnknownBefore)
{
    private const int MostNames = 6;

    /// <summary>What the reference says about the stages before it, as a sentence.</summary>
    public string Before => (EqualBefore.Count, UnknownBefore.Count) switch
    {
        (0, 0) => "It is the first stage of the model.",
        (_, 0) => "The stages before it are right.",
        (0, var unknown) => FormattableString.Invariant($"The reference has none of the {unknown} stages before it ({Names}): the cause may be in each of them."),
        (var equal, var unknown) => FormattableString.Invariant($"Of the stages before it the reference has {equal}, which are right, and not {unknown} ({Names}): the cause may be in one of those."),
    };

    private string Names => string.Join(", ", UnknownBefore.Take(MostNames)) + (UnknownBefore.Count > MostNames ? ", …" : "");

    public override string ToString() => FormattableString.Invariant(
        $"The first stage whose result departs from the reference is {Stage}: largest error {Error:G3} at [{Row}, {Column}], ours {Ours:G7}, reference {Reference:G7}.");
}
