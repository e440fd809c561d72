using System.Buffers.Binary;
using System.Text;

namespace ShapeGen.Runtime.Tests;

/// <summary>Files put together by hand, right or wrong.</summary>
internal static class Raw
{
    /// <summary>A file of this header and so many bytes of data.</summary>
    public static byte[] File(string header, int dataLength = 0) => File(Encoding.UTF8.GetBytes(header), new byte[dataLength]);

    public static byte[] File(byte[] header, byte[] data)
    {
        byte[] file = new byte[8 + header.Length + data.Length];
        BinaryPrimitives.WriteUInt64LittleEndian(file, (ulong)header.Length);
        header.CopyTo(file, 8);
        data.CopyTo(file, 8 + header.Length);
        return file;
    }

    /// <summary>Where the data of a file begins: behind the header.</summary>
    public static int DataStart(byte[] file) => 8 + (int)BinaryPrimitives.ReadUInt64LittleEndian(file);

    /// <summary>The header of a file, with its padding.</summary>
    public static byte[] HeaderOf(byte[] file) => file[8..DataStart(file)];

    /// <summary>What is wrong with a file.</summary>
    public static IReadOnlyList<string> Problems(byte[] file) =>
        Assert.Throws<CheckpointException>(() => SafetensorsFile.Read(file)).Problems;

    /// <summary>The one thing that is wrong with a file.</summary>
    public static string Problem(string header, int dataLength = 0) => Assert.Single(Problems(File(header, dataLength)));
}
