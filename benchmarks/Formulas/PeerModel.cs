namespace ShapeGen.Comparison.Formulas;

/// <summary>A computation by another library.</summary>
public abstract class PeerModel : Contestant, IDisposable
{
    /// <summary>The result of the last call: the sequences' rows, concatenated without padding.</summary>
    public abstract float[] ReadOutput();

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees the library's memory.</summary>
    protected abstract void Dispose(bool disposing);
}
