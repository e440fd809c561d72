using System.Globalization;
using System.Text.RegularExpressions;

namespace ShapeGen.Tool.Inspection;

/// <summary>Tensors of one shape and type whose names differ only in numbers: one line of the overview.</summary>
/// <param name="Name">The name, with the numbers as ranges: <c>layers.{0-5}.norm1.weight</c>.</param>
/// <param name="Type">The type.</param>
/// <param name="Shape">The shape.</param>
/// <param name="Count">The number of tensors.</param>
/// <param name="Bytes">Their total bytes.</param>
internal sealed partial record TensorGroup(string Name, string Type, IReadOnlyList<long> Shape, int Count, long Bytes)
{
    /// <summary>The groups, ordered by the name of the first tensor of each.</summary>
    public static IReadOnlyList<TensorGroup> Of(IEnumerable<TensorInfo> tensors) =>
    [
        .. tensors.OrderBy(tensor => tensor.Name, NaturalOrder.Instance)
            .GroupBy(tensor => (Pattern: Numbers().Replace(tensor.Name, "{}"), tensor.Type, Shape: string.Join(',', tensor.Shape)))
            .Select(group => new TensorGroup(
                Ranges([.. group]), group.Key.Type.HeaderName(), group.First().Shape, group.Count(), group.Sum(tensor => tensor.ByteCount))),
    ];

    private static string Ranges(List<TensorInfo> tensors)
    {
        if (tensors.Count == 1)
        {
            return tensors[0].Name;
        }

        List<string[]> numbers = [.. tensors.Select(tensor => Numbers().Matches(tensor.Name).Select(match => match.Value).ToArray())];
        int place = 0;
        return Numbers().Replace(tensors[0].Name, _ =>
        {
            string[] all = [.. numbers.Select(row => row[place]).Distinct()];
            place++;
            return all.Length == 1 ? all[0] : $"{{{Range(all)}}}";
        });
    }

    /// <summary><c>0-5</c>, or <c>0,2,4</c> if numbers are missing.</summary>
    private static string Range(string[] numbers)
    {
        if (!numbers.All(number => int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out _)))
        {
            return $"{numbers.Length} numbers";
        }

        List<int> all = [.. numbers.Select(number => int.Parse(number, CultureInfo.InvariantCulture)).Order()];
        return all[^1] - all[0] == all.Count - 1 ? $"{all[0]}-{all[^1]}" : all.Count <= 8 ? string.Join(',', all) : $"{all.Count} of {all[0]}-{all[^1]}";
    }

    [GeneratedRegex(@"(?<=^|\.|_)\d+(?=\.|$)", RegexOptions.CultureInvariant)]
    internal static partial Regex Numbers();
}

/// <summary>Orders names alphabetically, with numbers in them ordered by value.</summary>
internal sealed class NaturalOrder : IComparer<string>
{
    public static readonly NaturalOrder Instance = new();

    public int Compare(string? x, string? y) => string.CompareOrdinal(Key(x ?? ""), Key(y ?? ""));

    private static string Key(string name) => TensorGroup.Numbers().Replace(name, match => match.Value.PadLeft(8, '0'));
}
