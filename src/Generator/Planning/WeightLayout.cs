using ShapeGen.Generator.Common;
using ShapeGen.Generator.Graph;

namespace ShapeGen.Generator.Planning;

/// <summary>Where a parameter stands in the packed weights.</summary>
/// <param name="Name">The constant of the generated code that holds <paramref name="Offset"/>.</param>
/// <param name="Offset">In floats, a multiple of 16: packed weights begin on a cache line.</param>
/// <param name="Parameter">The checkpoint's tensor, or null for the zeros that stand in for an absent bias.</param>
internal sealed record WeightSlot(string Name, long Offset, Parameter? Parameter);

/// <summary>The packed weights of one body: slots one after the other, each from a cache line on.</summary>
internal sealed class WeightLayout(VectorUnit unit)
{
    private readonly List<WeightSlot> _slots = [];
    /// <summary>Floats of <see cref="Zeros"/>.</summary>
    public int ZerosLength { get; private set; }

    /// <summary>The parameters' slots in the order of the checkpoint.</summary>
    public IReadOnlyList<WeightSlot> Slots => _slots;

    /// <summary>Zeros for kernels that have no bias to start from; as long as the longest of them needs. They come first.</summary>
    public WeightSlot Zeros { get; } = new("Zeros", 0, null);

    /// <summary>Floats of the packed weights.</summary>
    public long Length { get; private set; }

    /// <summary>Reserves the zeros; before any <see cref="Add"/>.</summary>
    public void ReserveZeros(int length)
    {
        ZerosLength = Math.Max(ZerosLength, length);
        Length = Arithmetic.RoundUp(ZerosLength, CacheLine.Floats);
    }

    public WeightSlot Add(Parameter parameter)
    {
        WeightSlot slot = new(ConstantName(parameter.Name), Length, parameter);
        int outputs = parameter.Shape[0];
        int inputs = parameter.Shape.Count == 2 ? parameter.Shape[1] : 1;
        Length += Arithmetic.RoundUp(Arithmetic.RoundUp(outputs, unit.Lanes) * inputs, CacheLine.Floats);
        _slots.Add(slot);
        return slot;
    }

    /// <summary><c>pre_norm_mha.1.qkv_proj.weight</c> becomes <c>PreNormMha1QkvProjWeight</c>.</summary>
    private static string ConstantName(string parameter) => string.Concat(
        parameter.Split('.', '_').Where(part => part.Length > 0).Select(part => char.ToUpperInvariant(part[0]) + part.Substring(1)));
}
