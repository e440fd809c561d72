using ShapeGen.Generator.Emission;
using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Kernels;
using ShapeGen.Generator.Sizes;

namespace ShapeGen.Generator.Planning;

/// <summary>
/// A step of the generated code. It describes itself: what it reads and writes, the matrix products in it, its kernels, and its call.
/// Nothing else asks what kind of stage it is.
/// </summary>
internal abstract class Stage
{
    /// <summary>The values that it reads; one that it adds to is read too.</summary>
    public abstract IReadOnlyList<Read> Reads { get; }

    /// <summary>The values that it writes, on the rows of its block.</summary>
    public abstract IReadOnlyList<Write> Writes { get; }

    /// <summary>Scratch that it needs for itself only.</summary>
    public virtual IReadOnlyList<Temporary> Temporaries => [];

    /// <summary>Whether it has matrix products.</summary>
    public virtual bool IsProduct => false;

    /// <summary>Its kernels, without those that they use.</summary>
    public abstract IReadOnlyList<Kernel> Kernels { get; }

    /// <summary>
    /// Whether its kernel takes the part's share of columns or heads. Where workers share those, because there are few rows, another stage is
    /// left to one of them.
    /// </summary>
    public virtual bool HasShares => false;

    /// <summary>The operation that it is a part of, once it is planned.</summary>
    public Op? Op { get; set; }

    /// <summary>What a traced model hands out once it has run.</summary>
    public IReadOnlyList<TracePoint> Traced { get; set; } = [];

    /// <summary>Whether it runs only where someone takes the results: it makes what another stage has only for a moment.</summary>
    public bool IsForTrace { get; init; }

    /// <summary>What it computes, in the names of the generated code.</summary>
    public abstract string Formula(BufferNames names);

    /// <summary>Writes the call.</summary>
    public abstract void EmitCall(ICallWriter call);

    /// <summary>The space whose rows it takes.</summary>
    public RowSpace Space => Writes[0].Value.Space;
}

/// <summary>A value that a stage reads.</summary>
/// <param name="Value">The value.</param>
/// <param name="Rows">Which rows.</param>
/// <param name="ExtraWidth">Floats behind a row's last one that it may read.</param>
internal sealed record Read(Value Value, ReadRows Rows = ReadRows.Own, int ExtraWidth = 0);

/// <summary>Which rows a stage reads for the rows that it writes.</summary>
internal enum ReadRows
{
    /// <summary>The same ones.</summary>
    Own,

    /// <summary>All rows of their sequences: they must be complete, so a phase ends before it.</summary>
    WholeSequence,
}

/// <summary>A value that a stage writes.</summary>
/// <param name="Value">The value.</param>
/// <param name="ExtraRows">Rows behind the last one that it may overwrite.</param>
/// <param name="ExtraWidth">Floats behind a row's last one that it may overwrite.</param>
internal sealed record Write(Value Value, int ExtraRows = 0, int ExtraWidth = 0);

/// <summary>Scratch of one stage.</summary>
/// <param name="Name">Its name in the generated code.</param>
/// <param name="Length">Its floats.</param>
internal sealed record Temporary(string Name, Size Length);
