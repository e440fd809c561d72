using ShapeGen.Generator.Common;
using ShapeGen.Generator.Sizes;

namespace ShapeGen.Generator.Emission;

/// <summary>Sizes as C#.</summary>
/// <param name="names">What a number of the call is called.</param>
/// <param name="numbers">A number as an expression; of several sizes that are written as one, the number of each.</param>
/// <param name="convolved">The rows behind a convolution, of the convolution and the text of the rows before it.</param>
internal sealed class SizeText(Func<SizeName, string> names, Func<IReadOnlyList<long>, string> numbers, Func<ConvolvedSize, string, string> convolved)
{
    /// <summary>The sizes of a group, or of a part of it.</summary>
    /// <param name="group">The variable.</param>
    /// <param name="numbers">A number as an expression; of several sizes that are written as one, the number of each.</param>
    public static SizeText In(string group, Func<IReadOnlyList<long>, string> numbers) =>
        new(name => name.IsOfGroup ? $"{group}.{name.Name}" : name.Name, numbers, (rows, _) => $"{ConvolvedMethod(rows.Number)}({group}.{SizeName.MemoryRows.Name})");

    /// <summary>The method of a body that counts the rows behind a convolution of a sequence.</summary>
    public static string ConvolvedMethod(int number) => $"Convolved{Literals.Integer(number)}";

    /// <summary>A size as an expression.</summary>
    public string Of(Size size) => Of([size]);

    /// <summary>Sizes that differ in numbers only, as one expression.</summary>
    /// <exception cref="InvalidOperationException">They differ in more.</exception>
    public string Of(IReadOnlyList<Size> same) => same[0] switch
    {
        NumberSize => numbers([.. All<NumberSize>(same).Select(size => size.Number)]),
        CountSize count => All<CountSize>(same).All(size => size.Name == count.Name) ? names(count.Name) : throw Different(same),
        SumSize sum => All<SumSize>(same).All(size => size.Terms.Count == sum.Terms.Count)
            ? string.Join(" + ", sum.Terms.Select((_, i) => Operand([.. All<SumSize>(same).Select(size => size.Terms[i])])))
            : throw Different(same),
        ProductSize => $"{Operand([.. All<ProductSize>(same).Select(size => size.A)])} * {Operand([.. All<ProductSize>(same).Select(size => size.B)])}",
        LeastSize => $"Math.Min({Of([.. All<LeastSize>(same).Select(size => size.A)])}, {Of([.. All<LeastSize>(same).Select(size => size.B)])})",
        GreatestSize => $"Math.Max({Of([.. All<GreatestSize>(same).Select(size => size.A)])}, {Of([.. All<GreatestSize>(same).Select(size => size.B)])})",
        RoundedSize { Multiple: var multiple } => $"({Operand([.. All<RoundedSize>(same).Select(size => size.Size)])} + {Literals.Integer(multiple - 1)}) & ~{Literals.Integer(multiple - 1)}L",
        NamedSize named => named.Name,
        ConvolvedSize rows => convolved(rows, Of([.. All<ConvolvedSize>(same).Select(size => size.Rows)])),
        PairsSize pairs => $"global::ShapeGen.Runtime.TokenPairs.Seen({Of([.. All<PairsSize>(same).Select(size => size.Tokens)])}, back: {Reach(pairs.Back)}, forward: {Reach(pairs.Forward)})",
        _ => throw new InvalidOperationException($"No text is known for {same[0]}."),
    };

    private static IReadOnlyList<T> All<T>(IReadOnlyList<Size> sizes)
        where T : Size => [.. sizes.Select(size => size as T ?? throw Different(sizes))];

    private static InvalidOperationException Different(IReadOnlyList<Size> sizes) => new($"Sizes differ in more than numbers: {string.Join("; ", sizes)}.");

    /// <summary>As a part of an operation.</summary>
    private string Operand(IReadOnlyList<Size> same) => same[0] is SumSize or ProductSize or RoundedSize ? $"({Of(same)})" : Of(same);

    private static string Reach(int? tokens) => tokens is { } count ? Literals.Integer(count) : "int.MaxValue";
}
