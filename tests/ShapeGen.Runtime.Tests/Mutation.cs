using System.Text;

namespace ShapeGen.Runtime.Tests;

/// <summary>Small damage to a header.</summary>
internal static class Mutation
{
    /// <summary>Pieces that a header is made of, so that mutations reach beyond the JSON reader.</summary>
    private static readonly string[] Pieces =
    [
        "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u0061", "\\ud800", " ", "\n", "\0", "-", "-1", "0", "1", "1.5", "1e9", "9223372036854775807",
        "99999999999999999999", "null", "true", "\"dtype\"", "\"shape\"", "\"data_offsets\"", "\"F32\"", "\"F16\"", "\"BF16\"", "\"I4\"",
        "\"__metadata__\"", "\"a\"", "\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},", "[0,0]", "[[[[[[[[", "{\"a\":{\"a\":", "\u00e9",
    ];

    /// <summary>Changes one place of a header that is not empty, and leaves it so.</summary>
    public static void Edit(Random random, List<byte> header)
    {
        int at = random.Next(header.Count);
        switch (random.Next(6))
        {
            case 0:
                header[at] = (byte)random.Next(256);
                break;
            case 1:
                header[at] ^= (byte)(1 << random.Next(8));
                break;
            case 2:
                header.InsertRange(at, Encoding.UTF8.GetBytes(Pieces[random.Next(Pieces.Length)]));
                break;
            case 3:
                header.RemoveRange(at, Math.Min(random.Next(1, 12), header.Count - at));
                header.Add((byte)' ');
                break;
            case 4:
                int digit = header.FindIndex(at, b => b is >= (byte)'0' and <= (byte)'9');
                if (digit >= 0)
                {
                    header[digit] = (byte)random.Next('0', '9' + 1);
                }

                break;
            default:
                int from = random.Next(header.Count);
                header.InsertRange(at, header.GetRange(from, Math.Min(random.Next(1, 60), header.Count - from)));
                break;
        }
    }
}
