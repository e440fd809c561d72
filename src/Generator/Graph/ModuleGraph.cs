using ShapeGen.Generator.Naming;

namespace ShapeGen.Generator.Graph;

/// <summary>A model as its operations: the second stage.</summary>
internal sealed class ModuleGraph
{
    private TiedParameters? _tied;

    /// <summary>What the model is, for its doc comment.</summary>
    public required string Title { get; init; }

    /// <summary>The argument of <c>Forward</c>.</summary>
    public required Value Input { get; init; }

    /// <summary>What a whole model takes and makes, or null of a module whose input and output have the same rows.</summary>
    public ModelEdges? Edges { get; init; }

    /// <summary>Its second argument, of <see cref="RowSpace.Memory"/>, or null.</summary>
    public Value? Memory { get; init; }

    /// <summary>Its result.</summary>
    public required Value Output { get; init; }

    /// <summary>The operations in order, some of them in layers.</summary>
    public required IReadOnlyList<Node> Nodes { get; init; }

    /// <summary>The sizes that the class shows as public constants.</summary>
    public required IReadOnlyList<SizeConstant> Constants { get; init; }

    /// <summary>How the checkpoint names the parameters.</summary>
    public required TensorNames Names { get; init; }

    /// <summary>What its calls look like.</summary>
    public CallForm Form => Edges?.Form ?? new(Memory is null ? InputForm.Rows : InputForm.RowsAndMemory, Tokens is not null);

    /// <summary>The fixed token count, or null.</summary>
    public int? Tokens { get; init; }

    /// <summary>Each operation once, however often it runs.</summary>
    public IEnumerable<Op> Ops => Nodes.SelectMany(node => node.Ops);

    /// <summary>The numbers of all parameters; a tensor of the checkpoint counts once, however many parameters it is.</summary>
    public long ParameterCount => ParameterTally.Of(this);

    /// <summary>Which parameters are one tensor of the checkpoint.</summary>
    public TiedParameters Tied => _tied ??= TiedParameters.Of(this);

    /// <summary>All matrix products.</summary>
    public IEnumerable<Work> Products => Work.Where(work => work.IsProduct);

    /// <summary>All work, as a call estimates it.</summary>
    public Cost Cost => Work.Aggregate(default(Cost), (sum, work) => sum + work.Cost);

    private IEnumerable<Work> Work => Nodes.SelectMany(node => node.Ops.SelectMany(op => op.WorkIn(node.Times)));
}

/// <summary>A public constant of the generated class.</summary>
internal sealed record SizeConstant(string Name, long Value, string Summary);
