using ShapeGen.Tool.Console;

namespace ShapeGen.Tool.Conversion;

/// <summary>An open checkpoint of one format: its tensors are known, but their elements are not in memory.</summary>
internal abstract class CheckpointReader(string path) : IDisposable
{
    /// <summary>The file or folder that was opened.</summary>
    public string Path { get; } = path;

    /// <summary>The format, as for <c>--format</c>.</summary>
    public abstract CheckpointFormat Format { get; }

    /// <summary>
    /// The tensors, in the order of the checkpoint. A tensor that cannot be read has a <see cref="StoredTensor.Problem"/>, since it may be dropped.
    /// </summary>
    public abstract IReadOnlyList<StoredTensor> Tensors { get; }

    /// <summary>Notes for the user: what was left out, and why.</summary>
    public virtual IReadOnlyList<string> Remarks => [];

    /// <summary>Total bytes of its files.</summary>
    public virtual long FileBytes => new FileInfo(Path).Length;

    /// <summary>Metadata for the converted file.</summary>
    public virtual IReadOnlyDictionary<string, string> Metadata => DefaultMetadata;

    /// <summary>The entry that Hugging Face's libraries require before they read a file: its tensors have PyTorch's layout.</summary>
    protected static IReadOnlyDictionary<string, string> DefaultMetadata { get; } = new Dictionary<string, string> { ["format"] = "pt" };

    /// <summary>Closes the files.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Closes the files.</summary>
    protected abstract void Dispose(bool disposing);

    /// <summary>The error for a file that is not what it should be.</summary>
    protected ToolException Bad(string problem, Exception? inner = null) => ToolException.BadFile(Path, problem, inner);

    /// <summary>Called with the tensors to write, before writing starts.</summary>
    /// <exception cref="ToolException">They cannot be written, or need far more bytes than the files have.</exception>
    public virtual void Prepare(IReadOnlyList<StoredTensor> kept)
    {
    }
}
