using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace ShapeGen.Build;

/// <summary>Writes the headers of a project's checkpoints as text beside what is compiled, where the generator finds them. A file that has not changed is not touched.</summary>
public sealed class ReadCheckpoints : Microsoft.Build.Utilities.Task
{
    /// <summary>The checkpoints.</summary>
    [Required]
    public ITaskItem[] Checkpoints { get; set; } = [];

    /// <summary>Where the text goes.</summary>
    [Required]
    public string Folder { get; set; } = "";

    /// <summary>The project's folder.</summary>
    [Required]
    public string ProjectFolder { get; set; } = "";

    /// <summary>The text of each, with the path of the checkpoint as the project has it, escaped as in an address, in <c>ShapeGenCheckpoint</c>.</summary>
    [Output]
    public ITaskItem[] Headers { get; private set; } = [];

    /// <inheritdoc/>
    public override bool Execute()
    {
        List<ITaskItem> headers = [];
        Directory.CreateDirectory(Folder);
        foreach (CheckpointItem checkpoint in Checkpoints.Select(item => new CheckpointItem(item, ProjectFolder)))
        {
            string path = Path.Combine(Folder, checkpoint.ObjectName + ".txt");
            WrittenFile.Update(path, CheckpointHeader.Describe(checkpoint.Path, checkpoint.IsEmbedded ? checkpoint.Resource : null));
            TaskItem header = ItemText.Item(path);

            // The compiler's settings end a value where a comment could begin, so the path comes as in an address.
            header.Set("ShapeGenCheckpoint", Uri.EscapeDataString(checkpoint.Written));
            headers.Add(header);
        }

        Headers = [.. headers];
        return true;
    }
}
