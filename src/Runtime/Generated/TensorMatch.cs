namespace ShapeGen.Runtime;

/// <summary>The tensors of a checkpoint that one parameter is packed from.</summary>
/// <param name="Source">The way in which the checkpoint holds it.</param>
/// <param name="Tensors">The tensor of each piece; null of one that is zero, or missing.</param>
internal readonly record struct TensorMatch(TensorSource Source, TensorInfo?[] Tensors)
{
    /// <summary>How many tensors were found.</summary>
    public int Found
    {
        get
        {
            int found = 0;
            foreach (TensorInfo? tensor in Tensors)
            {
                found += tensor is null ? 0 : 1;
            }

            return found;
        }
    }

    /// <summary>Whether no tensor is missing.</summary>
    public bool IsComplete => Found == Source.TensorCount;
}
