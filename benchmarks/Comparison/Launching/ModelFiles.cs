using System.Runtime.InteropServices;
using ShapeGen.Comparison.Cases;
using ShapeGen.Comparison.Formulas;

namespace ShapeGen.Comparison.Launching;

/// <summary>A whole model as files for other processes.</summary>
/// <param name="Name">The model's name.</param>
/// <param name="Folder">Where the files are.</param>
/// <param name="Tolerance">The largest difference that rounding may cause.</param>
/// <param name="WeightBytes">Bytes of the weights.</param>
internal sealed record ModelFiles(string Name, string Folder, double Tolerance, long WeightBytes)
{
    private string Checkpoint => Path.Combine(Folder, "weights.safetensors");

    private string Input => Path.Combine(Folder, "input.i32");

    private string Expected => Path.Combine(Folder, "expected.f32");

    /// <summary>The expected result is that of the model in this process.</summary>
    public static ModelFiles Write(ModelCase item, Session session)
    {
        ModelWeights weights = new(item.Computation.Model);
        ModelInput input = item.Computation.CreateInput();
        float[] output = new float[item.Computation.OutputLength];
        item.LoadModel(weights, session.Folders)(input, output);

        string folder = Directory.CreateDirectory(Path.Combine(session.Folders.Work, "cases", item.Name)).FullName;
        ModelFiles files = new(item.Name, folder, Sections.Difference.Limit(output), weights.Tensors.Sum(tensor => (long)tensor.Values.Length * sizeof(float)));
        CheckpointFile.Write(weights.Tensors, files.Checkpoint);
        File.WriteAllBytes(files.Input, MemoryMarshal.AsBytes<int>(input.Ids));
        File.WriteAllBytes(files.Expected, MemoryMarshal.AsBytes<float>(output));
        return files;
    }

    /// <summary>Arguments for this number of results of our model.</summary>
    public string[] ResultArguments(int count) => ["results", $"{count}", Name, Checkpoint, Input, Expected];
}
