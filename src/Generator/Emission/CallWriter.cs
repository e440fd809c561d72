using ShapeGen.Generator.Common;
using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Kernels;
using ShapeGen.Generator.Planning;
using Buffer = ShapeGen.Generator.Planning.Buffer;

namespace ShapeGen.Generator.Emission;

/// <inheritdoc cref="ICallWriter"/>
internal sealed class CallWriter(SourceWriter writer, BodyPlan plan, LayerStack? stack) : ICallWriter
{
    /// <summary>The type parameter of a body: the kernels of an instruction set.</summary>
    public const string Kernels = "TKernels";

    private static readonly SizeText PartSizes = SizeText.In("part");

    /// <summary>Whether the call is in a layer that is repeated, so that <c>layer</c> is there.</summary>
    public bool IsOfLayer => stack is not null;

    public void Line(string text) => writer.Line(text);

    public IDisposable Block(string header) => writer.Block(header);

    /// <summary>The name of a kernel's method.</summary>
    public string Kernel(Kernel kernel) =>
        kernel is not EntryKernel ? throw new InvalidOperationException($"{kernel} is not a kernel that bodies call.") :
        plan.Kernels.Contains(kernel) ? $"{Kernels}.{kernel.Key}" :
        throw new InvalidOperationException($"A stage calls {kernel}, which is not among its kernels.");

    /// <summary>The block's first row of a value.</summary>
    public string Rows(Value value)
    {
        Buffer buffer = plan.Placement[value];
        return buffer.Scope switch
        {
            BufferScope.Worker => $"at.{buffer.Name}",
            BufferScope.Input or BufferScope.Memory or BufferScope.Output or BufferScope.Shared => $"Unsafe.Add(ref {FirstRow(value)}, (nint)row * {Stride(value)})",
            _ => throw new InvalidOperationException($"No row is known in {buffer.Scope}."),
        };
    }

    /// <summary>The group's first row of a value that all workers see.</summary>
    public string FirstRow(Value value)
    {
        Buffer buffer = plan.Placement[value];
        if (buffer.Scope == BufferScope.Worker)
        {
            throw new InvalidOperationException($"{value} is a worker's own.");
        }

        if (buffer.AlternatesIn is null)
        {
            return $"at.{buffer.Name}";
        }

        return buffer.AlternatesIn == stack
            ? $"Unsafe.Add(ref at.{buffer.Name}, (layer & 1) * at.{buffer.Name}Slot)"
            : throw new InvalidOperationException($"{value} has a slot for odd and one for even layers, and is used outside of them.");
    }

    /// <summary>The distance of a value's rows.</summary>
    public string Stride(Value value) => plan.Placement[value].Title + "Stride";

    /// <summary>The number of rows of a value, of all sequences of the group.</summary>
    public string RowCount(Value value) => $"(int){PartSizes.Of(value.Space.Rows)}";

    /// <summary>A stage's own scratch.</summary>
    public string Scratch(Temporary temporary) => $"at.{plan.Placement[temporary].Name}";

    /// <summary>A parameter, or zeros where there is none.</summary>
    public string Weight(WeightSlot? slot) => slot switch
    {
        null when plan.Weights.ZerosLength > 0 => "at.weights",
        null => throw new InvalidOperationException("A stage reads zeros that it did not reserve."),
        { Stack: null } => $"Unsafe.Add(ref at.weights, {slot.Name})",
        { Stack: var other } when other == stack => $"Unsafe.Add(ref weights, {slot.Name})",
        _ => throw new InvalidOperationException($"{slot.Name} is a parameter of other layers than those that read it."),
    };
}
