namespace ShapeGen.Generator.Roles;

/// <summary>
/// PyTorch's default initialisation of a parameter: normal with a deviation, or uniform in [-Bound, Bound], or all <paramref name="Value"/> where
/// there is neither.
/// </summary>
internal readonly record struct Initialisation(float Value, float Bound, float Deviation = 0)
{
    public static Initialisation One => new(1, 0);

    public static Initialisation Zero => new(0, 0);

    /// <summary><c>nn.Embedding.reset_parameters</c>: the standard normal distribution.</summary>
    public static Initialisation Embedding => new(0, 0, 1);

    /// <summary><c>nn.Linear.reset_parameters</c>: weight and bias are uniform within 1 / √inputs.</summary>
    public static Initialisation Linear(int inputs) => new(0, (float)(1 / Math.Sqrt(inputs)));
}
