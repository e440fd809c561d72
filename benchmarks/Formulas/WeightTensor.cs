namespace ShapeGen.Comparison.Formulas;

/// <summary>A tensor of a checkpoint.</summary>
/// <param name="Name">The name in ml-cvnets, prefixed with the layer's number in a stack.</param>
/// <param name="Shape">The shape in PyTorch: a linear layer's weights are [out, in].</param>
/// <param name="Values">Row after row.</param>
public sealed record WeightTensor(string Name, int[] Shape, float[] Values);
