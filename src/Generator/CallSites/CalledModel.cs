using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using ShapeGen.Generator.Declarations;
using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Modules;
using ShapeGen.Generator.Planning;

namespace ShapeGen.Generator.CallSites;

/// <summary>A model as its callers see it: the sizes that the arguments of a call must fit.</summary>
internal sealed class CalledModel
{
    /// <summary>Models that are remembered; an editor that has seen more than that forgets all.</summary>
    private const int MostKnown = 256;

    /// <summary>Calls of a model whose scratch is remembered, likewise.</summary>
    private const int MostSizes = 64;

    /// <summary>What an editor asks again after each keystroke. A model is what its name and its declaration say, so none of another compilation is wrong.</summary>
    private static readonly ConcurrentDictionary<(string Name, ModuleShape Shape, bool IsTraced), CalledModel> Known = new();

    private readonly ModuleGraph _graph;
    private readonly Lazy<IReadOnlyList<BodyPlan>> _plans;

    /// <summary>The same calls are there after each keystroke, and their scratch takes longer to compute than all else that is asked of them.</summary>
    private readonly ConcurrentDictionary<(long Rows, long MemoryTokens, long Threads), IReadOnlyList<long>?> _scratch = new();

    private CalledModel(string name, ModuleShape shape, bool isTraced)
    {
        Name = name;
        Shape = shape;
        IsTraced = isTraced;
        _graph = shape.BuildGraph();
        _plans = new(() => [.. VectorUnit.All.Select(unit => Planner.Plan(_graph, unit, isTraced))]);
    }

    /// <summary>The class's name.</summary>
    public string Name { get; }

    /// <summary>What was declared: two classes with equal shapes are the same model with other weights.</summary>
    public ModuleShape Shape { get; }

    /// <summary>Whether it hands out the results of its stages, which takes more scratch.</summary>
    public bool IsTraced { get; }

    public CallForm Form => _graph.Form;

    /// <summary>Elements of a row of the input; 1 of token ids.</summary>
    public int InputWidth => _graph.Input.Width;

    public int OutputWidth => _graph.Output.Width;

    /// <summary>Floats of a row of the memory, or null where there is none.</summary>
    public int? MemoryWidth => _graph.Memory?.Width;

    /// <summary>The fixed number of tokens in the layers, or null.</summary>
    public int? Tokens => _graph.Tokens;

    public long ParameterCount => _graph.ParameterCount;

    /// <summary>Rows of the input that make one token.</summary>
    public long LeastRows => _graph.Edges?.LeastRows ?? 1;

    /// <summary>Whether each row of the input is a token in the layers.</summary>
    public bool IsRowAToken => AddedTokens == 0 && _graph.Edges is not { Windows.Count: > 0 } && !IsImage;

    public bool IsImage => _graph.Edges is { IsImage: true };

    /// <summary>The most tokens of a sequence for which there are positions, or null.</summary>
    public int? MostTokens => _graph.Edges is { Positions: { } positions, Form.IsFixed: false } ? positions.Max - positions.Offset : null;

    /// <summary>The rows of a sequence in the input, where they are fixed.</summary>
    public int? FixedRows => Tokens is not { } tokens ? null : IsImage ? 1 : tokens - AddedTokens;

    public IReadOnlyList<BodyPlan> Plans => _plans.Value;

    private int AddedTokens => _graph.Edges?.AddedTokens ?? 0;

    /// <summary>The model that a class is, or null where it is none, or none that is right.</summary>
    public static CalledModel? Read(INamedTypeSymbol type, CancellationToken cancellation)
    {
        if (DeclarationReader.ReadShape(type, cancellation) is not { } shape)
        {
            return null;
        }

        if (Known.Count >= MostKnown)
        {
            Known.Clear();
        }

        return Known.GetOrAdd((type.Name, shape, ModuleKind.TraceOf(type) is not null), static key => new(key.Name, key.Shape, key.IsTraced));
    }

    /// <summary>The tokens in the layers of a sequence with so many rows in the input.</summary>
    public long TokensOf(long rows) =>
        CallSize.Of(_graph, rows, memoryTokens: 0).Tokens;

    /// <summary>The scratch of a call, as the generated <c>ScratchLength</c> says it, on each instruction set; null where no array could hold it.</summary>
    /// <param name="rows">Rows of the longest sequence in the input.</param>
    /// <param name="memoryTokens">Tokens of the longest memory.</param>
    /// <param name="threads">Threads.</param>
    public IReadOnlyList<long>? ScratchLengths(long rows, long memoryTokens, long threads)
    {
        if (_scratch.TryGetValue((rows, memoryTokens, threads), out IReadOnlyList<long>? known))
        {
            return known;
        }

        if (_scratch.Count >= MostSizes)
        {
            _scratch.Clear();
        }

        return _scratch[(rows, memoryTokens, threads)] = ComputeScratch(rows, memoryTokens, threads);
    }

    private IReadOnlyList<long>? ComputeScratch(long rows, long memoryTokens, long threads)
    {
        CallSize size = CallSize.Of(_graph, rows, memoryTokens);
        List<long> lengths = [];
        foreach (BodyPlan plan in Plans)
        {
            try
            {
                lengths.Add(new ScratchSize(plan, size, threads).Floats);
            }
            catch (OverflowException)
            {
                return null;
            }

            if (lengths[lengths.Count - 1] > int.MaxValue)
            {
                return null;
            }
        }

        return lengths;
    }
}
