using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Kernels;

namespace ShapeGen.Generator.Planning;

/// <summary>What a stage writes its call with. The call is in a method with <c>part</c>, <c>at</c>, <c>row</c>, <c>rows</c>, and <c>layer</c> where there are layers.</summary>
internal interface ICallWriter
{
    /// <summary>Whether the call is in a layer that is repeated, so that <c>layer</c> is there.</summary>
    public bool IsOfLayer { get; }

    public void Line(string text);

    /// <summary>Begins a block, which ends where the result is disposed of.</summary>
    public IDisposable Block(string header);

    /// <summary>The name of a kernel's method.</summary>
    public string Kernel(Kernel kernel);

    /// <summary>The block's first row of a value.</summary>
    public string Rows(Value value);

    /// <summary>The group's first row of a value that all workers see.</summary>
    public string FirstRow(Value value);

    /// <summary>The distance of a value's rows.</summary>
    public string Stride(Value value);

    /// <summary>The number of rows of a value, of all sequences of the group.</summary>
    public string RowCount(Value value);

    /// <summary>A stage's own scratch.</summary>
    public string Scratch(Temporary temporary);

    /// <summary>A parameter, or zeros where there is none.</summary>
    public string Weight(WeightSlot? slot);
}
