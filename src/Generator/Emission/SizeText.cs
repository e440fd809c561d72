using ShapeGen.Generator.Common;
using ShapeGen.Generator.Sizes;

namespace ShapeGen.Generator.Emission;

/// <summary>Sizes as C#.</summary>
/// <param name="names">What a number of the call is called.</param>
/// <param name="numbers">A number as an expression; of several sizes that are written as one, the number of each.</param>
/// <param name="convolved">The rows after a convolution; it is given the convolution, and the text of the rows before the first one.</param>
internal sealed class SizeText(Func<SizeName, string> names, Func<IReadOnlyList<long>, string> numbers, Func<ConvolvedSize, string, string> convolved)
{
    /// <summary>The sizes of a group, or of a part of it.</summary>
    /// <param name="group">The variable.</param>
    /// <param name="numbers">A number as an expression; of several sizes that are written as one, the number of each. Without it, only one size is written at a time.</param>
    public static SizeText In(string group, Func<IReadOnlyList<long>, string>? numbers = null) =>
        new(name => name.IsOfGroup ? $"{group}.{name.Name}" : name.Name, numbers ?? Number, (rows, source) => $"{ConvolvedMethod(rows.Number)}({source})");

    /// <summary>The number of one size.</summary>
    public static string Number(IReadOnlyList<long> numbers) => Literals.Integer(numbers.Single());

    /// <summary>The method of a body that counts the rows of a sequence after a convolution.</summary>
    public static string ConvolvedMethod(int number) => $"Convolved{Literals.Integer(number)}";

    /// <summary>A size as an expression.</summary>
    public string Of(Size size) => Of([size]);

    /// <summary>Sizes that differ in numbers only, as one expression.</summary>
    /// <exception cref="InvalidOperationException">They differ in more.</exception>
    public string Of(IReadOnlyList<Size> same) => same[0] switch
    {
        NumberSize => numbers([.. All<NumberSize>(same).Select(size => size.Number)]),
        CountSize count => names(Common(same, count).Name),
        SumSize sum => string.Join(" + ", sum.Terms.Select((_, i) => Operand(Each<SumSize>(same, size => size.Terms.Count == sum.Terms.Count ? size.Terms[i] : throw Different(same))))),
        ProductSize => $"{Operand(Each<ProductSize>(same, size => size.A))} * {Operand(Each<ProductSize>(same, size => size.B))}",
        LeastSize => $"Math.Min({Of(Each<LeastSize>(same, size => size.A))}, {Of(Each<LeastSize>(same, size => size.B))})",
        GreatestSize => $"Math.Max({Of(Each<GreatestSize>(same, size => size.A))}, {Of(Each<GreatestSize>(same, size => size.B))})",
        RoundedSize { Multiple: var multiple } => $"({Operand(Each<RoundedSize>(same, size => size.Multiple == multiple ? size.Size : throw Different(same)))} + {Literals.Integer(multiple - 1)}) & ~{Literals.Integer(multiple - 1)}L",
        NamedSize named => All<NamedSize>(same).All(size => size.Name == named.Name) ? named.Name : throw Different(same),
        ConvolvedSize rows => convolved(rows, Of(Common(same, rows).Source)),
        PairsSize pairs => $"global::ShapeGen.Runtime.TokenPairs.Seen({Of(Common(same, pairs).Tokens)}, back: {Reach(pairs.Back)}, forward: {Reach(pairs.Forward)})",
        _ => throw new InvalidOperationException($"No text is known for {same[0]}."),
    };

    /// <summary>As an operand.</summary>
    public string Operand(IReadOnlyList<Size> same) => same[0] is SumSize or ProductSize or RoundedSize ? $"({Of(same)})" : Of(same);

    private static IReadOnlyList<T> All<T>(IReadOnlyList<Size> sizes)
        where T : Size => [.. sizes.Select(size => size as T ?? throw Different(sizes))];

    /// <summary>A part of each.</summary>
    private static IReadOnlyList<Size> Each<T>(IReadOnlyList<Size> sizes, Func<T, Size> part)
        where T : Size => [.. All<T>(sizes).Select(part)];

    /// <summary>A size in which not even numbers may differ.</summary>
    private static T Common<T>(IReadOnlyList<Size> sizes, T one)
        where T : Size => sizes.All(one.Equals) ? one : throw Different(sizes);

    private static InvalidOperationException Different(IReadOnlyList<Size> sizes) => new($"Sizes differ in more than numbers: {string.Join("; ", sizes)}.");

    private static string Reach(int? tokens) => tokens is { } count ? Literals.Integer(count) : "int.MaxValue";
}
