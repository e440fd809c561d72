using System.Globalization;

namespace ShapeGen.Tool.Conversion.PyTorch;

/// <summary>
/// Bounds what a pickle may cost, in memory and in time: a program of some kilobytes, compressed, can ask for gigabytes. Each operation and each object is
/// charged with some bytes more than it takes, also if it is thrown away at once.
/// </summary>
/// <param name="fileLength">Bytes of the file, which <c>torch.save</c> does not compress: a small file has no right to much.</param>
/// <param name="cancellation">Stops it.</param>
internal sealed class PickleBudget(long fileLength, CancellationToken cancellation)
{
    /// <summary>What an operation costs: it may leave a value on the stack.</summary>
    public const int Operation = 16;

    /// <summary>What an object costs beside its content.</summary>
    public const int Object = 32;

    /// <summary>What an item of a dictionary costs.</summary>
    public const int DictionaryItem = 64;

    /// <summary>A tensor's entry costs some 1,500 bytes here, and has some 400 in the file with its place in the archive.</summary>
    private const long PerByte = 16;

    /// <summary>From enough for 40,000 tensors to enough for 170,000.</summary>
    private const long LeastLimit = 64 << 20, MostLimit = 256 << 20;

    /// <summary>How much may be spent between two looks whether to stop.</summary>
    private const long Step = 1 << 20;

    private readonly long _limit = Math.Clamp(fileLength * PerByte, LeastLimit, MostLimit);

    private long _spent;
    private long _next;

    /// <summary>Charges bytes.</summary>
    /// <exception cref="InvalidDataException">They are too many.</exception>
    public void Spend(long bytes)
    {
        _spent += bytes;
        if (_spent < _next)
        {
            return;
        }

        cancellation.ThrowIfCancellationRequested();
        _next = _spent + Step;
        if (_spent > _limit)
        {
            throw new InvalidDataException(string.Create(
                CultureInfo.InvariantCulture,
                $"the pickle is damaged, or none of PyTorch's: it makes more objects than {_limit >> 20} MB can hold. Of a real one this size, save the tensors alone: torch.save(model.state_dict(), path)."));
        }
    }

    /// <summary>Charges text.</summary>
    public string Text(string text)
    {
        Spend(Object + ((long)text.Length * sizeof(char)));
        return text;
    }
}
