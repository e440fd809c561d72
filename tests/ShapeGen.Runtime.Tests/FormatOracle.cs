using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;

namespace ShapeGen.Runtime.Tests;

/// <summary>
/// The format written down another way, for small files: a document model instead of tokens, numbers of any size, and a map of who owns
/// each byte instead of a sort.
/// </summary>
internal static class FormatOracle
{
    /// <summary>Bits of an element.</summary>
    private static readonly Dictionary<string, int> Sizes = new(StringComparer.Ordinal)
    {
        ["BOOL"] = 8, ["U8"] = 8, ["I8"] = 8, ["F8_E4M3"] = 8, ["F8_E5M2"] = 8, ["I16"] = 16, ["U16"] = 16, ["F16"] = 16, ["BF16"] = 16,
        ["I32"] = 32, ["U32"] = 32, ["F32"] = 32, ["I64"] = 64, ["U64"] = 64, ["F64"] = 64, ["F4"] = 4, ["F6_E2M3"] = 6, ["F6_E3M2"] = 6,
        ["F8_E8M0"] = 8, ["F8_E4M3FNUZ"] = 8, ["F8_E5M2FNUZ"] = 8, ["C64"] = 64,
    };

    /// <summary>The bytes of each tensor, with its element type; null of a file that is not right.</summary>
    public static Dictionary<string, (string Type, byte[] Bytes)>? Read(byte[] file)
    {
        if (file.Length < 8 || BitConverter.ToUInt64(file) > (ulong)(file.Length - 8))
        {
            return null;
        }

        int dataStart = 8 + (int)BitConverter.ToUInt64(file);
        try
        {
            return Read(file[8..dataStart], file[dataStart..]);
        }
        catch (Exception e) when (e is JsonException or DecoderFallbackException or InvalidOperationException or WrongException)
        {
            // The document model throws InvalidOperationException where a text is no Unicode, or a value of another kind.
            return null;
        }
    }

    private static Dictionary<string, (string Type, byte[] Bytes)> Read(byte[] header, byte[] data)
    {
        string text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(header);
        Require(text.StartsWith('{') && text.TrimEnd(' ').EndsWith('}'));
        using JsonDocument document = JsonDocument.Parse(header);
        var tensors = new Dictionary<string, (string Type, byte[] Bytes)>(StringComparer.Ordinal);
        var names = new HashSet<string>(StringComparer.Ordinal);
        var places = new List<(int Begin, int End)>();
        int[] owners = new int[data.Length];
        foreach (JsonProperty member in document.RootElement.EnumerateObject())
        {
            Require(names.Add(member.Name));
            if (member.Name == "__metadata__")
            {
                string[] keys = [.. member.Value.EnumerateObject().Select(pair => pair.Value.GetString() is null ? throw new WrongException() : pair.Name)];
                Require(keys.Distinct(StringComparer.Ordinal).Count() == keys.Length);
                continue;
            }

            JsonProperty[] keysOfTensor = [.. member.Value.EnumerateObject()];
            Require(keysOfTensor.Length == 3 && keysOfTensor.Select(key => key.Name).Order(StringComparer.Ordinal).SequenceEqual(["data_offsets", "dtype", "shape"]));
            string? type = member.Value.GetProperty("dtype").GetString();
            BigInteger[] shape = Numbers(member.Value.GetProperty("shape"));
            BigInteger[] offsets = Numbers(member.Value.GetProperty("data_offsets"));
            Require(type is not null && Sizes.ContainsKey(type) && shape.Length <= 64 && offsets.Length == 2);
            Require((offsets[1] - offsets[0]) * 8 == shape.Aggregate(BigInteger.One, (product, size) => product * size) * Sizes[type!]);
            Require(offsets[1] >= offsets[0] && offsets[1] <= data.Length);

            (int begin, int end) = ((int)offsets[0], (int)offsets[1]);
            places.Add((begin, end));
            for (int i = begin; i < end; i++)
            {
                owners[i]++;
            }

            tensors.Add(member.Name, (type!, data[begin..end]));
        }

        Require(Array.TrueForAll(owners, count => count == 1));
        Require(places.TrueForAll(empty => empty.Begin < empty.End || !places.Exists(other => other.Begin < empty.Begin && empty.Begin < other.End)));
        return tensors;
    }

    private static BigInteger[] Numbers(JsonElement array)
    {
        string[] texts = [.. array.EnumerateArray().Select(number => number.GetRawText())];
        Require(Array.TrueForAll(texts, text => text.All(char.IsAsciiDigit)));
        BigInteger[] numbers = Array.ConvertAll(texts, text => BigInteger.Parse(text, CultureInfo.InvariantCulture));
        Require(Array.TrueForAll(numbers, number => number <= long.MaxValue));
        return numbers;
    }

    private static void Require(bool condition)
    {
        if (!condition)
        {
            throw new WrongException();
        }
    }

    private sealed class WrongException : Exception;
}
