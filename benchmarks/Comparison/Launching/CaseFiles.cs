using System.Runtime.InteropServices;
using ShapeGen.Comparison.Cases;
using ShapeGen.Comparison.Contestants;
using ShapeGen.Comparison.Formulas;

namespace ShapeGen.Comparison.Launching;

/// <summary>A case as files for other processes.</summary>
internal sealed class CaseFiles
{
    private readonly Case _case;
    private readonly string _folder;

    private CaseFiles(Case item, string folder)
    {
        _case = item;
        _folder = folder;
    }

    /// <summary>The largest difference that rounding may cause.</summary>
    public double Tolerance { get; private init; }

    private string Checkpoint => Path.Combine(_folder, "weights.safetensors");

    private string Onnx => Path.Combine(_folder, "model.onnx");

    private string Input => Path.Combine(_folder, "input.f32");

    private string Expected => Path.Combine(_folder, "expected.f32");

    /// <summary>The expected result is that of the model in this process.</summary>
    public static CaseFiles Write(string name, Session session)
    {
        Case item = CaseList.Select([name])[0];
        EncoderWeights weights = new(item.Computation.Encoder);
        OurModel model = new(item.LoadModel(weights, session.Folders), item.Computation.CreateInput());
        model.Time(1);

        string folder = Directory.CreateDirectory(Path.Combine(session.Folders.Work, "cases", name)).FullName;
        CaseFiles files = new(item, folder) { Tolerance = Sections.Difference.Limit(model.Output) };
        CheckpointFile.Write(weights.Tensors, files.Checkpoint);
        session.Peers?.WriteOnnx(item.Computation, weights, files.Onnx);
        WriteFloats(files.Input, item.Computation.CreateInput());
        WriteFloats(files.Expected, model.Output);
        return files;
    }

    /// <summary>Arguments for this number of results of our model.</summary>
    public string[] ResultArguments(int count) => ["results", $"{count}", _case.Name, Checkpoint, Input, Expected];

    /// <summary>Arguments for this number of results of ONNX Runtime.</summary>
    public string[] OnnxRuntimeArguments(int count) =>
    [
        "results", $"{count}", Onnx, Input, Expected, $"{_case.Computation.Batch}", $"{_case.Computation.Tokens}", $"{_case.Computation.Encoder.Embed}",
    ];

    /// <summary>Arguments for timing a call of our model.</summary>
    public string[] TimeArguments() => ["time", _case.Name, Checkpoint, Input];

    private static void WriteFloats(string path, float[] values) => File.WriteAllBytes(path, MemoryMarshal.AsBytes<float>(values));
}
