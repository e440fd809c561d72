using ShapeGen.Generator.Common;
using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Naming;
using ShapeGen.Generator.Parameters;
using ShapeGen.Generator.Vectors;

namespace ShapeGen.Generator.Planning;

/// <summary>Where a parameter is in the packed weights.</summary>
internal sealed class WeightSlot(string name, Parameter parameter, StoredParameter stored, LayerStack? stack)
{
    /// <summary>The constant of the generated code that holds <see cref="Offset"/>.</summary>
    public string Name { get; } = name;

    /// <summary>The parameter; the first one where several are kept here.</summary>
    public Parameter Parameter { get; } = parameter;

    /// <summary>The tensor that is kept here, and all parameters that it is.</summary>
    public StoredParameter Stored { get; } = stored;

    /// <summary>How it is packed, which another parameter than the first may decide.</summary>
    public Packing Packing => Stored.Packing;

    /// <summary>The ways in which a checkpoint may hold it, the first being tried first; none if no checkpoint has it.</summary>
    public IReadOnlyList<TensorSource> Sources => Stored.Sources;

    /// <summary>The stack whose layers have one each, or null.</summary>
    public LayerStack? Stack { get; } = stack;

    /// <summary>The matrix and the bias that it is multiplied with, of <see cref="Packing.Factors"/>.</summary>
    public (WeightSlot Matrix, WeightSlot? Bias)? Scaled { get; init; }

    /// <summary>In floats, a multiple of 16, as packed weights begin on a cache line: from the layer's first float, or from the first of all.</summary>
    public long Offset { get; internal set; }
}

/// <summary>
/// The packed weights of one body: zeros in place of absent biases, then the slots that there are once, then the layers, stack by stack.
/// </summary>
/// <param name="unit">The instruction set.</param>
/// <param name="tied">Which parameters are one tensor.</param>
internal sealed class WeightLayout(VectorUnit unit, TiedParameters tied)
{
    private readonly List<WeightSlot> _slots = [];
    private readonly List<LayerStack> _stacks = [];

    /// <summary>The slots in the order of the model.</summary>
    public IReadOnlyList<WeightSlot> Slots => _slots;

    /// <summary>The stacks in the order of the model.</summary>
    public IReadOnlyList<LayerStack> Stacks => _stacks;

    /// <summary>Zeros at the beginning: as long as the longest that a stage reads.</summary>
    public int ZerosLength { get; private set; }

    /// <summary>Floats of the packed weights.</summary>
    public long Length { get; private set; }

    /// <summary>Adds the weights of a stack's layers.</summary>
    public LayerStack AddStack(Repeat layers)
    {
        LayerStack stack = new(layers, _stacks.Count + 1);
        _stacks.Add(stack);
        return stack;
    }

    /// <summary>Makes sure that so many zeros are there.</summary>
    public void ReserveZeros(int length) => ZerosLength = Math.Max(ZerosLength, length);

    /// <summary>Reserves a parameter's place, behind those that are there; the place of another one that is the same tensor, where that has one.</summary>
    /// <param name="parameter">The parameter.</param>
    /// <param name="stack">The stack whose layers have one each, or null.</param>
    /// <param name="scaled">What it is multiplied with, of factors.</param>
    public WeightSlot Add(Parameter parameter, LayerStack? stack, (WeightSlot Matrix, WeightSlot? Bias)? scaled = null)
    {
        StoredParameter stored = tied.Stored(parameter, stack?.Node);
        if (stored.CanBeShared && _slots.Find(other => other.Stored == stored) is { } shared)
        {
            return shared;
        }

        // The names of constants are those of roles; a role that occurs twice gets a number.
        string name = parameter.ConstantName;
        for (int number = 2; _slots.Any(slot => slot.Name == name); number++)
        {
            name = parameter.ConstantName + Literals.Integer(number);
        }

        WeightSlot slot = new(name, parameter, stored, stack) { Scaled = scaled };
        _slots.Add(slot);
        return slot;
    }

    /// <summary>Gives each slot its place, once all are there.</summary>
    public void Seal()
    {
        Length = Arithmetic.RoundUp(ZerosLength, CacheLine.Floats);
        Length += Place(null, Length);
        foreach (LayerStack stack in _stacks)
        {
            stack.FirstLayer = Length;
            stack.LayerStride = Place(stack, 0);
            Length += stack.LayerStride * stack.Layers;
        }
    }

    /// <summary>Floats of a slot, up to the next one; of one layer where each has one.</summary>
    public long FloatsOf(WeightSlot slot) => Arithmetic.RoundUp(Floats(slot.Parameter, slot.Packing), CacheLine.Floats);

    private long Place(LayerStack? stack, long start)
    {
        long end = start;
        foreach (WeightSlot slot in _slots.Where(slot => slot.Stack == stack))
        {
            slot.Offset = end;
            end += FloatsOf(slot);
        }

        return end - start;
    }

    private long Floats(Parameter parameter, Packing packing) => packing switch
    {
        Packing.Panels => Arithmetic.RoundUp(parameter.Shape[0], unit.Lanes) * parameter.Shape[1],
        Packing.Vector => Arithmetic.RoundUp(parameter.Shape[0], unit.Lanes),
        Packing.Rows or Packing.Sinusoids => Arithmetic.RoundUp((long)parameter.Shape[0] * parameter.Shape[1], unit.Lanes),
        Packing.Factors => 0,
        Packing.Distances => (long)parameter.Shape[1] * 2 * (parameter.Buckets!.MaxDistance + unit.Lanes),
        _ => throw new InvalidOperationException($"No size is known for {packing}."),
    };
}
