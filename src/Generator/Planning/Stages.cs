using ShapeGen.Generator.Common;
using ShapeGen.Generator.Graph.Ops;

namespace ShapeGen.Generator.Planning;

/// <summary>How much of a tensor is in memory at once.</summary>
internal enum BufferScope
{
    /// <summary>The caller's input, all sequences.</summary>
    Input,

    /// <summary>The caller's output, all sequences.</summary>
    Output,

    /// <summary>Scratch for the rows of one row block.</summary>
    Block,

    /// <summary>Scratch for the rows of all sequences of one group.</summary>
    Group,

    /// <summary>Scratch for the transposed queries of one group: for each sequence and each block of queries, [width][queries].</summary>
    Queries,

    /// <summary>Scratch for one block of queries: [tokens][queries].</summary>
    Scores,

    /// <summary>Scratch of a fixed size.</summary>
    Fixed,
}

/// <summary>Where a tensor lives while the model runs.</summary>
/// <param name="Name">A camelCase name for the generated code.</param>
/// <param name="Scope">How much of it is there at once.</param>
/// <param name="Width">Floats of a row that mean something.</param>
/// <param name="Stride">Floats from one row to the next.</param>
internal sealed record Buffer(string Name, BufferScope Scope, int Width, int Stride)
{
    public bool IsScratch => Scope is not (BufferScope.Input or BufferScope.Output);

    /// <summary>The name with a capital, for constants.</summary>
    public string Title => char.ToUpperInvariant(Name[0]) + Name.Substring(1);
}

/// <summary>A step of the generated code.</summary>
internal abstract record Stage
{
    /// <summary>The scratch and the callers' memory that it touches.</summary>
    public abstract IEnumerable<Buffer> Buffers { get; }
}

/// <summary>Copies rows as they are.</summary>
internal sealed record CopyStage(Buffer Source, Buffer Target) : Stage
{
    public override IEnumerable<Buffer> Buffers => [Source, Target];
}

internal sealed record LayerNormStage(LayerNormOp Op, Buffer Source, Buffer Target, WeightSlot Weight, WeightSlot Bias) : Stage
{
    public override IEnumerable<Buffer> Buffers => [Source, Target];
}

/// <summary>A linear layer on row blocks; <paramref name="Add"/> adds the result to what the target holds.</summary>
internal sealed record LinearStage(LinearOp Op, Buffer Source, Buffer Target, WeightSlot Weight, WeightSlot Bias, bool Add, Buffer? Ragged) : Stage
{
    public override IEnumerable<Buffer> Buffers => Ragged is null ? [Source, Target] : [Source, Target, Ragged];
}

/// <summary>An element-wise function in place.</summary>
internal sealed record ActivationStage(ActivationOp Op, Buffer Target) : Stage
{
    public override IEnumerable<Buffer> Buffers => [Target];
}

/// <summary>The attention of each sequence of a group, from q, k and v to the transposed context.</summary>
internal sealed record AttentionStage(AttentionOp Op, Buffer Source, Buffer Target, Buffer Scores, Buffer Sums, WeightSlot Zeros) : Stage
{
    public override IEnumerable<Buffer> Buffers => [Source, Target, Scores, Sums];
}

/// <summary>A linear layer that reads the transposed context of a group.</summary>
internal sealed record ContextLinearStage(LinearOp Op, Buffer Source, Buffer Target, WeightSlot Weight, WeightSlot Bias, bool Add, Buffer? Ragged) : Stage
{
    public override IEnumerable<Buffer> Buffers => Ragged is null ? [Source, Target] : [Source, Target, Ragged];
}

/// <summary>Stages that run one after the other on the same rows: on each row block, or on a whole group at once.</summary>
internal sealed record Segment(bool ByRowBlock, EquatableArray<Stage> Stages);
