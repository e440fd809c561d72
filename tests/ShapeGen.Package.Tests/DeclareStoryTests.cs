using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace ShapeGen.Package.Tests;

/// <summary>From <c>dotnet new console</c> and a checkpoint file to a correct result, with README and nothing else.</summary>
[Collection(PackedPackage.Collection)]
[Trait("Tier", "Full")]
public sealed class DeclareStoryTests(PackedPackage package)
{
    private const string Heading = "From a checkpoint file to a result";

    [Fact]
    public async Task A_checkpoint_becomes_a_model_that_has_PyTorchs_result()
    {
        IReadOnlyList<ReadmeStep> steps = Readme.Section(Heading);
        List<string> commands = [.. steps.OfType<Command>().Select(command => command.Line)];
        CodeBlock program = Assert.Single(steps.OfType<CodeBlock>());
        Assert.Equal(("cs", "Program.cs"), (program.Language, program.FileName));

        string parent = Path.Combine(package.Folder, "story");
        string clone = Directory.CreateDirectory(Path.Combine(parent, "ShapeGen")).FullName;
        string folder = clone;
        string output = "";
        foreach (string line in commands)
        {
            string[] words = line.Split(' ');
            if (words[0] == "cd")
            {
                folder = Path.GetFullPath(Path.Combine(folder, words[1]));
                Assert.True(Directory.Exists(folder));
                await File.WriteAllTextAsync(Path.Combine(folder, "nuget.config"), Readme.Section("Use it in your project").OfType<CodeBlock>().Single(block => block.FileName == "nuget.config").Text);
                WriteCheckpoint(folder);
                await File.WriteAllTextAsync(Path.Combine(folder, "Program.cs"), WithIds(program.Text));
            }
            else if (words is ["dotnet", "pack", var project, "-c", "Release", "-o", var feed])
            {
                // From the clone of the tests, under a version that no cache has.
                feed = Path.GetFullPath(Path.Combine(folder, feed));
                string packed = project == "src/Runtime" ? package.File : (await package.GetTool()).File;
                Directory.CreateDirectory(feed);
                File.Copy(packed, Path.Combine(feed, Path.GetFileName(packed)));
            }
            else if (words[0] == "dotnet")
            {
                output = await Tool.DotnetSucceeds(folder, words[1..]);
            }
            else
            {
                output = await Tool.RunSucceeds(Path.Combine(folder, words[0]), folder, words[1..]);
                Assert.Contains("remark: ", output, StringComparison.Ordinal);
            }
        }

        double[] expected = MemoryMarshal.Cast<byte, double>(Golden("expected").Data).ToArray();
        double[] printed = [.. output.Trim().Split('\n')[^1].Split(' ').Select(number => double.Parse(number, CultureInfo.InvariantCulture))];
        Assert.Equal(Embed, printed.Length);
        Assert.All(expected.Zip(printed), pair => Assert.Equal(pair.First, pair.Second, 2e-6));
    }

    private const int Embed = 24;

    /// <summary>README's ids are those of a vocabulary of 30,522; the checkpoint here has 50.</summary>
    private static string WithIds(string program)
    {
        int[] ids = MemoryMarshal.Cast<byte, int>(Golden("ids").Data)[..FirstLength()].ToArray();
        string[] parts = program.Split('[', ']');
        Assert.StartsWith("101, ", parts[3], StringComparison.Ordinal);
        return program.Replace(parts[3], string.Join(", ", ids), StringComparison.Ordinal);
    }

    /// <summary>The golden case of a sentence embedder, as its folder on HuggingFace's hub would be.</summary>
    private static void WriteCheckpoint(string folder)
    {
        (JsonElement header, byte[] bytes, int start) = Open();
        Dictionary<string, object> tensors = [];
        using MemoryStream data = new();
        foreach (JsonProperty tensor in header.EnumerateObject().Where(tensor => tensor.Name.StartsWith("model.", StringComparison.Ordinal)))
        {
            int[] offsets = [.. tensor.Value.GetProperty("data_offsets").EnumerateArray().Select(offset => offset.GetInt32())];
            long begin = data.Length;
            data.Write(bytes, start + offsets[0], offsets[1] - offsets[0]);
            tensors[tensor.Name["model.".Length..]] = new { dtype = tensor.Value.GetProperty("dtype"), shape = tensor.Value.GetProperty("shape"), data_offsets = new[] { begin, data.Length } };
        }

        byte[] written = JsonSerializer.SerializeToUtf8Bytes(tensors);
        File.WriteAllBytes(Path.Combine(folder, "model.safetensors"), [.. BitConverter.GetBytes((long)written.Length), .. written, .. data.ToArray()]);
        File.WriteAllText(Path.Combine(folder, "config.json"), """{ "model_type": "bert", "hidden_act": "gelu", "layer_norm_eps": 1e-12, "num_attention_heads": 3 }""");
        Directory.CreateDirectory(Path.Combine(folder, "1_Pooling"));
        File.WriteAllText(Path.Combine(folder, "1_Pooling", "config.json"), """{ "pooling_mode_mean_tokens": true }""");
        Directory.CreateDirectory(Path.Combine(folder, "2_Normalize"));
    }

    private static int FirstLength() =>
        int.Parse(Open().Header.GetProperty("__metadata__").GetProperty("lengths").GetString()!.Split(',')[0], CultureInfo.InvariantCulture);

    private static (byte[] Data, int Count) Golden(string name)
    {
        (JsonElement header, byte[] bytes, int start) = Open();
        int[] offsets = [.. header.GetProperty(name).GetProperty("data_offsets").EnumerateArray().Select(offset => offset.GetInt32())];
        return (bytes[(start + offsets[0])..(start + offsets[1])], offsets[1] - offsets[0]);
    }

    private static (JsonElement Header, byte[] Bytes, int Start) Open()
    {
        byte[] bytes = File.ReadAllBytes(Path.Combine(Tool.Repository, "tests", "ShapeGen.Numerics.Tests", "Goldens", "Models", "minilm.safetensors"));
        int length = (int)BitConverter.ToUInt64(bytes);
        return (JsonDocument.Parse(bytes.AsMemory(8, length)).RootElement, bytes, 8 + length);
    }
}
