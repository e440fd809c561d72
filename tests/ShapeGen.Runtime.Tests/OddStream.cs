namespace ShapeGen.Runtime.Tests;

/// <summary>A stream that breaks its contract, or never ends: after its content, what it returns is what a test says, over bytes of 255.</summary>
internal sealed class OddStream(Func<int, int> read) : Stream
{
    private int _position;

    public byte[] Content { get; init; } = [];

    /// <summary>Its length, where it has one.</summary>
    public long? SaidLength { get; init; }

    public long BytesRead { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => SaidLength is not null;

    public override bool CanWrite => false;

    public override long Length => SaidLength ?? throw new NotSupportedException();

    public override long Position
    {
        get => SaidLength is null ? throw new NotSupportedException() : _position;
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        if (_position < Content.Length)
        {
            int count = Math.Min(buffer.Length, Content.Length - _position);
            Content.AsSpan(_position, count).CopyTo(buffer);
            _position += count;
            return count;
        }

        buffer.Fill(255);
        int returned = read(buffer.Length);
        BytesRead += returned;
        return returned;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
