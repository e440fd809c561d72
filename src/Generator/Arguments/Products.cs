using ShapeGen.Generator.Common;

namespace ShapeGen.Generator.Arguments;

/// <summary>
/// Checks that everything that has to fit into one span does: each weight, all packed weights together, and the activations of a fixed number of tokens.
/// </summary>
/// <param name="tokens">The fixed token count, if any.</param>
/// <param name="layers">Number of layers that have each weight.</param>
/// <param name="others">The products of the rest of the model.</param>
internal sealed class Products(int? tokens, int layers = 1, Products? others = null)
{
    /// <summary>The longest array of 4-byte elements (<c>Array.MaxLength</c>), minus room for alignment.</summary>
    public const long Limit = 0x7FFF_FFC7 - 64;

    /// <summary>Columns are padded to a multiple of at most this, and rows get at most this many floats of padding.</summary>
    private const long Padding = 32;

    private long _packed = others?._packed ?? 0;
    private long _activations;

    /// <summary>The first product that is too large: its expression, its floats, and the arguments to change.</summary>
    public (string Expression, long Floats, string Arguments)? TooLarge { get; private set; }

    public Products Weight(string expression, string arguments, long inputs, long outputs)
    {
        Check(expression, Multiply(inputs, outputs), arguments);
        _packed = Add(_packed, Multiply(layers, Multiply(Arithmetic.RoundUp(outputs, Padding), inputs + 1)));
        Check("the packed weights", _packed, arguments);
        return this;
    }

    /// <summary>An input that the caller passes in one span and that is not copied.</summary>
    public Products Input(string expression, string arguments, long floats)
    {
        Check(expression, floats, arguments);
        return this;
    }

    /// <param name="expression">The width in terms of the declaration, ending with the argument to change.</param>
    /// <param name="width">Floats of a row.</param>
    public Products Activations(string expression, long width)
    {
        if (tokens is { } count)
        {
            Check($"Tokens × {expression}", Multiply(count, width), "Tokens");
            _activations = Add(_activations, Multiply(count, width + (2 * Padding)));
            Check("the scratch", _activations, "Tokens");
        }
        else
        {
            // One block of rows must fit for any token count.
            Check($"a block of rows of {expression}", Multiply(128, width + (2 * Padding)), expression.Split(' ').Last());
        }

        return this;
    }

    private void Check(string expression, long floats, string arguments)
    {
        if (floats > Limit)
        {
            TooLarge ??= (expression, floats, arguments);
        }
    }

    private static long Multiply(long a, long b) => a != 0 && b > long.MaxValue / a ? long.MaxValue : a * b;

    private static long Add(long a, long b) => b > long.MaxValue - a ? long.MaxValue : a + b;
}
