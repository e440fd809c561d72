using System.Globalization;
using Microsoft.Build.Framework;

namespace ShapeGen.Build;

/// <summary>A <c>ShapeGenCheckpoint</c> item of a project.</summary>
internal sealed class CheckpointItem
{
    /// <param name="item">The item.</param>
    /// <param name="projectFolder">The project's folder.</param>
    public CheckpointItem(ITaskItem item, string projectFolder)
    {
        Written = item.ItemSpec.Replace('\\', '/');
        Path = item.GetMetadata("FullPath");
        EmbedText = item.GetMetadata("Embed").Trim();
        PrecisionText = item.GetMetadata("Precision").Trim();
        string name = item.GetMetadata("LogicalName");
        Resource = name.Length > 0 ? name : System.IO.Path.IsPathRooted(Written) ? Relative(projectFolder.Replace('\\', '/'), Written) : Written;
        IntermediateName = MakeIntermediateName(Written);
    }

    /// <summary>The path as written in the project, with slashes.</summary>
    public string Written { get; }

    /// <summary>The full path.</summary>
    public string Path { get; }

    /// <summary>Whether it becomes a resource of the assembly.</summary>
    public bool IsEmbedded => string.Equals(EmbedText, "true", StringComparison.OrdinalIgnoreCase);

    /// <summary>The text of <c>Embed</c>; may be empty.</summary>
    public string EmbedText { get; }

    /// <summary>The text of <c>Precision</c>; may be empty.</summary>
    public string PrecisionText { get; }

    /// <summary>The resource's name: the item's <c>LogicalName</c>, or its path relative to the project, so that it does not depend on the location of the project.</summary>
    public string Resource { get; }

    /// <summary>The prefix of its files in the intermediate folder, different for each item.</summary>
    public string IntermediateName { get; }

    private static string MakeIntermediateName(string written)
    {
        string plain = string.Concat(written.Select(letter => char.IsLetterOrDigit(letter) || letter is '.' or '-' ? letter : '_'));
        if (plain == written)
        {
            return plain;
        }

        // An FNV-1a hash: models/a and models_a must not share a file. A long path is truncated, because file systems allow about 255 bytes.
        uint hash = written.Aggregate(2166136261, (sum, letter) => unchecked((sum ^ letter) * 16777619));
        return $"{plain.Substring(Math.Max(plain.Length - 60, 0))}-{hash.ToString("x8", CultureInfo.InvariantCulture)}";
    }

    private static string Relative(string folder, string path)
    {
        string[] from = folder.Split(['/'], StringSplitOptions.RemoveEmptyEntries);
        string[] to = path.Split(['/'], StringSplitOptions.RemoveEmptyEntries);
        StringComparison comparison = System.IO.Path.DirectorySeparatorChar == '\\' ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        int shared = 0;
        while (shared < from.Length && shared < to.Length - 1 && string.Equals(from[shared], to[shared], comparison))
        {
            shared++;
        }

        return string.Join("/", Enumerable.Repeat("..", from.Length - shared).Concat(to.Skip(shared)));
    }
}
