using System.Text;
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

    /// <summary>The text of each, with the path of the checkpoint as the project has it in <c>ShapeGenCheckpoint</c>.</summary>
    [Output]
    public ITaskItem[] Headers { get; private set; } = [];

    /// <inheritdoc/>
    public override bool Execute()
    {
        List<ITaskItem> headers = [];
        Directory.CreateDirectory(Folder);
        foreach (ITaskItem checkpoint in Checkpoints)
        {
            string written = checkpoint.ItemSpec.Replace('\\', '/');
            string path = Path.Combine(Folder, string.Concat(written.Select(letter => char.IsLetterOrDigit(letter) || letter is '.' or '-' ? letter : '_')) + ".txt");
            string text = CheckpointHeader.Describe(checkpoint.GetMetadata("FullPath"));
            byte[] bytes = Encoding.UTF8.GetBytes(text);
            if (!File.Exists(path) || !File.ReadAllBytes(path).SequenceEqual(bytes))
            {
                File.WriteAllBytes(path, bytes);
            }

            TaskItem header = new(path);
            header.SetMetadata("ShapeGenCheckpoint", written);
            headers.Add(header);
        }

        Headers = [.. headers];
        return true;
    }
}
