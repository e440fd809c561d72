namespace ShapeGen.Tool.Conversion.Storage;

/// <summary>A write-only stream that takes pieces of any length and passes on whole elements.</summary>
/// <param name="elementSize">Bytes of an element.</param>
internal abstract class ElementStream(int elementSize) : Stream
{
    /// <summary>Bytes of an element.</summary>
    protected int ElementSize { get; } = elementSize;

    private readonly byte[] _begun = new byte[elementSize];
    private int _begunLength;

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (_begunLength > 0)
        {
            int taken = Math.Min(buffer.Length, ElementSize - _begunLength);
            buffer[..taken].CopyTo(_begun.AsSpan(_begunLength));
            _begunLength += taken;
            buffer = buffer[taken..];
            if (_begunLength < ElementSize)
            {
                return;
            }

            WriteElements(_begun);
            _begunLength = 0;
        }

        int whole = buffer.Length / ElementSize * ElementSize;
        if (whole > 0)
        {
            WriteElements(buffer[..whole]);
        }

        buffer[whole..].CopyTo(_begun);
        _begunLength = buffer.Length - whole;
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <summary>Passes on whole elements.</summary>
    protected abstract void WriteElements(ReadOnlySpan<byte> elements);
}
