namespace ShapeGen.Comparison.Formulas;

/// <summary>A tensor of a checkpoint.</summary>
/// <param name="Name">As ml-cvnets names it, with the number of the layer before it in a stack.</param>
/// <param name="Shape">As PyTorch has it: a linear layer's weights are [out, in].</param>
/// <param name="Values">Row after row.</param>
public sealed record WeightTensor(string Name, int[] Shape, float[] Values);
