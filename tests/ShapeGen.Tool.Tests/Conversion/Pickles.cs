using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace ShapeGen.Tool.Tests.Conversion;

/// <summary>Writes pickles, also such as no program would, and PyTorch's archives around them.</summary>
internal sealed class Pickles
{
    private readonly List<byte> _bytes = [];

    /// <summary>A pickle of version 2 of what <paramref name="write"/> writes.</summary>
    public static byte[] Of(Action<Pickles> write)
    {
        Pickles pickle = new();
        pickle.Op(0x80, 2);
        write(pickle);
        pickle.Op('.');
        return pickle._bytes.ToArray();
    }

    /// <summary>An archive as <c>torch.save</c> writes it.</summary>
    public static byte[] Archive(byte[] pickle, params (string Name, byte[] Content)[] entries)
    {
        MemoryStream bytes = new();
        using (ZipArchive archive = new(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, byte[] content) in entries.Prepend(("data.pkl", pickle)))
            {
                using Stream entry = archive.CreateEntry("model/" + name, CompressionLevel.NoCompression).Open();
                entry.Write(content);
            }
        }

        return bytes.ToArray();
    }

    /// <summary>Operations by their signs.</summary>
    public Pickles Op(string signs)
    {
        _bytes.AddRange(Encoding.Latin1.GetBytes(signs));
        return this;
    }

    /// <summary>Bytes.</summary>
    public Pickles Op(params int[] bytes)
    {
        foreach (int value in bytes)
        {
            _bytes.Add((byte)value);
        }

        return this;
    }

    /// <summary>A class or function.</summary>
    public Pickles Global(string module, string name) => Op($"c{module}\n{name}\n");

    /// <summary>Text.</summary>
    public Pickles Text(string text)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text), length = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, utf8.Length);
        Op('X');
        _bytes.AddRange(length);
        _bytes.AddRange(utf8);
        return this;
    }

    /// <summary>A whole number.</summary>
    public Pickles Number(long number)
    {
        byte[] bytes = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
        Op(0x8A, 8);
        _bytes.AddRange(bytes);
        return this;
    }

    /// <summary>A tuple of whole numbers.</summary>
    public Pickles Numbers(params long[] numbers)
    {
        Op('(');
        foreach (long number in numbers)
        {
            Number(number);
        }

        return Op('t');
    }

    /// <summary>A tensor.</summary>
    public Pickles Tensor(long count, long offset, long[] shape, long[] strides, string key = "0", string type = "FloatStorage")
    {
        Global("torch._utils", "_rebuild_tensor_v2").Op("((").Text("storage").Global("torch", type).Text(key).Text("cpu").Number(count).Op("tQ");
        return Number(offset).Numbers(shape).Numbers(strides).Op(0x89).Global("collections", "OrderedDict").Op(")RtR");
    }
}
