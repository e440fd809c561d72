using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Parameters;
using ShapeGen.Generator.Vectors;

namespace ShapeGen.Generator.Planning;

/// <summary>What an operation needs to know and to have while it becomes stages.</summary>
/// <param name="graph">The model.</param>
/// <param name="unit">The instruction set.</param>
/// <param name="weights">Where the operation's parameters get their slots.</param>
/// <param name="stack">The stack whose layers repeat the operation, with weights for each, or null.</param>
/// <param name="isTraced">Whether the model hands out its results.</param>
internal sealed class Lowering(ModuleGraph graph, VectorUnit unit, WeightLayout weights, LayerStack? stack, bool isTraced = false)
{
    public VectorUnit Unit { get; } = unit;

    /// <summary>The fixed token count, or null.</summary>
    public int? Tokens { get; } = graph.Tokens;

    /// <summary>Whether the model hands out its results.</summary>
    public bool IsTraced { get; } = isTraced;

    /// <summary>Reserves the place of a parameter.</summary>
    public WeightSlot Weight(Parameter parameter) => weights.Add(parameter, Of(parameter));

    /// <summary>Adds numbers that outputs are multiplied with, once the matrix and the bias have their places.</summary>
    public void Factors(Parameter factors, WeightSlot matrix, WeightSlot? bias) => weights.Add(factors, Of(factors), (matrix, bias));

    /// <summary>Reserves the place of a bias, or zeros where there is none.</summary>
    /// <param name="bias">The bias, or null.</param>
    /// <param name="length">Floats that the kernel reads of it.</param>
    /// <returns>The slot, or null for zeros.</returns>
    public WeightSlot? Bias(Parameter? bias, int length)
    {
        if (bias is not null)
        {
            return Weight(bias);
        }

        Zeros(length);
        return null;
    }

    /// <summary>Makes sure that so many zeros stand at the beginning of the weights.</summary>
    public void Zeros(int length) => weights.ReserveZeros(length);

    /// <summary>The stack whose layers have one each, or null of a parameter that there is once.</summary>
    private LayerStack? Of(Parameter parameter) => parameter.IsOfAllLayers ? null : stack;

    /// <summary>Whether the value is in the caller's input or memory.</summary>
    public bool IsInput(Value value) => value == graph.Input || value == graph.Memory;

    /// <summary>Whether the value is in the caller's output, whose rows end where they end.</summary>
    public bool IsOutput(Value value) => value == graph.Output;
}
