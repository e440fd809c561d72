using ShapeGen.Generator.Common;

namespace ShapeGen.Generator.Graph;

/// <summary>A tensor of the checkpoint.</summary>
/// <param name="Name">Its name in the PyTorch module's state.</param>
/// <param name="Shape">Its shape there: [length] or [outputs, inputs].</param>
/// <param name="Start">How a new module starts.</param>
internal sealed record Parameter(string Name, EquatableArray<int> Shape, Initialisation Start)
{
    public long Count => Shape.Aggregate(1L, (product, size) => product * size);

    public static Parameter Vector(string name, int length, Initialisation start) => new(name, new([length]), start);

    public static Parameter Matrix(string name, int outputs, int inputs, Initialisation start) => new(name, new([outputs, inputs]), start);
}

/// <summary>PyTorch's default initialisation of a parameter: uniform in [-Bound, Bound], or all <paramref name="Value"/> where there is no bound.</summary>
internal readonly record struct Initialisation(float Value, float Bound)
{
    public static Initialisation One => new(1, 0);

    public static Initialisation Zero => new(0, 0);

    /// <summary><c>nn.Linear.reset_parameters</c>: weight and bias are uniform within 1 / √inputs.</summary>
    public static Initialisation Linear(int inputs) => new(0, (float)(1 / Math.Sqrt(inputs)));
}
