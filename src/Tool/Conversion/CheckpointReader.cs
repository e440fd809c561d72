using ShapeGen.Tool.Console;

namespace ShapeGen.Tool.Conversion;

/// <summary>A checkpoint of one format, opened and looked through: what is in it is known, but no elements are in memory.</summary>
internal abstract class CheckpointReader(string path) : IDisposable
{
    /// <summary>The file or folder that was opened.</summary>
    public string Path { get; } = path;

    /// <summary>As <c>--format</c> names it.</summary>
    public abstract CheckpointFormat Format { get; }

    /// <summary>
    /// The tensors, in the order of the checkpoint. What is wrong with one of them is its <see cref="StoredTensor.Problem"/>: it may be dropped.
    /// </summary>
    public abstract IReadOnlyList<StoredTensor> Tensors { get; }

    /// <summary>What the user should know of how it was read: what was left out, and why.</summary>
    public virtual IReadOnlyList<string> Remarks => [];

    /// <summary>Bytes of the files that it is in.</summary>
    public virtual long FileBytes => new FileInfo(Path).Length;

    /// <summary>Strings that the checkpoint carries to its copy.</summary>
    public virtual IReadOnlyDictionary<string, string> Metadata => DefaultMetadata;

    /// <summary>What Hugging Face's libraries ask of a file before they read it: how the tensors are laid out, which is as PyTorch lays them out.</summary>
    protected static IReadOnlyDictionary<string, string> DefaultMetadata { get; } = new Dictionary<string, string> { ["format"] = "pt" };

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

    /// <summary>Is told what will be written, before any of it is.</summary>
    /// <exception cref="ToolException">It cannot be, or asks for far more than the files have.</exception>
    public virtual void Prepare(IReadOnlyList<StoredTensor> kept)
    {
    }
}
