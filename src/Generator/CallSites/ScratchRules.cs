using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ShapeGen.Generator.Common;

namespace ShapeGen.Generator.CallSites;

/// <summary>Checks whether the scratch of a call is too small. The size depends on the instruction set, so all of them are compared.</summary>
internal static class ScratchRules
{
    /// <summary>Numbers of rows for which two models are compared if the number is unknown.</summary>
    private static readonly long[] Samples = [128, 1, 16, 512, 2048];

    /// <param name="model">The model that runs.</param>
    /// <param name="call">The known facts of the call.</param>
    /// <param name="threads">The threads of the call; 0 if they are unknown or set by the model.</param>
    /// <param name="scratch">The scratch.</param>
    /// <param name="known">Evaluates arguments.</param>
    /// <param name="models">The models of the compilation.</param>
    /// <param name="cancellation">Cancels.</param>
    public static ScratchMistake? Check(
        CalledModel model, CallFacts call, long threads, IOperation scratch, ConstantEvaluator known, CalledModels models, CancellationToken cancellation)
    {
        if (threads < 0)
        {
            return null;
        }

        long? rows = LengthRules.LongestRows(model, call);
        long? memory = LengthRules.LongestMemory(model, call);
        if (known.Length(scratch) is { } length)
        {
            // A scratch that is large enough on some processor is not reported.
            return MinLength(model, rows, memory, threads) is { } needed && length < needed ? TooSmall(model, rows, memory, threads, length, needed) : null;
        }

        if (known.ScratchLength(scratch) is not { } sized || models.Of(sized, cancellation) is not { } other)
        {
            return null;
        }

        long? sizedRows = other.FixedRows ?? known.Number(ConstantEvaluator.Argument(sized, "tokens"));
        long? sizedMemory = known.Number(ConstantEvaluator.Argument(sized, "memoryTokens"));
        long? sizedThreads = known.Number(ConstantEvaluator.Argument(sized, "threads"));
        if (sizedRows <= 0 || sizedMemory <= 0)
        {
            return null;
        }

        if (other.Shape == model.Shape && other.IsTraced == model.IsTraced)
        {
            // Fewer tokens or threads than the call has.
            return sizedRows is { } counted && sizedThreads is > 0 && (model.MemoryWidth is null || sizedMemory is not null)
                && other.ScratchLengths(counted, sizedMemory ?? 0, sizedThreads.Value) is { } have
                && model.ScratchLengths(rows ?? model.MinRows, memory ?? 1, Math.Max(1, threads)) is { } need
                && FirstSmaller(have, need) is { } unit
                ? TooSmall(model, rows, memory, threads, have[unit], need[unit])
                : null;
        }

        // The scratch of one model may be enough for another: it is reported only if it is too small for some number of rows.
        IEnumerable<long> samples = rows is { } one ? [one] : sizedRows is { } two && model.FixedRows is null ? [two] : Samples.Where(sample => sample >= model.MinRows && sample >= other.MinRows);
        foreach (long sample in samples)
        {
            long shared = Math.Max(1, Math.Max(threads, sizedThreads ?? 1));
            if (other.ScratchLengths(sizedRows ?? sample, sizedMemory ?? sample, sizedThreads is > 0 ? sizedThreads.Value : shared) is { } have
                && model.ScratchLengths(rows ?? sample, memory ?? sample, threads == 0 ? 1 : threads) is { } need
                && FirstSmaller(have, need) is { } unit)
            {
                return new(
                    CallSiteDescriptors.ScratchOfAnotherModel,
                    [other.Name, model.Name, Rows(model, rows ?? sample), Literals.Integer(have[unit]), Literals.Integer(need[unit]), Call(model, rows, memory, threads)],
                    IsKnown(model, rows, memory) ? Arguments(model, rows, memory, threads) : SameArguments(model, other, sized));
            }
        }

        return null;
    }

    private static long? MinLength(CalledModel model, long? rows, long? memory, long threads) =>
        model.ScratchLengths(rows ?? model.MinRows, memory ?? 1, Math.Max(1, threads))?.Min();

    /// <summary>The first instruction set on which the scratch is too small, or null.</summary>
    private static int? FirstSmaller(IReadOnlyList<long> have, IReadOnlyList<long> need)
    {
        for (int i = 0; i < have.Count; i++)
        {
            if (have[i] < need[i])
            {
                return i;
            }
        }

        return null;
    }

    private static ScratchMistake TooSmall(CalledModel model, long? rows, long? memory, long threads, long length, long needed) => new(
        CallSiteDescriptors.ScratchTooSmall,
        [Literals.Integer(length), model.Name, Literals.Integer(needed), Rows(model, rows ?? model.MinRows) + (threads > 1 ? $" on {Literals.Integer(threads)} threads" : ""), Call(model, rows, memory, threads)],
        IsKnown(model, rows, memory) ? Arguments(model, rows, memory, threads) : null);

    private static string Rows(CalledModel model, long rows) => model.IsImage ? "an image" : $"{Literals.Integer(rows)} {(model.IsRowAToken ? "token" : "row")}{(rows == 1 ? "" : "s")}";

    /// <summary>The call that returns the right length, with parameter names for unknown arguments.</summary>
    private static string Call(CalledModel model, long? rows, long? memory, long threads) => $"{model.Name}.ScratchLength({Arguments(model, rows, memory, threads)})";

    private static bool IsKnown(CalledModel model, long? rows, long? memory) => (model.IsImage || model.Tokens is not null || rows is not null) && (model.MemoryWidth is null || memory is not null);

    /// <summary>The arguments that were passed to the other model's <c>ScratchLength</c>, if this model's takes the same.</summary>
    private static string? SameArguments(CalledModel model, CalledModel other, IInvocationOperation sized) =>
        model.IsImage == other.IsImage && (model.Tokens is null) == (other.Tokens is null) && (model.MemoryWidth is null) == (other.MemoryWidth is null) && sized.Syntax is InvocationExpressionSyntax call
            ? call.ArgumentList.Arguments.ToString()
            : null;

    private static string Arguments(CalledModel model, long? rows, long? memory, long threads)
    {
        List<string> arguments = [];
        if (!model.IsImage)
        {
            arguments.Add(model.Tokens is { } tokens ? Literals.Integer(tokens) : rows is { } count ? Literals.Integer(count) : "tokens");
        }

        if (model.MemoryWidth is not null)
        {
            arguments.Add(memory is { } count ? Literals.Integer(count) : "memoryTokens");
        }

        if (threads > 1)
        {
            arguments.Add($"threads: {Literals.Integer(threads)}");
        }

        return string.Join(", ", arguments);
    }
}

/// <summary>A scratch that is too small.</summary>
/// <param name="Descriptor">The diagnostic.</param>
/// <param name="Arguments">The arguments of the message.</param>
/// <param name="Fix">The arguments of the right <c>ScratchLength</c> call; null if one is unknown.</param>
internal sealed record ScratchMistake(DiagnosticDescriptor Descriptor, IReadOnlyList<string> Arguments, string? Fix);
