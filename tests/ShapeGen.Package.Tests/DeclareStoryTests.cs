using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace ShapeGen.Package.Tests;

/// <summary>From <c>dotnet new console</c> and a checkpoint file to a correct result, with README and nothing else.</summary>
[Collection(PackedPackage.Collection)]
[Trait("Tier", "Full")]
public sealed class DeclareStoryTests(PackedPackage package)
{
    private const int Embed = 24;

    /// <summary>Two of the golden case's sequences, in place of the texts of README.</summary>
    private static readonly int[] Sequences = [0, 1];

    private static readonly string[] Texts = ["That is a happy person", "That is a happy dog"];

    [Fact]
    public async Task A_checkpoint_becomes_a_model_that_has_PyTorchs_result()
    {
        IReadOnlyList<ReadmeStep> install = Readme.Main.Section("## Use it in your project");
        IReadOnlyList<ReadmeStep> steps = Readme.Main.Section("## From a checkpoint to an answer");
        List<string> commands = [.. install.Concat(steps).OfType<Command>().Select(command => command.Line)];
        CodeBlock program = Assert.Single(steps.OfType<CodeBlock>());
        Assert.Equal(("cs", "Program.cs"), (program.Language, program.FileName));
        int[][] ids = [.. Sequences.Select(Ids)];

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
                await File.WriteAllTextAsync(Path.Combine(folder, "nuget.config"), Assert.Single(install.OfType<CodeBlock>(), block => block.FileName == "nuget.config").Text);
                WriteCheckpoint(folder);
                await File.WriteAllLinesAsync(Path.Combine(folder, "vocab.txt"), Vocabulary(ids));
                await File.WriteAllTextAsync(Path.Combine(folder, "Program.cs"), WithTexts(program.Text, ids));
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

        double[] expected = MemoryMarshal.Cast<byte, double>(Golden("expected")).ToArray();
        double[][] rows = [.. Sequences.Select(sequence => expected[(sequence * Embed)..((sequence + 1) * Embed)])];
        string[] lines = output.ReplaceLineEndings("\n").Trim().Split('\n');
        double answer = double.Parse(lines[^2], CultureInfo.InvariantCulture);
        Assert.Equal(rows[0].Zip(rows[1], (x, y) => x * y).Sum(), answer, 5.1e-5);
        double[] printed = [.. lines[^1].Split(' ').Select(number => double.Parse(number, CultureInfo.InvariantCulture))];
        Assert.Equal(Embed, printed.Length);
        Assert.All(rows[0].Zip(printed), pair => Assert.Equal(pair.First, pair.Second, 2e-6));
    }

    /// <summary>A word for each id. The tokens that a BERT tokenizer asks for have ids that no text here needs.</summary>
    private static string[] Vocabulary(int[][] ids)
    {
        const int Words = 50;
        Queue<string> special = new(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]);
        string[] words = [.. Enumerable.Range(0, Words).Select(id => special.Count > 0 && !ids.Any(text => text.Contains(id)) ? special.Dequeue() : Word(id))];
        Assert.Empty(special);
        return words;
    }

    /// <summary>The golden case has ids in place of texts, and none of them begins or ends one. What is more to see than the answer: the first embedding.</summary>
    private static string WithTexts(string program, int[][] ids)
    {
        foreach ((string text, int[] words) in Texts.Zip(ids))
        {
            program = Replaced(program, $"\"{text}\"", $"\"{string.Join(' ', words.Select(Word))}\"");
        }

        program = Replaced(program, "addSpecialTokens: true", "addSpecialTokens: false");
        return program + "Console.WriteLine(string.Join(' ', person));\n";
    }

    private static string Replaced(string text, string old, string other)
    {
        Assert.Contains(old, text, StringComparison.Ordinal);
        return text.Replace(old, other, StringComparison.Ordinal);
    }

    private static string Word(int id) => $"w{id}";

    private static int[] Ids(int sequence)
    {
        int[] lengths = [.. Open().Header.GetProperty("__metadata__").GetProperty("lengths").GetString()!.Split(',').Select(length => int.Parse(length, CultureInfo.InvariantCulture))];
        return MemoryMarshal.Cast<byte, int>(Golden("ids")).Slice(lengths[..sequence].Sum(), lengths[sequence]).ToArray();
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

    private static byte[] Golden(string name)
    {
        (JsonElement header, byte[] bytes, int start) = Open();
        int[] offsets = [.. header.GetProperty(name).GetProperty("data_offsets").EnumerateArray().Select(offset => offset.GetInt32())];
        return bytes[(start + offsets[0])..(start + offsets[1])];
    }

    private static (JsonElement Header, byte[] Bytes, int Start) Open()
    {
        byte[] bytes = File.ReadAllBytes(Path.Combine(Tool.Repository, "tests", "ShapeGen.Numerics.Tests", "Goldens", "Models", "minilm.safetensors"));
        int length = (int)BitConverter.ToUInt64(bytes);
        return (JsonDocument.Parse(bytes.AsMemory(8, length)).RootElement, bytes, 8 + length);
    }
}
