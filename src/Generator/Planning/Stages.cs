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

    /// <summary>Scratch for the rows of all sequences of one group, which all workers see.</summary>
    Group,

    /// <summary>A worker's scratch for the rows of one row block.</summary>
    Block,

    /// <summary>As <see cref="Block"/>, with a vector's rows more: what writes whole vectors of rows may write behind the last.</summary>
    PaddedBlock,

    /// <summary>A worker's scratch for one block of queries: [tokens][queries].</summary>
    Scores,

    /// <summary>A worker's scratch of a fixed size.</summary>
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

/// <summary>
/// A linear layer; <paramref name="Add"/> adds the result to what the target holds. An activation works on each panel's columns as soon as
/// they are there, while they are in the L1 cache.
/// </summary>
internal sealed record LinearStage(
    LinearOp Op, Buffer Source, Buffer Target, WeightSlot Weight, WeightSlot Bias, bool Add, ActivationOp? Activation, Buffer? Ragged) : Stage
{
    public override IEnumerable<Buffer> Buffers => Ragged is null ? [Source, Target] : [Source, Target, Ragged];
}

/// <summary>The attention of a block of rows, from q, k and v to the context; it reads k and v of all rows of their sequences.</summary>
/// <param name="Op">The operation.</param>
/// <param name="Source">q, k and v side by side.</param>
/// <param name="Target">The context.</param>
/// <param name="Queries">One head's queries, transposed: [features, queries].</param>
/// <param name="Answers">One head's context, transposed: [features, queries].</param>
/// <param name="Scores">One head's scores, transposed: [keys, queries].</param>
/// <param name="Sums">What the answers of each query are to be multiplied with.</param>
/// <param name="Zeros">In place of a bias.</param>
internal sealed record AttentionStage(
    AttentionOp Op, Buffer Source, Buffer Target, Buffer Queries, Buffer Answers, Buffer Scores, Buffer Sums, WeightSlot Zeros) : Stage
{
    public override IEnumerable<Buffer> Buffers => [Source, Target, Queries, Answers, Scores, Sums];
}

/// <summary>
/// Stages that run one after the other on blocks of rows, in any order of the blocks. Between two phases all rows wait for each other.
/// </summary>
internal sealed record Phase(EquatableArray<Stage> Stages);
