using System.Globalization;

namespace ShapeGen.Tool.Conversion.PyTorch;

/// <summary>
/// Limits the memory and time that a pickle may use: a compressed program of a few kilobytes can ask for gigabytes. Each operation and object
/// is charged slightly more bytes than it takes, even if it is discarded at once.
/// </summary>
/// <param name="fileLength">Bytes of the file, which <c>torch.save</c> does not compress: a small file gets a small budget.</param>
/// <param name="cancellation">Stops it.</param>
internal sealed class PickleBudget(long fileLength, CancellationToken cancellation)
{
    /// <summary>Cost of an operation, which may leave a value on the stack.</summary>
    public const int Operation = 16;

    /// <summary>Cost of an object without its content.</summary>
    public const int Object = 32;

    /// <summary>Cost of a dictionary item.</summary>
    public const int DictionaryItem = 64;

    /// <summary>Budget per byte of the file. A tensor's entry costs about 1,500 bytes here, and takes about 400 in the file, including its place in the archive.</summary>
    private const long PerByte = 16;

    /// <summary>Enough for 40,000 and for 170,000 tensors.</summary>
    private const long MinLimit = 64 << 20, MaxLimit = 256 << 20;

    /// <summary>Bytes between two checks for cancellation.</summary>
    private const long Step = 1 << 20;

    private readonly long _limit = Math.Clamp(fileLength * PerByte, MinLimit, MaxLimit);

    private long _spent;
    private long _next;

    /// <summary>Charges bytes.</summary>
    /// <exception cref="InvalidDataException">The budget is exceeded.</exception>
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
                $"the pickle is damaged or not from PyTorch: it makes more objects than {_limit >> 20} MB can hold. If it is from PyTorch, save the tensors alone: torch.save(model.state_dict(), path)."));
        }
    }

    /// <summary>Charges text.</summary>
    public string Text(string text)
    {
        Spend(Object + ((long)text.Length * sizeof(char)));
        return text;
    }
}
