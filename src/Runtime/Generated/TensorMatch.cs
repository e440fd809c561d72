namespace ShapeGen.Runtime;

/// <summary>The tensors of a checkpoint that one parameter is packed from.</summary>
/// <param name="Source">How the checkpoint stores it.</param>
/// <param name="Tensors">The tensor of each piece; null if the piece is zero or the tensor is missing.</param>
internal readonly record struct TensorMatch(TensorSource Source, TensorInfo?[] Tensors)
{
    /// <summary>Number of tensors that were found.</summary>
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

    /// <summary>The required shape of a piece's tensor: its two dimensions; the second is 0 for a vector.</summary>
    public (int First, int Second) Shape(int piece, ParameterLayout parameter)
    {
        int rows = Source.Piece(piece, parameter.Outputs).Of;
        return !parameter.IsMatrix ? (rows, 0) : Source.IsTransposed ? (parameter.Inputs, rows) : (rows, parameter.Inputs);
    }

    /// <summary>Whether no tensor is missing.</summary>
    public bool IsComplete => Found == Source.TensorCount;
}
