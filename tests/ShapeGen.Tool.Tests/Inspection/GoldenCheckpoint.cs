using System.Runtime.InteropServices;

namespace ShapeGen.Tool.Tests.Inspection;

/// <summary>A golden file of the numeric tests as a user has it: a folder with the model's tensors, and what stands beside them.</summary>
internal sealed class GoldenCheckpoint : IDisposable
{
    private const string Prefix = "model.";

    public GoldenCheckpoint(string golden, string? config = null, string? pooling = null, bool normalizes = false)
    {
        Golden = System.IO.Path.Combine(Repository, "tests", "ShapeGen.Numerics.Tests", "Goldens", golden + ".safetensors");
        Folder = Directory.CreateTempSubdirectory("shapegen-tool-").FullName;
        Path = System.IO.Path.Combine(Folder, "model.safetensors");
        SafetensorsWriter.Write(Path, Tensors(Golden));
        if (config is not null)
        {
            File.WriteAllText(System.IO.Path.Combine(Folder, "config.json"), config);
        }

        if (pooling is not null)
        {
            Directory.CreateDirectory(System.IO.Path.Combine(Folder, "1_Pooling"));
            File.WriteAllText(System.IO.Path.Combine(Folder, "1_Pooling", "config.json"), pooling);

            // The folder of Normalize has no file, so repositories do not have it.
            string[] modules = normalizes ? ["Transformer", "Pooling", "Normalize"] : ["Transformer", "Pooling"];
            File.WriteAllText(
                System.IO.Path.Combine(Folder, "modules.json"),
                $"[{string.Join(", ", modules.Select((name, i) => $$"""{"idx": {{i}}, "name": "{{i}}", "path": "{{(i == 0 ? "" : $"{i}_{name}")}}", "type": "sentence_transformers.models.{{name}}"}"""))}]");
        }
    }

    public static string Repository { get; } = FindRepository();

    public string Golden { get; }

    public string Folder { get; }

    public string Path { get; }

    /// <summary>The model's tensors of a golden file, by the names that a checkpoint has.</summary>
    public static List<SafetensorsTensor> Tensors(string golden) => Tensors(golden, Prefix);

    /// <summary>The tensors of a file whose names begin with a prefix, without it.</summary>
    public static List<SafetensorsTensor> Tensors(string golden, string prefix)
    {
        byte[] bytes = File.ReadAllBytes(golden);
        int header = (int)BitConverter.ToUInt64(bytes);
        using System.Text.Json.JsonDocument json = System.Text.Json.JsonDocument.Parse(bytes.AsMemory(8, header));
        using SafetensorsFile file = SafetensorsFile.Open(golden);
        return
        [
            .. file.Tensors.Where(tensor => tensor.Name.StartsWith(prefix, StringComparison.Ordinal)).Select(tensor =>
            {
                int[] offsets = [.. json.RootElement.GetProperty(tensor.Name).GetProperty("data_offsets").EnumerateArray().Select(offset => offset.GetInt32())];
                return new SafetensorsTensor(tensor.Name[prefix.Length..], tensor.Type, [.. tensor.Shape], bytes.AsMemory(8 + header + offsets[0], offsets[1] - offsets[0]));
            }),
        ];
    }

    /// <summary>Integers of a golden file.</summary>
    public int[] Integers(string name) => MemoryMarshal.Cast<byte, int>(Bytes(name)).ToArray();

    /// <summary>Doubles of a golden file.</summary>
    public double[] Doubles(string name) => MemoryMarshal.Cast<byte, double>(Bytes(name)).ToArray();

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private byte[] Bytes(string name)
    {
        byte[] bytes = File.ReadAllBytes(Golden);
        int header = (int)BitConverter.ToUInt64(bytes);
        using System.Text.Json.JsonDocument json = System.Text.Json.JsonDocument.Parse(bytes.AsMemory(8, header));
        int[] offsets = [.. json.RootElement.GetProperty(name).GetProperty("data_offsets").EnumerateArray().Select(offset => offset.GetInt32())];
        return bytes[(8 + header + offsets[0])..(8 + header + offsets[1])];
    }

    private static string FindRepository()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(System.IO.Path.Combine(folder.FullName, "ShapeGen.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("ShapeGen.sln is not above the tests.");
    }
}
