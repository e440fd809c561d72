using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace ShapeGen.Tool.Tests.Conversion;

/// <summary>Arrays of NumPy that are not what they say.</summary>
public sealed class HostileArrayTests : IDisposable
{
    private readonly ConversionFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }", 24, null)]
    [InlineData("{\"shape\":(2,3),\"descr\":\"<f4\",\"fortran_order\":False}", 24, null)] // any order, no space
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (6L,), }", 24, null)] // Python 2
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (), }", 4, null)]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }", 23, "takes 24 bytes, but 23 follow")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }", 25, "takes 24 bytes, but 25 follow")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (-2, 3), }", 24, "negative")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (4611686018427387904, 3), }", 24, "overflows")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (4611686018427387904,), }", 24, "overflows")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,), }", 24, "64-bit integer")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': 6, }", 24, "'('")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2.5,), }", 24, "')'")]
    [InlineData("{'descr': '<f4', 'fortran_order': 0, 'shape': (6,), }", 24, "True or False")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, }", 24, "lacks")]
    [InlineData("{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (6,), }", 24, "'descr'")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (6,), 'x': 1}", 24, "'x'")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (6,), } + evil()", 24, "the end")]
    [InlineData("{'descr': __import__('os'), 'fortran_order': False, 'shape': (6,)}", 24, "text in quotes")]
    [InlineData("{'descr': '<f4", 24, "text in quotes")]
    [InlineData("{'descr': [('x', '<f4'", 24, "']'")]
    [InlineData("{'descr': [('x', '<f4')], 'fortran_order': False, 'shape': (6,)}", 24, "records")]
    [InlineData("{'descr': '|O', 'fortran_order': False, 'shape': (6,)}", 24, "Python objects")]
    [InlineData("{'descr': '<c8', 'fortran_order': False, 'shape': (6,)}", 48, "'<c8'")]
    [InlineData("{'descr': '|V2', 'fortran_order': False, 'shape': (6,)}", 12, "bfloat16")]
    [InlineData("{'descr': '|f4', 'fortran_order': False, 'shape': (6,)}", 24, "does not state the byte order")]
    [InlineData("{'descr': 'f', 'fortran_order': False, 'shape': (6,)}", 24, "'f'")]
    [InlineData("", 24, "'{'")]
    public void Headers_are_believed_as_far_as_they_can_be_true(string header, int bytes, string? expected)
    {
        byte[] file = Array(header, bytes);
        string single = _folder.Write("a.npy", file), several = _folder.Write("a.npz", Archive(("a.npy", file)));
        if (expected is null)
        {
            Assert.Equal(bytes / 4, _folder.Convert(single).Result.Parameters);
            Assert.Equal(bytes / 4, _folder.Convert(several).Result.Parameters);
        }
        else
        {
            Assert.Contains(expected, _folder.Refuse(single), StringComparison.Ordinal);
            Assert.Contains(expected, _folder.Refuse(several), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Too_many_dimensions_are_refused()
    {
        string header = $"{{'descr': '<f4', 'fortran_order': False, 'shape': ({string.Concat(Enumerable.Repeat("1, ", 65))})}}";
        Assert.Contains("65 dimensions", _folder.Refuse(_folder.Write("a.npy", Array(header, 4))), StringComparison.Ordinal);
    }

    [Fact]
    public void A_header_that_is_far_too_long_is_not_read()
    {
        byte[] file = [0x93, .. "NUMPY"u8, 2, 0, 0xFF, 0xFF, 0xFF, 0xFF];
        Assert.Contains("4294967307 bytes", _folder.Refuse(_folder.Write("a.npy", file)), StringComparison.Ordinal);
        Assert.Contains("4294967307 bytes", _folder.Refuse(_folder.Write("a.npz", Archive(("a.npy", file)))), StringComparison.Ordinal);
    }

    [Fact]
    public void A_later_version_is_refused() =>
        Assert.Contains("version 4.0", _folder.Refuse(_folder.Write("a.npy", [0x93, .. "NUMPY"u8, 4, 0, 1, 0, 0, 0])), StringComparison.Ordinal);

    [Theory]
    [InlineData(7)]
    [InlineData(11)]
    [InlineData(40)]
    public void A_cut_file_is_told(int length)
    {
        byte[] file = Array("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }", 24);
        Assert.Contains("a.npy", _folder.Refuse(_folder.Write("a.npy", file[..length])), StringComparison.Ordinal);
    }

    [Fact]
    public void An_entry_that_is_no_array_is_named()
    {
        byte[] file = Array("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }", 24);
        Assert.Contains("'readme.txt'", _folder.Refuse(_folder.Write("a.npz", Archive(("a.npy", file), ("readme.txt", [1])))), StringComparison.Ordinal);
    }

    private static byte[] Array(string header, int bytes)
    {
        byte[] text = Encoding.UTF8.GetBytes(header + "\n"), length = new byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(length, (ushort)text.Length);
        return [0x93, .. "NUMPY"u8, 1, 0, .. length, .. text, .. new byte[bytes]];
    }

    private static byte[] Archive(params (string Name, byte[] Content)[] entries)
    {
        MemoryStream bytes = new();
        using (ZipArchive archive = new(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, byte[] content) in entries)
            {
                using Stream entry = archive.CreateEntry(name).Open();
                entry.Write(content);
            }
        }

        return bytes.ToArray();
    }
}
