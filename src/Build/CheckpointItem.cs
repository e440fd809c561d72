using System.Globalization;
using Microsoft.Build.Framework;

namespace ShapeGen.Build;

/// <summary>An item <c>ShapeGenCheckpoint</c> of a project, as both tasks understand it.</summary>
internal sealed class CheckpointItem
{
    /// <param name="item">The item.</param>
    /// <param name="projectFolder">The project's folder.</param>
    public CheckpointItem(ITaskItem item, string projectFolder)
    {
        Written = item.ItemSpec.Replace('\\', '/');
        Path = item.GetMetadata("FullPath");
        EmbedWord = item.GetMetadata("Embed").Trim();
        PrecisionWord = item.GetMetadata("Precision").Trim();
        string name = item.GetMetadata("LogicalName");
        Resource = name.Length > 0 ? name : System.IO.Path.IsPathRooted(Written) ? Relative(projectFolder.Replace('\\', '/'), Written) : Written;
        ObjectName = NameOfObject(Written);
    }

    /// <summary>The path as the project has it, with slashes.</summary>
    public string Written { get; }

    /// <summary>The whole path.</summary>
    public string Path { get; }

    /// <summary>Whether it becomes a resource of the assembly.</summary>
    public bool IsEmbedded => string.Equals(EmbedWord, "true", StringComparison.OrdinalIgnoreCase);

    /// <summary>The word in <c>Embed</c>; empty where there is none.</summary>
    public string EmbedWord { get; }

    /// <summary>The word in <c>Precision</c>; empty where there is none.</summary>
    public string PrecisionWord { get; }

    /// <summary>The resource's name: the item's <c>LogicalName</c>, or its path as seen from the project, so that it does not depend on where the project lies.</summary>
    public string Resource { get; }

    /// <summary>What the names of its files in the folder of intermediate files begin with: its own, whatever other items are called.</summary>
    public string ObjectName { get; }

    private static string NameOfObject(string written)
    {
        string plain = string.Concat(written.Select(letter => char.IsLetterOrDigit(letter) || letter is '.' or '-' ? letter : '_'));
        if (plain == written)
        {
            return plain;
        }

        // FNV-1a: models/a and models_a must not share a file. A long path is cut, as file systems allow some 255 bytes.
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
