using ShapeGen.Generator.Common;

namespace ShapeGen.Generator.Sizes;

/// <summary>
/// A number that is known when a call runs, as an expression: the planner computes with it, budgets and analyzers evaluate it, and generated code writes it. It is
/// immutable, and equal to another one of the same parts.
/// </summary>
internal abstract record Size
{
    public static Size Zero { get; } = new NumberSize(0);

    public static implicit operator Size(long number) => number == 0 ? Zero : new NumberSize(number);

    public static implicit operator Size(SizeName name) => new CountSize(name);

    public static Size operator +(Size a, Size b) => Sum([a, b]);

    public static Size operator *(Size size, long factor) => (size, factor) switch
    {
        (_, 1) => size,
        (_, 0) => Zero,
        (NumberSize { Number: var number }, _) => checked(number * factor),
        (ProductSize { A: var counted, B: NumberSize { Number: var each } }, _) => counted * checked(each * factor),
        _ => new ProductSize(size, factor),
    };

    public static Size operator *(Size a, Size b) => b is NumberSize number ? a * number.Number : new ProductSize(a, b);

    public static Size Sum(IEnumerable<Size> sizes)
    {
        Size[] terms = [.. sizes.SelectMany(size => size is SumSize sum ? sum.Terms : (IEnumerable<Size>)[size]).Where(size => size != Zero)];
        return terms.Length == 0 ? Zero : terms.Length == 1 ? terms[0] : new SumSize(new(terms));
    }

    /// <summary>The lesser of both.</summary>
    public static Size Least(Size a, Size b) => new LeastSize(a, b);

    /// <summary>The greatest of all; 0 of none.</summary>
    public static Size Greatest(IEnumerable<Size> sizes) => sizes.Distinct().DefaultIfEmpty(Zero).Aggregate((a, b) => new GreatestSize(a, b));

    /// <summary>The next multiple of a power of two.</summary>
    public Size RoundUp(int multiple) => this == Zero ? this : new RoundedSize(this, multiple);

    /// <summary>The number in a call.</summary>
    /// <exception cref="OverflowException">It does not fit into 64 bits.</exception>
    public abstract long In(SizeValues call);

    /// <summary>The numbers of a call that it depends on.</summary>
    public abstract IEnumerable<SizeName> Names { get; }

    /// <summary>How much more it is for one more of a name.</summary>
    /// <exception cref="InvalidOperationException">It does not grow evenly.</exception>
    public virtual long Slope(SizeName name) => Names.Contains(name) ? throw new InvalidOperationException($"{this} does not grow evenly with {name}.") : 0;
}

/// <summary>A number that is the same in all calls.</summary>
internal sealed record NumberSize(long Number) : Size
{
    public override IEnumerable<SizeName> Names => [];

    public override long In(SizeValues call) => Number;
}

/// <summary>A number that a call has.</summary>
internal sealed record CountSize(SizeName Name) : Size
{
    public override IEnumerable<SizeName> Names => [Name];

    public override long In(SizeValues call) => call[Name];

    public override long Slope(SizeName name) => name == Name ? 1 : 0;
}

internal sealed record SumSize(EquatableArray<Size> Terms) : Size
{
    public override IEnumerable<SizeName> Names => Terms.SelectMany(term => term.Names);

    public override long In(SizeValues call) => Terms.Aggregate(0L, (sum, term) => checked(sum + term.In(call)));

    public override long Slope(SizeName name) => Terms.Sum(term => term.Slope(name));
}

internal sealed record ProductSize(Size A, Size B) : Size
{
    public override IEnumerable<SizeName> Names => A.Names.Concat(B.Names);

    public override long In(SizeValues call) => checked(A.In(call) * B.In(call));

    public override long Slope(SizeName name) => (A, B) switch
    {
        (var size, NumberSize { Number: var factor }) => size.Slope(name) * factor,
        _ => base.Slope(name),
    };
}

internal sealed record LeastSize(Size A, Size B) : Size
{
    public override IEnumerable<SizeName> Names => A.Names.Concat(B.Names);

    public override long In(SizeValues call) => Math.Min(A.In(call), B.In(call));
}

internal sealed record GreatestSize(Size A, Size B) : Size
{
    public override IEnumerable<SizeName> Names => A.Names.Concat(B.Names);

    public override long In(SizeValues call) => Math.Max(A.In(call), B.In(call));
}

internal sealed record RoundedSize(Size Size, int Multiple) : Size
{
    public override IEnumerable<SizeName> Names => Size.Names;

    public override long In(SizeValues call) => checked(Size.In(call) + Multiple - 1) & ~(Multiple - 1L);
}

/// <summary>A size that generated code keeps under a name.</summary>
/// <param name="Name">The variable.</param>
/// <param name="Meaning">What it is.</param>
internal sealed record NamedSize(string Name, Size Meaning) : Size
{
    public override IEnumerable<SizeName> Names => Meaning.Names;

    public override long In(SizeValues call) => call[this];

    /// <summary>By reference: it stands in many sizes.</summary>
    public bool Equals(NamedSize? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
}

/// <summary>The rows that a convolution leaves.</summary>
/// <param name="Number">Which convolution of the model, from 1.</param>
/// <param name="Rows">The rows that it reads.</param>
/// <param name="Window">What each of its results sees.</param>
internal sealed record ConvolvedSize(int Number, Size Rows, ConvolutionWindow Window) : Size
{
    public override IEnumerable<SizeName> Names => Rows.Names;

    /// <summary>The rows that the first one of its convolutions reads.</summary>
    public Size Source => Rows is ConvolvedSize before ? before.Source : Rows;

    public override long In(SizeValues call) => Window.RowsOf(Rows.In(call));
}

/// <summary>Pairs of a token and one of its sequence that it sees.</summary>
/// <param name="Tokens">Tokens of the sequence.</param>
/// <param name="Back">Tokens before a token that it sees, or null for all.</param>
/// <param name="Forward">Tokens after a token that it sees, or null for all.</param>
internal sealed record PairsSize(Size Tokens, int? Back, int? Forward) : Size
{
    public override IEnumerable<SizeName> Names => Tokens.Names;

    public override long In(SizeValues call) => TokenPairs.Seen(Tokens.In(call), Back ?? int.MaxValue, Forward ?? int.MaxValue);
}
