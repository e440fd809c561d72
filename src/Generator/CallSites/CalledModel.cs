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
    /// <summary>Limits of the two dictionaries: beyond them, they are cleared.</summary>
    private const int MaxModels = 256, MaxSizes = 64;

    private static readonly ReadingCache<CalledModel> Cache = new();

    /// <summary>Planned models. Equal declarations share their plans, also those of a class that is being edited or is in another assembly.</summary>
    private static readonly ConcurrentDictionary<(string Name, ModuleShape Shape, bool IsTraced), CalledModel> Models = new();

    private readonly ModuleGraph _graph;
    private readonly Lazy<IReadOnlyList<BodyPlan>> _plans;

    /// <summary>Cached, as the calls are mostly the same after each keystroke and their scratch takes the longest to compute.</summary>
    private readonly ConcurrentDictionary<(long Rows, long MemoryTokens, long Threads), IReadOnlyList<long>?> _scratch = new();

    private CalledModel(string name, ModuleShape shape, bool isTraced)
    {
        Name = name;
        Shape = shape;
        IsTraced = isTraced;
        _graph = shape.BuildGraph();
        _plans = new(() => PlanSet.Of(_graph, isTraced).All);
    }

    /// <summary>The class's name.</summary>
    public string Name { get; }

    /// <summary>What was declared: two classes with equal shapes are the same model with other weights.</summary>
    public ModuleShape Shape { get; }

    /// <summary>True if it has <c>[Trace]</c>, which needs more scratch.</summary>
    public bool IsTraced { get; }

    public CallForm Form => _graph.Form;

    /// <summary>Elements of a row of the input; 1 for token ids.</summary>
    public int InputWidth => _graph.Input.Width;

    public int OutputWidth => _graph.Output.Width;

    /// <summary>Floats of a row of the memory, or null without a memory.</summary>
    public int? MemoryWidth => _graph.Memory?.Width;

    /// <summary>The fixed number of tokens in the layers, or null.</summary>
    public int? Tokens => _graph.Tokens;

    public long ParameterCount => _graph.ParameterCount;

    /// <summary>The minimum number of input rows: enough for one token.</summary>
    public long MinRows => _graph.Edges?.LeastRows ?? 1;

    /// <summary>True if each row of the input is one token in the layers.</summary>
    public bool IsRowAToken => AddedTokens == 0 && _graph.Edges is not { Windows.Count: > 0 } && !IsImage;

    public bool IsImage => _graph.Edges is { IsImage: true };

    /// <summary>The maximum number of tokens that the positions allow, or null.</summary>
    public int? MaxTokens => _graph.Edges is { Positions: { } positions, Form.IsFixed: false } ? positions.Max - positions.Offset : null;

    /// <summary>The input rows of a sequence if they are fixed, or null.</summary>
    public int? FixedRows => Tokens is not { } tokens ? null : IsImage ? 1 : tokens - AddedTokens;

    public IReadOnlyList<BodyPlan> Plans => _plans.Value;

    private int AddedTokens => _graph.Edges?.AddedTokens ?? 0;

    /// <summary>The model that a class declares; null if it declares none, or one with errors.</summary>
    public static CalledModel? Of(INamedTypeSymbol type, CancellationToken cancellation) => FirstAttribute(type)?.GetSyntax(cancellation) is { } node
        ? Cache.GetOrRead(type, node, () => Read(type, cancellation))
        : Read(type, cancellation);

    private static CalledModel? Read(INamedTypeSymbol type, CancellationToken cancellation)
    {
        if (DeclarationReader.ReadShape(type, cancellation) is not { } shape)
        {
            return null;
        }

        if (Models.Count >= MaxModels)
        {
            Models.Clear();
        }

        return Models.GetOrAdd((type.Name, shape, ClassAttributes.TraceOf(type) is not null), static key => new(key.Name, key.Shape, key.IsTraced));
    }

    /// <summary>The first of ShapeGen's attributes on a class; null if there is none, or they are not all in one file.</summary>
    private static SyntaxReference? FirstAttribute(INamedTypeSymbol type)
    {
        SyntaxReference? first = null;
        foreach (AttributeData attribute in type.GetAttributes().Where(ClassAttributes.IsShapeGens))
        {
            if (attribute.ApplicationSyntaxReference is not { } reference || first is not null && first.SyntaxTree != reference.SyntaxTree)
            {
                return null;
            }

            first ??= reference;
        }

        return first;
    }

    /// <summary>Tokens in the layers, of a sequence with <paramref name="rows"/> input rows.</summary>
    public long TokensOf(long rows) => CallSize.Of(_graph, rows, memoryTokens: 0).Tokens;

    /// <summary>The result of the generated <c>ScratchLength</c> on each instruction set; null if it is too large for an array.</summary>
    /// <param name="rows">Rows of the longest sequence in the input.</param>
    /// <param name="memoryTokens">Tokens of the longest memory.</param>
    /// <param name="threads">Threads.</param>
    public IReadOnlyList<long>? ScratchLengths(long rows, long memoryTokens, long threads)
    {
        if (_scratch.TryGetValue((rows, memoryTokens, threads), out IReadOnlyList<long>? known))
        {
            return known;
        }

        if (_scratch.Count >= MaxSizes)
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
