namespace KeywordSpotting;

/// <summary>The files of KWT-1.</summary>
/// <param name="Checkpoint">The model's weights.</param>
/// <param name="FrontEnd">The front end's matrices.</param>
/// <param name="Labels">The names of its twelve labels, one per line.</param>
internal sealed record ModelFiles(string Checkpoint, string FrontEnd, string Labels)
{
    private const string CheckpointName = "kwt1.safetensors";
    private const string FrontEndName = "kwt1_frontend.safetensors";
    private const string LabelsName = "labels.txt";

    /// <summary>The given files; the others in the checkpoint's folder, or next to the repository.</summary>
    /// <exception cref="InputException">A file is missing.</exception>
    public static ModelFiles Find(string? checkpoint, string? frontEnd, string? labels)
    {
        string? folder = checkpoint is null ? FindBesideRepository() : Path.GetDirectoryName(Path.GetFullPath(checkpoint));
        return new(
            Existing("--model", "the checkpoint of KWT-1", checkpoint, folder, CheckpointName),
            Existing("--frontend", "the front end's matrices", frontEnd, folder, FrontEndName),
            Existing("--labels", "the labels", labels, folder, LabelsName));
    }

    /// <summary>The names of the labels, without the underscores around those that are not words.</summary>
    /// <exception cref="InputException">Their number differs from the model's.</exception>
    public string[] ReadLabels(int count)
    {
        string[] names = [.. File.ReadAllLines(Labels).Select(line => line.Trim().Trim('_')).Where(line => line.Length > 0)];
        return names.Length == count ? names : throw new InputException($"{Labels} has {names.Length} labels; the model has {count}.");
    }

    private static string Existing(string option, string what, string? given, string? folder, string name)
    {
        string? path = given ?? (folder is null ? null : Path.Combine(folder, name));
        return
            path is null ? throw new InputException($"{option} is missing: pass {what} with {option} {name}.\n{WhereToGetIt}") :
            File.Exists(path) ? path :
            throw new InputException($"There is no file {path}: {what}. Pass another file with {option}.\n{WhereToGetIt}");
    }

    private const string WhereToGetIt =
        """
        KWT-1 is ARM's keyword transformer (Apache-2.0): github.com/ARM-software/keyword-transformer, file
        models_data_v2_12_labels/kwt1/tflite_non_stream/non_stream.tflite. samples/KeywordSpotting/README.md
        says which tensors go into which file, with which names.
        """;

    /// <summary>shared/models/kwt1 in the folder that has the repository.</summary>
    private static string? FindBesideRepository()
    {
        DirectoryInfo? root = new(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "ShapeGen.sln")))
        {
            root = root.Parent;
        }

        string folder = Path.Combine(root?.Parent?.FullName ?? "", "shared", "models", "kwt1");
        return root is not null && Directory.Exists(folder) ? folder : null;
    }
}
