using ShapeGen.Tool.Console;

namespace ShapeGen.Tool.Conversion;

/// <summary>A checkpoint of one format, opened and looked through: what is in it is known, but no elements are in memory.</summary>
internal abstract class CheckpointReader(string path) : IDisposable
{
    /// <summary>The file or folder that was opened.</summary>
    public string Path { get; } = path;

    /// <summary>As <c>--format</c> names it.</summary>
    public abstract CheckpointFormat Format { get; }

    /// <summary>The tensors, with different names, in the order of the checkpoint.</summary>
    public abstract IReadOnlyList<StoredTensor> Tensors { get; }

    /// <summary>What the user should know of how it was read: what was left out, and why.</summary>
    public virtual IReadOnlyList<string> Remarks => [];

    /// <summary>Strings that the checkpoint carries to its copy.</summary>
    public virtual IReadOnlyDictionary<string, string> Metadata => DefaultMetadata;

    /// <summary>The entries of <see cref="Metadata"/> that are other names of tensors, with the names that these have.</summary>
    public virtual IReadOnlyDictionary<string, string> Aliases => NoAliases;

    /// <summary>What Hugging Face's libraries ask of a file before they read it: how the tensors are laid out, which is as PyTorch lays them out.</summary>
    protected static IReadOnlyDictionary<string, string> DefaultMetadata { get; } = new Dictionary<string, string> { ["format"] = "pt" };

    private static Dictionary<string, string> NoAliases { get; } = [];

    /// <summary>Closes the files.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Closes the files.</summary>
    protected abstract void Dispose(bool disposing);

    /// <summary>The error of a file that is not what it should be.</summary>
    protected ToolException Bad(string problem, Exception? inner = null) => ToolException.BadFile(Path, problem, inner);

    /// <summary>Two tensors of one name cannot both be kept, and to keep one would be a guess.</summary>
    protected void RequireDifferentNames(IEnumerable<StoredTensor> tensors)
    {
        HashSet<string> names = new(StringComparer.Ordinal);
        foreach (StoredTensor tensor in tensors)
        {
            if (!names.Add(tensor.Name))
            {
                throw Bad($"two tensors are named {Text.Quote(tensor.Name)}.");
            }
        }
    }
}
