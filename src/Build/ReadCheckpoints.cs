using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace ShapeGen.Build;

/// <summary>Writes the headers of a project's checkpoints as text files in the intermediate folder, for the generator. Unchanged files are not written.</summary>
public sealed class ReadCheckpoints : Microsoft.Build.Utilities.Task
{
    /// <summary>The checkpoints.</summary>
    [Required]
    public ITaskItem[] Checkpoints { get; set; } = [];

    /// <summary>The folder for the text files.</summary>
    [Required]
    public string Folder { get; set; } = "";

    /// <summary>The project's folder.</summary>
    [Required]
    public string ProjectFolder { get; set; } = "";

    /// <summary>The text files. The metadata <c>ShapeGenCheckpoint</c> is the path of the checkpoint as written in the project, escaped like a URI.</summary>
    [Output]
    public ITaskItem[] Headers { get; private set; } = [];

    /// <inheritdoc/>
    public override bool Execute()
    {
        List<ITaskItem> headers = [];
        Directory.CreateDirectory(Folder);
        foreach (CheckpointItem checkpoint in Checkpoints.Select(item => new CheckpointItem(item, ProjectFolder)))
        {
            string path = Path.Combine(Folder, checkpoint.IntermediateName + ".txt");
            TextFile.WriteIfChanged(path, CheckpointHeader.Describe(checkpoint.Path, checkpoint.IsEmbedded ? checkpoint.Resource : null));
            TaskItem header = ItemText.Item(path);

            // Escaped like a URI, because in the compiler's settings a comment character would end the value.
            header.Set("ShapeGenCheckpoint", Uri.EscapeDataString(checkpoint.Written));
            headers.Add(header);
        }

        Headers = [.. headers];
        return true;
    }
}
