using System.Diagnostics;
using System.IO.Compression;
using ShapeGen.Tool.Console;

namespace ShapeGen.Tool.Tests.Conversion;

/// <summary>
/// Good files with bytes changed, cut off, repeated or made large, always the same ones: each is converted or refused with the tool's error, in little time and memory.
/// </summary>
public sealed class MutationTests : IDisposable
{
    private const int MutationsPerFile = 150;
    private const long MaxAllocated = 64 << 20;

    private readonly ConversionFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("state.pt")]
    [InlineData("training.pt")]
    [InlineData("arrays.npz")]
    [InlineData("compressed.npz")]
    [InlineData("version1.npy")]
    [InlineData("version2.npy")]
    [InlineData("typed.onnx")]
    [InlineData("exported.onnx")]
    [InlineData("external.onnx")]
    [InlineData("state.pt.expected.safetensors")]
    public void A_damaged_file_is_converted_or_refused(string name) => Mutate(name, File.ReadAllBytes(Path.Combine(ConversionFolder.Files, name)), static bytes => bytes);

    [Fact]
    public void A_damaged_model_of_TensorFlow_Lite_is_converted_or_refused() => Mutate("model.tflite", TFLiteTests.GoodModel(), static bytes => bytes);

    /// <summary>An archive's checksums guard the pickle within: here they are those of the damaged one.</summary>
    [Theory]
    [InlineData("state.pt")]
    [InlineData("training.pt")]
    [InlineData("parameter.pt")]
    public void A_damaged_pickle_is_converted_or_refused(string name) => MutateEntry(name, static entry => entry.EndsWith("data.pkl", StringComparison.Ordinal));

    [Fact]
    public void A_damaged_array_in_an_archive_is_converted_or_refused() => MutateEntry("arrays.npz", static entry => entry == "fortran/big.npy");

    [Fact]
    public void A_damaged_index_is_converted_or_refused()
    {
        foreach (string file in Directory.GetFiles(Path.Combine(ConversionFolder.Files, "shards-safetensors")))
        {
            File.Copy(file, _folder.At(Path.GetFileName(file)));
        }

        Mutate("model.safetensors.index.json", File.ReadAllBytes(_folder.At("model.safetensors.index.json")), static bytes => bytes);
    }

    private void MutateEntry(string name, Func<string, bool> isMutated)
    {
        (string Name, byte[] Content)[] entries;
        using (ZipArchive archive = ZipFile.OpenRead(Path.Combine(ConversionFolder.Files, name)))
        {
            entries = [.. archive.Entries.Select(static entry => (entry.FullName, Read(entry)))];
        }

        Mutate(name, Assert.Single(entries, entry => isMutated(entry.Name)).Content, mutated =>
        {
            MemoryStream bytes = new();
            using (ZipArchive archive = new(bytes, ZipArchiveMode.Create, leaveOpen: true))
            {
                foreach ((string entryName, byte[] content) in entries)
                {
                    using Stream entry = archive.CreateEntry(entryName, CompressionLevel.NoCompression).Open();
                    entry.Write(isMutated(entryName) ? mutated : content);
                }
            }

            return bytes.ToArray();
        });

        static byte[] Read(ZipArchiveEntry entry)
        {
            byte[] content = new byte[entry.Length];
            using Stream stream = entry.Open();
            stream.ReadExactly(content);
            return content;
        }
    }

    private void Mutate(string name, byte[] good, Func<byte[], byte[]> wrap)
    {
        if (name == "external.onnx")
        {
            File.Copy(Path.Combine(ConversionFolder.Files, "external.onnx_data"), _folder.At("external.onnx_data"));
        }

        Random random = new(name.Length);
        int refused = 0;
        for (int i = 0; i < MutationsPerFile; i++)
        {
            string input = _folder.Write(name, wrap(Mutated(good, random)));
            long before = GC.GetAllocatedBytesForCurrentThread();
            Stopwatch time = Stopwatch.StartNew();
            try
            {
                _folder.Convert(input);
            }
            catch (Exception exception) when (exception is CheckpointException or ToolException { ExitCode: ExitCode.BadFile })
            {
                refused++;
                Assert.DoesNotContain("   at ", exception.Message, StringComparison.Ordinal);
            }

            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(allocated < MaxAllocated, $"{name}, mutation {i}: {allocated} bytes allocated");
            Assert.True(time.Elapsed < TimeSpan.FromSeconds(30), $"{name}, mutation {i}: {time.Elapsed}");
            Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(input)!, "*.tmp"));
        }

        Assert.True(refused > 0, "none of the files was refused: the mutations do nothing");
    }

    private static byte[] Mutated(byte[] good, Random random)
    {
        List<byte> bytes = [.. good];
        int at = random.Next(bytes.Count);
        switch (random.Next(6))
        {
            case 0:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 1:
                bytes.RemoveRange(at, Math.Min(random.Next(1, 16), bytes.Count - at));
                break;
            case 2:
                bytes.InsertRange(at, good.Skip(random.Next(good.Length)).Take(random.Next(1, 64)));
                break;
            case 3:
                // A number becomes as large as can be.
                for (int i = at; i < Math.Min(bytes.Count, at + 4); i++)
                {
                    bytes[i] = 0xFF;
                }

                break;
            default:
                for (int i = random.Next(1, 8); i > 0; i--)
                {
                    bytes[random.Next(bytes.Count)] = (byte)random.Next(256);
                }

                break;
        }

        return [.. bytes];
    }
}
