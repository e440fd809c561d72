namespace ShapeGen.Comparison.Cases;

/// <summary>What PyTorch exported of a case (peers/export_cases.py).</summary>
internal sealed class CaseFiles
{
    private CaseFiles(string folder) => Folder = folder;

    public string Folder { get; }

    /// <summary>The weights, as our model and PyTorch read them.</summary>
    public string Weights => Path.Combine(Folder, "weights.safetensors");

    /// <summary>The same weights with the graph, as ONNX Runtime reads them.</summary>
    public string Onnx => Path.Combine(Folder, "model.onnx");

    private string Reference => Path.Combine(Folder, "reference.safetensors");

    /// <returns>Null where the case was not exported.</returns>
    public static CaseFiles? Find(string peersFolder, Case item)
    {
        CaseFiles files = new(Path.Combine(peersFolder, "cases", item.Name));
        return File.Exists(files.Reference) ? files : null;
    }

    public float[] ReadInput() => Read("input");

    /// <summary>PyTorch's answer in float64, rounded to float.</summary>
    public float[] ReadTruth() => Read("output_float64");

    private float[] Read(string name)
    {
        using SafetensorsFile file = SafetensorsFile.Open(Reference);
        return file.ReadSingles(name);
    }
}
