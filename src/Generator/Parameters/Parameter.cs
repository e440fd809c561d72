using ShapeGen.Generator.Common;
using ShapeGen.Generator.Options;
using ShapeGen.Generator.Roles;

namespace ShapeGen.Generator.Parameters;

/// <summary>A tensor of the model's weights: what it is, its shape, how a new model starts, and how kernels read it.</summary>
/// <param name="Role">What it is for.</param>
/// <param name="Part">Which tensor of the role.</param>
/// <param name="Shape">[length] or [outputs, inputs], as PyTorch has it.</param>
/// <param name="Start">How a new module starts.</param>
/// <param name="Packing">How kernels read it.</param>
internal sealed record Parameter(Role Role, TensorPart Part, EquatableArray<int> Shape, Initialisation Start, Packing Packing)
{
    /// <summary>Whether all layers of a repeated part have this one, not one each.</summary>
    public bool IsOfAllLayers { get; init; }

    /// <summary>Which one of the role's modules it belongs to, where there may be several: heads, convolutions.</summary>
    public int Index { get; init; }

    /// <summary>How many modules of the role there are.</summary>
    public int IndexCount { get; init; } = 1;

    /// <summary>Rows that a convolution sees: the checkpoint has [outputs, channels, rows], the shape here is [outputs, rows · channels]. Null of all else.</summary>
    public int? Kernel { get; init; }

    /// <summary>Other shapes of as many numbers that the checkpoint's tensor may have, the first being the usual one.</summary>
    public EquatableArray<EquatableArray<int>> OtherShapes { get; init; } = new([]);

    /// <summary>The form of <see cref="Packing.Sinusoids"/>.</summary>
    public Sinusoid Sinusoid { get; init; }

    /// <summary>The first layer that has it: 1 where the first layer goes without.</summary>
    public int FirstLayer { get; init; }

    /// <summary>Whether rows of a matrix, or elements of a bias, are multiplied with <see cref="Packing.Factors"/> as they are packed.</summary>
    public bool IsScaled { get; init; }

    /// <summary>Whether the kernel that reads a table by <see cref="Packing.Rows"/> has a form that reads <see cref="Packing.Panels"/>.</summary>
    public bool IsReadableInPanels { get; init; }

    /// <summary>The buckets whose numbers it holds, of <see cref="Packing.Distances"/>.</summary>
    public DistanceBuckets? Buckets { get; init; }

    /// <summary>What the outputs are, one behind the other, where they are several; empty otherwise.</summary>
    public EquatableArray<OutputPart> Parts { get; init; } = new([]);

    /// <summary>Whether the model has all of it. What it has not is zero.</summary>
    public bool IsWhole => Parts.All(part => part.IsThere);

    /// <summary>Numbers that the model has.</summary>
    public long Count
    {
        get
        {
            if (Packing == Packing.Sinusoids)
            {
                return 0;
            }

            long outputs = Shape[0] - Parts.Where(part => !part.IsThere).Sum(part => (long)part.Length);
            return Shape.Skip(1).Aggregate(outputs, (count, size) => count * size);
        }
    }

    /// <summary>The constant of the generated code that holds its place: <c>QkvWeight</c>.</summary>
    public string ConstantName => Part == TensorPart.Itself && Packing != Packing.Factors ? $"{Role}" : $"{Role}{(IndexCount > 1 ? Literals.Integer(Index + 1) : "")}{Part}";

    /// <summary>A table [rows, columns] whose rows are read one by one.</summary>
    public static Parameter Table(Role role, int rows, int columns) => new(role, TensorPart.Weight, new([rows, columns]), role.Start(TensorPart.Weight), Packing.Rows);

    /// <summary>A vector that starts as the role says.</summary>
    public static Parameter Vector(Role role, TensorPart part, int length) => new(role, part, new([length]), role.Start(part), Packing.Vector);

    /// <summary>One number for each output of a matrix, which is multiplied with it as it is packed.</summary>
    public static Parameter OfOutputs(Role role, int length) => new(role, TensorPart.Itself, new([length]), role.Start(TensorPart.Itself), Packing.Factors);

    /// <summary>The matrix of a linear layer.</summary>
    public static Parameter Matrix(Role role, int outputs, int inputs) => new(role, TensorPart.Weight, new([outputs, inputs]), Initialisation.Linear(inputs), Packing.Panels);

    /// <summary>The bias of a linear layer.</summary>
    public static Parameter Bias(Role role, int outputs, int inputs) => new(role, TensorPart.Bias, new([outputs]), Initialisation.Linear(inputs), Packing.Vector);
}

/// <summary>Some of a linear layer's outputs, which a checkpoint may have apart from the others.</summary>
/// <param name="Name">What they are: <c>q</c>, <c>k</c> or <c>v</c>.</param>
/// <param name="Length">How many.</param>
/// <param name="IsThere">Whether the model has their parameters; they are zero otherwise.</param>
internal sealed record OutputPart(string Name, int Length, bool IsThere = true);

/// <summary>How kernels read a parameter.</summary>
internal enum Packing
{
    /// <summary>A matrix in column panels.</summary>
    Panels,

    /// <summary>A vector as it is.</summary>
    Vector,

    /// <summary>A table whose rows are read one by one, as it is.</summary>
    Rows,

    /// <summary>Sinusoidal positions [rows, columns], which are computed: no checkpoint has them.</summary>
    Sinusoids,

    /// <summary>A table [buckets, heads], spread out to one number for each distance of query and key: [heads, distances].</summary>
    Distances,

    /// <summary>A vector that is multiplied with the rows of a matrix, and with its bias, as they are packed: kernels do not read it.</summary>
    Factors,
}
