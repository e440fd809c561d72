using ShapeGen.Generator.Sizes;

namespace ShapeGen.Generator.Planning;

/// <summary>Whose memory a buffer is.</summary>
internal enum BufferScope
{
    /// <summary>The caller's input, all sequences.</summary>
    Input,

    /// <summary>The caller's second input, all sequences.</summary>
    Memory,

    /// <summary>The caller's output, all sequences.</summary>
    Output,

    /// <summary>Scratch for the rows of all sequences of one group, which all workers see.</summary>
    Shared,

    /// <summary>A worker's scratch, for one row block.</summary>
    Worker,
}

/// <summary>Where a value or a temporary is while the model runs.</summary>
/// <param name="Name">A camelCase name for the generated code, unique in a body.</param>
/// <param name="Scope">Whose it is.</param>
/// <param name="Width">Floats of a row that mean something; 0 of a temporary.</param>
/// <param name="Stride">Floats from one row to the next; 0 of a temporary.</param>
/// <param name="Length">Floats of one slot.</param>
/// <param name="AlternatesIn">The stack in which a layer writes the value while the layer before is still read: odd layers have a second slot. Null elsewhere.</param>
internal sealed record Buffer(string Name, BufferScope Scope, int Width, int Stride, Size Length, LayerStack? AlternatesIn = null)
{
    public bool IsScratch => Scope switch
    {
        BufferScope.Input or BufferScope.Memory or BufferScope.Output => false,
        BufferScope.Shared or BufferScope.Worker => true,
        _ => throw new InvalidOperationException($"No memory is known for {Scope}."),
    };

    /// <summary>2 where odd layers have the second one.</summary>
    public int Slots => AlternatesIn is null ? 1 : 2;

    /// <summary>Floats of all slots.</summary>
    public Size Floats => Length * Slots;

    /// <summary>Whether it is scratch of one stage, not a value.</summary>
    public bool IsTemporary => IsScratch && Stride == 0;

    /// <summary>The name with a capital, for constants.</summary>
    public string Title => char.ToUpperInvariant(Name[0]) + Name.Substring(1);
}
