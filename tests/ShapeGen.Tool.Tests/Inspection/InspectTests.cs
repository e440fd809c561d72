using System.Text.Json;

namespace ShapeGen.Tool.Tests.Inspection;

/// <summary><c>shapegen inspect</c>.</summary>
public class InspectTests : ToolTests
{
    [Fact]
    public void Equal_layers_share_a_line_and_the_family_is_named()
    {
        using GoldenCheckpoint golden = new("Models/vit_classifier");
        ToolResult result = Shapegen("inspect", golden.Path);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Matches(@"vit\.encoder\.layer\.\{0-1\}\.intermediate\.dense\.weight +F32 +\[48, 24\] +2 +9,216", result.Output);
        Assert.Contains("Family: ViT", result.Output, StringComparison.Ordinal);
        Assert.Contains("[TensorNames(TensorNaming.HuggingFaceVit)]", result.Output, StringComparison.Ordinal);

        ToolResult all = Shapegen("inspect", golden.Path, "--all");
        Assert.Contains("vit.encoder.layer.1.intermediate.dense.weight", all.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("{0-1}", all.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Json_has_every_tensor_and_the_totals()
    {
        using GoldenCheckpoint golden = new("Models/bert_pooler");
        ToolResult result = Shapegen("inspect", golden.Folder, "--json");
        Assert.Equal(0, result.ExitCode);
        using JsonDocument json = JsonDocument.Parse(result.Output);
        using SafetensorsFile file = SafetensorsFile.Open(golden.Path);
        JsonElement root = json.RootElement;
        Assert.Equal(file.Tensors.Count, root.GetProperty("tensors").GetArrayLength());
        Assert.Equal(file.Tensors.Sum(tensor => tensor.ElementCount), root.GetProperty("parameters").GetInt64());
        Assert.Equal(96 * 8, root.GetProperty("types").GetProperty("I64").GetProperty("bytes").GetInt64());
        Assert.Equal("BERT", root.GetProperty("family").GetString());
    }

    [Fact]
    public void Files_with_an_index_are_one_checkpoint()
    {
        using GoldenCheckpoint golden = new("Models/distilbert");
        List<SafetensorsTensor> tensors = GoldenCheckpoint.Tensors(golden.Golden);
        File.Delete(golden.Path);
        Dictionary<string, string> map = [];
        for (int part = 0; part < 2; part++)
        {
            string name = $"model-0000{part + 1}-of-00002.safetensors";
            List<SafetensorsTensor> of = [.. tensors.Where((_, i) => i % 2 == part)];
            SafetensorsWriter.Write(Path.Combine(golden.Folder, name), of);
            of.ForEach(tensor => map[tensor.Name] = name);
        }

        string index = Path.Combine(golden.Folder, "model.safetensors.index.json");
        Write(map);
        ToolResult result = Shapegen("inspect", golden.Folder);
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Contains("in 2 files", result.Output, StringComparison.Ordinal);
        Assert.Contains("Family: DistilBERT", result.Output, StringComparison.Ordinal);
        Assert.Equal(0, Shapegen("inspect", index).ExitCode);

        // An index that lies.
        string first = map.Keys.First();
        Refuses(new(map) { ["nowhere.weight"] = map[first] }, "'nowhere.weight' is in none of the index's files");
        Refuses(new(map) { [first] = "../../etc/passwd" }, "which is not a file in its folder");
        Refuses(new(map) { [first] = "model-00003-of-00003.safetensors" }, "which does not exist");
        File.WriteAllText(index, """{"weight_map": 3}""");
        Assert.Equal(3, Shapegen("inspect", index).ExitCode);

        void Write(Dictionary<string, string> all) => File.WriteAllText(index, JsonSerializer.Serialize(new { metadata = new { total_size = 1 }, weight_map = all }));

        void Refuses(Dictionary<string, string> all, string reason)
        {
            Write(all);
            ToolResult refused = Shapegen("inspect", index);
            Assert.Equal(3, refused.ExitCode);
            Assert.Contains(reason, refused.Error, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", refused.Error, StringComparison.Ordinal);
        }
    }
}
