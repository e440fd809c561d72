using ShapeGen.Comparison.Formulas;

namespace ShapeGen.Comparison.Cases;

/// <summary>A whole model and the class declared for it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Computation">The computation.</param>
/// <param name="Load">Loads a checkpoint and returns the call of the model on the case's input.</param>
internal sealed record ModelCase(string Name, ModelComputation Computation, Func<string, Action<ModelInput, float[]>> Load)
{
    public string Shape
    {
        get
        {
            Computation rows = Computation.Encoder;
            EncoderFormula encoder = rows.Encoder;
            string input = Computation.Model.Image is > 0 and var side ? $"{rows.Batch} × {side} × {side} pixels"
                : rows.IsRagged ? $"{rows.Batch} of {rows.Lengths.Min()}–{rows.Tokens} ids"
                : Computation.Model.Convolutions is [{ Inputs: var channels }, ..] ? $"{rows.Batch} × {Computation.InputRows} × {channels}"
                : Computation.Model.Vocabulary > 0 ? $"{rows.Batch} × {rows.Tokens} ids"
                : $"{rows.Batch} × {rows.Tokens - 1} × {Computation.Model.Features}";
            return $"{input}, {encoder.Layers} × {encoder.Embed}/{encoder.Heads}/{encoder.Ffn}";
        }
    }

    /// <summary>The model with weights shared with the other contestants.</summary>
    public Action<ModelInput, float[]> LoadModel(ModelWeights weights, Folders folders) =>
        CheckpointFile.Load(weights.Tensors, Path.Combine(folders.Work, Name + ".safetensors"), Load);

    public override string ToString() => Name;
}
