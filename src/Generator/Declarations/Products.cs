using ShapeGen.Generator.Common;

namespace ShapeGen.Generator.Declarations;

/// <summary>
/// The sizes of everything that one span must hold: each weight alone, all packed weights together, and a fixed number of tokens.
/// </summary>
/// <param name="tokens">The fixed token count, if any.</param>
/// <param name="layers">How many layers have each weight.</param>
/// <param name="others">What else the model has.</param>
internal sealed class Products(int? tokens, int layers = 1, Products? others = null)
{
    /// <summary>The longest array of 4-byte elements (<c>Array.MaxLength</c>), less room for alignment.</summary>
    public const long Limit = 0x7FFF_FFC7 - 64;

    /// <summary>Columns are padded to at most this many floats, and rows get at most this many floats of padding.</summary>
    private const long Padding = 32;

    private long _packed = others?._packed ?? 0;
    private long _activations;

    /// <summary>What came out too large: expression, floats, and the arguments to change.</summary>
    public (string Expression, long Floats, string Arguments)? TooLarge { get; private set; }

    public Products Weight(string expression, string arguments, long inputs, long outputs)
    {
        Check(expression, Multiply(inputs, outputs), arguments);
        _packed = Add(_packed, Multiply(layers, Multiply(Arithmetic.RoundUp(outputs, Padding), inputs + 1)));
        Check("the packed weights", _packed, arguments);
        return this;
    }

    /// <summary>What a caller gives in one span, and is not copied.</summary>
    public Products Input(string expression, string arguments, long floats)
    {
        Check(expression, floats, arguments);
        return this;
    }

    /// <param name="expression">The width in the words of the declaration, the argument to change last.</param>
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
            // One row block must fit whatever the token count is.
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
