using Microsoft.CodeAnalysis;
using ShapeGen.Generator.Common;
using ShapeGen.Generator.Diagnostics;
using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Modules;
using ShapeGen.Generator.Planning;

namespace ShapeGen.Generator.Budgets;

/// <summary>Compares a model with its <c>[Budget]</c>. Each exceeded limit is reported on its argument, with the largest parts of the model.</summary>
internal static class BudgetCheck
{
    /// <summary>Number of parts that a message names.</summary>
    private const int MostParts = 3;

    public static IEnumerable<DiagnosticInfo> Of(ModuleShape module, BudgetUse use, bool isTraced)
    {
        ModuleGraph graph = module.BuildGraph();
        List<DiagnosticInfo> wrong = Tokens(graph, use).ToList();
        if (wrong.Count > 0)
        {
            return wrong;
        }

        long tokens = graph.Tokens ?? use.Tokens?.Value ?? 0;
        long memoryTokens = use.MemoryTokens?.Value ?? tokens;
        IReadOnlyList<BodyPlan> plans = (use[LimitedQuantity.WeightBytes] ?? use[LimitedQuantity.ScratchBytes]) is null ? [] : PlanSet.Of(graph, isTraced).All;
        string call = $"for {Count(tokens)} {(graph.Memory is null ? "" : $"and {Count(memoryTokens)} of memory ")}".TrimEnd();
        return
        [
            .. Exceeded(LimitedQuantity.WeightBytes, "the weights are", () => ModelFigures.Weights(plans)),
            .. Exceeded(LimitedQuantity.ScratchBytes, $"the scratch {call} on one thread is", () => ModelFigures.Scratch(plans, CallSize.Of(graph, tokens, memoryTokens))),
            .. Exceeded(LimitedQuantity.Flops, $"the matrix products {call} are", () => ModelFigures.Flops(graph, CallSize.Of(graph, tokens, memoryTokens))),
        ];

        IEnumerable<DiagnosticInfo> Exceeded(LimitedQuantity quantity, string what, Func<Figure> figure)
        {
            if (use[quantity] is not { } limit)
            {
                yield break;
            }

            if (Counted(figure) is not { } found)
            {
                yield return Info(Descriptors.BudgetExceeded, limit.At, what, $"more than {quantity.Short(long.MaxValue)}", quantity.Both(limit.Value), "the number does not fit into 64 bits", "make the model smaller");
            }
            else if (found.Number > limit.Value)
            {
                string parts = string.Join(", ", found.Parts.Take(MostParts).Select(part => $"{part.Name} {quantity.Short(part.Number)}"));
                yield return Info(
                    Descriptors.BudgetExceeded, limit.At, what, quantity.Both(found.Number), quantity.Both(limit.Value), $"{parts}{(found.Parts.Count > MostParts ? ", and smaller parts" : "")}",
                    $"make the model smaller, or write {quantity.Argument} = {found.Number.ToString("#,0", System.Globalization.CultureInfo.InvariantCulture).Replace(',', '_')}");
            }
        }
    }

    /// <summary>Problems with the token count of the budget.</summary>
    private static IEnumerable<DiagnosticInfo> Tokens(ModuleGraph graph, BudgetUse use)
    {
        if (use.Tokens is not { } tokens)
        {
            yield break;
        }

        if (graph.Tokens is { } count)
        {
            if (tokens.Value != count)
            {
                yield return Info(
                    Descriptors.Contradiction, tokens.At, $"Tokens = {Literals.Integer(tokens.Value)} of [Budget]", $"the model's {Count(count)}", $"their number is fixed; write Tokens = {Literals.Integer(count)}, or remove it");
            }
        }
        else if (graph.Edges is { } edges && tokens.Value < edges.LeastRows)
        {
            yield return Info(Descriptors.NumberOutOfRange, tokens.At, "Tokens", Literals.Integer(tokens.Value), $"at least {Literals.Integer(edges.LeastRows)}, the fewest rows from which the convolutions make a token");
        }
        else if (graph.Edges?.Positions is { } positions && CallSize.Of(graph, tokens.Value, 0).Tokens is var inLayers && inLayers + positions.Offset > positions.Max)
        {
            yield return Info(
                Descriptors.Contradiction, tokens.At, $"Tokens = {Literals.Integer(tokens.Value)} of [Budget]", $"Max = {Literals.Integer(positions.Max)} of [Positions]",
                $"the {Count(inLayers)} in the layers need {Literals.Integer(inLayers + positions.Offset)} rows; write fewer, or a larger Max");
        }
    }

    private static Figure? Counted(Func<Figure> figure)
    {
        try
        {
            return figure();
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    private static string Count(long tokens) => tokens == 1 ? "1 token" : $"{Literals.Integer(tokens)} tokens";

    private static DiagnosticInfo Info(DiagnosticDescriptor descriptor, SourceSpan? at, params string[] arguments) => new(descriptor.Id, at, new EquatableArray<string>(arguments));
}
