using ShapeGen.Generator.Naming;
using ShapeGen.Generator.Planning;

namespace ShapeGen.Generator.Graph;

/// <summary>
/// One operation of a model. It knows its parameters, how it reads in the shape walk, what it costs, and the stages that compute it. Each
/// has a folder of its own under <c>Operations/</c>, with its stage and kernels.
/// </summary>
internal abstract class Op
{
    /// <summary>The values that it reads.</summary>
    public abstract IEnumerable<Value> Sources { get; }

    /// <summary>The value that it writes.</summary>
    public abstract Value Target { get; }

    /// <summary>Its parameters, in the order of the PyTorch module's state.</summary>
    public virtual IEnumerable<Parameter> Parameters => [];

    /// <summary>What a traced model calls its result; empty where that is handed out under no name of its own.</summary>
    public string Result { get; init; } = "";

    /// <summary>What a traced model calls its result as the last one of a part of the model; empty where it is not the last one.</summary>
    public string ResultOfPart { get; set; } = "";

    /// <summary>The names under which a traced model hands out its result, whole or in parts.</summary>
    public virtual IEnumerable<ResultName> Results => new[] { Result, ResultOfPart }.Where(name => name.Length > 0).Select(name => new ResultName(name, 0, Target.Width));

    /// <summary>What it costs.</summary>
    public abstract Cost Cost { get; }

    /// <summary>What it costs in so many layers.</summary>
    /// <param name="layers">How often it runs, from the first layer on.</param>
    public virtual Cost CostOf(int layers) => layers * Cost;

    /// <summary>Its matrix products in so many layers, counted to the last one: what stages have products of must be here.</summary>
    /// <param name="layers">How often it runs, from the first layer on.</param>
    public virtual IEnumerable<Work> Work(int layers) => [];

    /// <summary>Its lines of the shape walk.</summary>
    /// <param name="names">How the checkpoint names the parameters.</param>
    public abstract IEnumerable<WalkLine> Walk(TensorNames names);

    /// <summary>The stages that compute it, in order.</summary>
    public abstract IEnumerable<Stage> Lower(Lowering lowering);
}

/// <summary>A line of the shape walk.</summary>
/// <param name="Formula">What is computed.</param>
/// <param name="Shape">The shape of the result, and what else has one.</param>
internal sealed record WalkLine(string Formula, string Shape);

/// <summary>Multiplications and additions of an operation.</summary>
/// <param name="PerRow">For each row.</param>
/// <param name="PerRowAndToken">For each row and each token of its sequence, or of its memory if the model has one.</param>
/// <param name="PerMemoryRow">For each row of memory.</param>
/// <param name="PerRowAndSeen">For each row and each token of its sequence that is in its window.</param>
/// <param name="Window">Tokens of the window, where there is one: it counts as no more than the sequence has.</param>
internal readonly record struct Cost(long PerRow, long PerRowAndToken = 0, long PerMemoryRow = 0, long PerRowAndSeen = 0, int Window = 0)
{
    /// <summary>So many for each row of a space.</summary>
    public static Cost OfRows(long count, RowSpace space) =>
        space == RowSpace.Memory ? new(0, PerMemoryRow: count) :
        space == RowSpace.Sequences ? default : // One row for a whole sequence: next to nothing beside its tokens.
        new(count);

    public static Cost operator +(Cost a, Cost b) => a.Window == 0 || b.Window == 0 || a.Window == b.Window
        ? new(a.PerRow + b.PerRow, a.PerRowAndToken + b.PerRowAndToken, a.PerMemoryRow + b.PerMemoryRow, a.PerRowAndSeen + b.PerRowAndSeen, Math.Max(a.Window, b.Window))
        : throw new InvalidOperationException($"Windows of {a.Window} and of {b.Window} tokens are in one model, and its cost knows one.");

    public static Cost operator *(long count, Cost cost) => new(count * cost.PerRow, count * cost.PerRowAndToken, count * cost.PerMemoryRow, count * cost.PerRowAndSeen, cost.Window);
}
