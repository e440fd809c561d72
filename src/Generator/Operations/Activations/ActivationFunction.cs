using ShapeGen.Generator.Common;
using ShapeGen.Generator.Kernels;
using ShapeGen.Generator.Vectors;

namespace ShapeGen.Generator.Operations.Activations;

/// <summary>The code of an activation for one vector.</summary>
/// <param name="Name">The name, which is also that of its kernel.</param>
/// <param name="Summary">What it does to x, for a comment.</param>
/// <param name="Uses">The kernels that it calls.</param>
/// <param name="Body">The statements that make <c>result</c> of <c>value</c>.</param>
internal sealed record ActivationFunction(string Name, string Summary, IReadOnlyList<Kernel> Uses, Func<VectorUnit, IEnumerable<string>> Body)
{
    /// <summary>ReLU. A NaN stays one, as the second operand of a maximum.</summary>
    public static readonly ActivationFunction Relu = new(
        "Relu", "max(x, 0).", [PortableKernels.Max], unit => [$"{unit.Type} result = {unit.Max($"{unit.Type}.Zero", "value")};"]);

    /// <summary>A vector of a constant.</summary>
    public static string Constant(VectorUnit unit, float value) => $"{unit.Vector}.Create({Literals.Float(value)})";
}
