namespace ShapeGen.Comparison.Formulas;

/// <summary>A computation by somebody else's library.</summary>
public abstract class PeerModel : Contestant, IDisposable
{
    /// <summary>What the last call computed: the sequences' rows one after the other, without padding.</summary>
    public abstract float[] ReadOutput();

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Gives the library's memory back.</summary>
    protected abstract void Dispose(bool disposing);
}
