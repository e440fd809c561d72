using System.Globalization;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using ShapeGen.Browser.Tests;
using ShapeGen.Tool.Compilation;
using ShapeGen.Tool.Costs;
using ShapeGen.Tool.Explaining;

namespace ShapeGen.Tool.Tests.Explaining;

/// <summary><c>shapegen explain</c>: the page holds everything, is well-formed, and a browser shows it without asking for anything.</summary>
public sealed class PageTests
{
    private const string Bert = "using ShapeGen;\n[TokenEmbedding(50, Types = 2), Positions(400), InputNorm, Encoder(24, 2, 40, Layers = 3, Norm = NormPlacement.Post, FinalNorm = true), Pool(Pooling.Mean, Normalize = true), Head(5)]\npublic partial class Bert;\n";

    private static readonly Dictionary<string, string> Declarations = new()
    {
        ["Bert"] = Bert,
        ["Plain"] = "[Encoder(16, 2, 32)] partial class Plain;",
        ["Rotary"] = "[Encoder(16, 4, 32, Layers = 4, KeyValueHeads = 2, Position = PositionEncoding.Rotary, Window = 8, GlobalEvery = 3, LocalRotaryTheta = 100, Gated = true)] partial class Rotary;",
        ["Alibi"] = "[Encoder(18, 3, 20, Layers = 2, Position = PositionEncoding.Alibi, Mask = AttentionMask.Causal)] partial class Alibi;",
        ["Image"] = "[PatchEmbedding(8, 12, 4), ClassToken, Positions(7), Encoder(16, 2, 32, Layers = 2, LayerScale = true), Pool(Pooling.Class), Head(3, Activation = HeadActivation.Softmax)] partial class Image;",
        ["Sound"] = "[Convolution(3, 8, 3, 2, ConvolutionActivation.Gelu), Convolution(8, 16, 3, Stride = 2), Encoder(16, 2, 32, Layers = 2)] partial class Sound;",
        ["Cross"] = "[MultiHeadAttention(16, 2, Memory = 24)] partial class Cross;",
        ["Attention"] = "[MultiHeadAttention(16, 2)] partial class Attention;",
        ["Block"] = "[FeedForward(16, 32)] partial class Block;",
        ["Layer"] = "[Linear(16, 32)] partial class Layer;",
        ["Norm"] = "[LayerNorm(16)] partial class Norm;",
    };

    /// <summary>Text of pictures that leaves its picture or lies over other text.</summary>
    private const string Overlaps = """
        (() => {
          const found = [];
          for (const svg of document.querySelectorAll('section svg')) {
            const frame = svg.getBoundingClientRect();
            const texts = [...svg.querySelectorAll('text')].map(text => [text.textContent, text.getBoundingClientRect()]).filter(([, box]) => box.width > 0);
            for (const [text, box] of texts) {
              if (box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - 1 || box.bottom > frame.bottom + 1) found.push('outside: ' + text);
            }
            for (let i = 0; i < texts.length; i++) for (let j = i + 1; j < texts.length; j++) {
              const a = texts[i][1], b = texts[j][1];
              const w = Math.min(a.right, b.right) - Math.max(a.left, b.left), h = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
              if (w > 1 && h > 4) found.push(texts[i][0] + ' | ' + texts[j][0]);
            }
          }
          return found.join('\n');
        })()
        """;

    /// <summary>Facts that stand side by side have their values at one height.</summary>
    private const string FactsInLine = """
        (() => {
          const rows = new Map();
          return [...document.querySelectorAll('.facts dd')].every(value => {
            const row = value.parentElement.getBoundingClientRect().top, bottom = value.getBoundingClientRect().bottom;
            if (!rows.has(row)) rows.set(row, bottom);
            return Math.abs(rows.get(row) - bottom) < 1;
          });
        })()
        """;

    public static TheoryData<string> Names => [.. Declarations.Keys];

    /// <summary>Each is compiled once for all tests.</summary>
    private static readonly System.Collections.Concurrent.ConcurrentDictionary<string, Lazy<CompiledModel>> s_models = new();

    private static CompiledModel Compiled(string name) =>
        s_models.GetOrAdd(name, static name => new(() => DeclarationCompiler.Compile(new("Model.cs", Declarations[name]), new() { Attributes = [TraceRun.Attribute] }))).Value;

    /// <summary>The page as XML: an HTML page that is well-formed but for the first line.</summary>
    private static XElement Parse(string page)
    {
        const string Doctype = "<!DOCTYPE html>\n";
        Assert.StartsWith(Doctype, page, StringComparison.Ordinal);
        return XElement.Parse(page[Doctype.Length..]);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_stage_of_every_kind_of_model_is_there(string name)
    {
        CompiledModel model = Compiled(name);
        ModelInput input = RandomInput.Create(model, model.Form.IsFixed ? null : 21);
        ExplainedModel subject = new(model, CallRows.Of(model, input), null);
        AttentionMaps? attention = AttentionMaps.Of(model.CreateRandom(3), input, [], null);
        XElement page = Parse(ExplainedPage.Write(subject, attention?.Section()));

        List<string> operations = [.. Section("operations").Descendants("code").Select(code => code.Value)];
        Assert.Equal(subject.Stages.Select(stage => stage.Formula), operations);
        Assert.Equal(model.Plan.Stages.Count(), operations.Count);
        string diagram = string.Join(' ', Section("model").Descendants("text").Select(text => text.Value));
        Assert.All(model.Graph.Ops, op => Assert.Contains(ModelDiagram.NameOf(op), diagram, StringComparison.Ordinal));
        Assert.Contains(model.Graph.Output.Shape, diagram, StringComparison.Ordinal);
        Assert.All(model.Graph.Ops.SelectMany(op => op.Parameters).Where(parameter => parameter.Count > 0), parameter =>
            Assert.Contains(Section("weights").Descendants("code"), code => code.Value == model.Graph.Names.Of(parameter)));
        Assert.All(model.Plan.Placement.Buffers.Where(buffer => buffer.IsScratch), buffer =>
            Assert.Contains(Section("scratch").Descendants("code"), code => code.Value == buffer.Name || code.Value.StartsWith(buffer.Name + ",", StringComparison.Ordinal)));
        if (attention is not null)
        {
            Assert.Equal(subject.Layers * subject.Attention!.Heads, attention.Maps.Count);
            Assert.Equal(attention.Maps.Count, Section("attention").Descendants("image").Count());
        }

        // Elements that end in themselves would, in HTML, go on.
        Assert.All(page.Descendants().Where(element => element.IsEmpty), element => Assert.Contains(element.Name.LocalName, new[] { "meta", "link", "rect", "line", "path", "use", "image" }));

        XElement Section(string id) => page.Descendants("section").Single(section => section.Attribute("id")?.Value == id);
    }

    [Fact]
    public void A_tied_tensor_has_one_row_among_the_weights()
    {
        const string Source = """
            using ShapeGen;
            [TokenEmbedding(100), Encoder(Embed = 24, Heads = 3, Ffn = 48), Head(100, Bias = false)]
            [TensorNames(TokenEmbedding = "emb", Heads = "emb")]
            public sealed partial class Model;
            """;
        CompiledModel model = DeclarationCompiler.Compile(new("Model.cs", Source), new());
        ExplainedModel subject = new(model, CallRows.Of(model, RandomInput.Create(model, 21)), null);
        XElement weights = Parse(ExplainedPage.Write(subject, null)).Descendants("section").Single(section => section.Attribute("id")?.Value == "weights");
        XElement row = weights.Descendants("tr").Single(row => row.Descendants("code").FirstOrDefault()?.Value == "emb.weight");
        Assert.Equal("TokenEmbedding, weight; Heads, weight", row.Elements("td").ElementAt(1).Value);

        // The sum of the rows is the count that the page begins with.
        Assert.StartsWith($"{NumberText.Digits(2400 + 4872)} numbers", weights.Element("p")!.Value, StringComparison.Ordinal);
        Assert.Equal(2400 + 4872, model.Graph.ParameterCount);
    }

    /// <summary>The last convolution's rows are copied to the output: that is not where its products are.</summary>
    [Fact]
    public void Costs_stand_at_the_stage_that_computes()
    {
        CompiledModel model = Compiled("Sound");
        ExplainedModel subject = new(model, CallRows.Of(model, RandomInput.Create(model, 21)), null);
        Assert.All(subject.Stages.Where(stage => stage.Stage is { IsProduct: true, IsForTrace: false }), stage => Assert.True(stage.Operations > 0, stage.Formula));
        Assert.Contains(subject.Stages, stage => stage.Formula.StartsWith("output = ", StringComparison.Ordinal) && stage is { Operations: 0, WeightBytes: 0 });
    }

    [Fact]
    public void What_goes_around_a_block_begins_inside_the_frame_of_the_layers()
    {
        CompiledModel model = Compiled("Bert");
        XElement page = Parse(ExplainedPage.Write(new(model, CallRows.Of(model, RandomInput.Create(model, 21)), null), null));
        double frame = double.Parse(page.Descendants("rect").Single(rectangle => rectangle.Attribute("class")!.Value == "group").Attribute("y")!.Value, CultureInfo.InvariantCulture);
        string[] residuals = [.. page.Descendants("path").Where(path => path.Attribute("class")!.Value == "residual").Select(path => path.Attribute("d")!.Value)];
        Assert.Equal(2, residuals.Length);
        Assert.All(residuals, path => Assert.True(double.Parse(path.Split(' ')[2], CultureInfo.InvariantCulture) > frame, path));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_maps_are_what_the_model_uses(string name)
    {
        CompiledModel model = Compiled(name);
        AttentionMaps? maps = AttentionMaps.Of(model.CreateRandom(3), RandomInput.Create(model, model.Form.IsFixed ? null : 21), [], null);
        if (name is "Block" or "Layer" or "Norm")
        {
            Assert.Null(maps);
            return;
        }

        Assert.InRange(maps!.Difference!.Value, 0, 1e-5);
        Assert.All(maps.Maps, map =>
        {
            for (int i = 0; i < map.Queries; i++)
            {
                Assert.Equal(1, map.Weights.Skip(i * map.Keys).Take(map.Keys).Sum(weight => (double)weight), 1e-5);
            }
        });
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_scratch_of_the_chart_is_that_of_a_call(string name)
    {
        CompiledModel model = Compiled(name);
        CallRows size = CallRows.Of(model, RandomInput.Create(model, model.Form.IsFixed ? null : 300));
        Runtime.CallShape call = Runtime.CallShape.Of(1, (int)size.Tokens, 1);
        call = model.Graph.Memory is not null ? call.WithMemory((int)size.MemoryTokens) : model.Graph.Edges is { HasSource: true } ? call.WithMemory(size.InputRows) : call;
        long floats = model.Type.GetMethod("ScratchFloats", System.Reflection.BindingFlags.Static | System.Reflection.BindingFlags.NonPublic)!.CreateDelegate<FloatsCall>()(call);
        Assert.Equal(floats * sizeof(float), new ScratchMap(model, size).Bytes);
    }

    private delegate long FloatsCall(in Runtime.CallShape call);

    [Fact]
    public void Learned_biases_are_taken_from_the_checkpoint_or_said_to_be_left_out()
    {
        const string Declaration = "[MultiHeadAttention(8, 2, Position = PositionEncoding.RelativeBuckets, Buckets = 8, MaxDistance = 12)] partial class M;";
        using Folder folder = new();
        using CompiledModel model = DeclarationCompiler.Compile(new("Model.cs", Declaration), new() { Attributes = [TraceRun.Attribute] });
        Random random = new(5);
        string path = folder.Path("model.safetensors");
        float[] table = Numbers(16);
        SafetensorsWriter.Write(path, model.Graph.Ops.SelectMany(op => op.Parameters).Select(parameter => SafetensorsTensor.FromSingles(
            model.Graph.Names.Of(parameter), parameter.Role == Generator.Roles.Role.RelativeBias ? table : Numbers((int)parameter.Count), [.. parameter.Shape])));
        LoadedModel running = model.Load(path);
        ModelInput input = RandomInput.Create(model, 30);
        AttentionMaps with = AttentionMaps.Of(running, input, [], table)!;
        Assert.InRange(with.Difference!.Value, 0, 1e-5);
        AttentionMaps without = AttentionMaps.Of(running, input, [], null)!;
        Assert.Null(without.Difference);
        Assert.Contains("not included", without.Section().Value, StringComparison.Ordinal);

        float[] Numbers(int count) => Array.ConvertAll(new float[count], _ => random.NextSingle() - 0.5f);
    }

    [Fact]
    public void Text_of_a_file_is_text_on_the_page()
    {
        using Folder folder = new();
        string declaration = folder.Write("Model.cs", $"// <script>alert('&')</script> \u0001\n{Bert}");
        string vocabulary = folder.Write("vocab.txt", "<b>[PAD]</b>\n&amp;\n\u0002control\nüber\n\"quoted\"\n");
        ToolResult result = ToolInProcess.Run("explain", "--declaration", declaration, "--tokens", "0,1,2,3,4,49", "--vocab", vocabulary, "-o", folder.Path("page.html"), "--json");
        Assert.True(result.ExitCode == 0, result.Error);
        JsonNode json = JsonNode.Parse(result.Output)!;
        Assert.Equal(6, json["tokens"]!.GetValue<int>());
        Assert.Equal(6, json["attentionMaps"]!.GetValue<int>());
        XElement page = Parse(File.ReadAllText(folder.Path("page.html")));
        Assert.Empty(page.Descendants("script"));
        Assert.Empty(page.Descendants("b"));
        string[] labels = [.. page.Descendants("section").Single(section => section.Attribute("id")!.Value == "attention").Descendants("text").Select(text => text.Value)];
        Assert.All(new[] { "<b>[PAD]</b>", "&amp;", "\\u0002control", "über", "\"quoted\"", "49" }, label => Assert.Contains(label, labels));
    }

    [ChromiumFact]
    [Trait("Tier", "Full")]
    public async Task No_text_lies_over_other_text_whatever_the_model()
    {
        using Folder folder = new();
        await using Chromium chromium = await Chromium.Start();
        await using DevTools page = await chromium.OpenPage();
        await page.Send("Emulation.setDeviceMetricsOverride", new { width = 1240, height = 900, deviceScaleFactor = 1, mobile = false });
        foreach (string name in Declarations.Keys)
        {
            CompiledModel model = Compiled(name);
            ModelInput input = RandomInput.Create(model, model.Form.IsFixed ? null : 21);
            XElement? attention = AttentionMaps.Of(model.CreateRandom(3), input, ["[CLS]", "a longer word", "b"], null)?.Section();
            string path = folder.Write($"{name}.html", ExplainedPage.Write(new(model, CallRows.Of(model, input), null), attention));
            await Open(page, new Uri(path).AbsoluteUri);
            string found = await page.Evaluate<string>(Overlaps);
            Assert.True(found.Length == 0, $"{name}: {found}");
        }
    }

    private static async Task Open(DevTools page, string address)
    {
        await page.Send("Page.navigate", new { url = address });
        for (int i = 0; i < 100 && await page.Evaluate<string>("document.readyState + location.href") != "complete" + address; i++)
        {
            await Task.Delay(50);
        }
    }

    [ChromiumTheory]
    [Trait("Tier", "Full")]
    [InlineData(1240, false)]
    [InlineData(420, true)]
    public async Task A_browser_shows_it_without_asking_for_anything(int width, bool isDark)
    {
        using Folder folder = new();
        ToolResult result = ToolProcess.Run("explain", "--declaration", folder.Write("Model.cs", Bert), "--random", "--length", "12", "-o", folder.Path("page.html"));
        Assert.True(result.ExitCode == 0, result.Error);
        await using Chromium chromium = await Chromium.Start();
        await using DevTools page = await chromium.OpenPage();
        await page.Send("Network.enable");
        await page.Send("Runtime.enable");
        await page.Send("Log.enable");
        await page.Send("Emulation.setDeviceMetricsOverride", new { width, height = 900, deviceScaleFactor = 1, mobile = false });
        await page.Send("Emulation.setEmulatedMedia", new { features = new[] { new { name = "prefers-color-scheme", value = isDark ? "dark" : "light" } } });
        string address = new Uri(folder.Path("page.html")).AbsoluteUri;
        await Open(page, address);
        Assert.Equal(7, await page.Evaluate<int>("document.querySelectorAll('section').length"));
        Assert.All(page.Requests, request => Assert.True(request == address || request.StartsWith("data:", StringComparison.Ordinal), request));
        Assert.Empty(page.Exceptions);
        Assert.Empty(page.Errors);

        // The page itself does not scroll sideways, and no text of a picture leaves it or lies over another one.
        Assert.True(await page.Evaluate<bool>("document.documentElement.scrollWidth <= innerWidth"), $"wider than {width}");
        Assert.Equal("", await page.Evaluate<string>(Overlaps));
        Assert.True(await page.Evaluate<bool>("[...document.querySelectorAll('td .whole')].length > 20 && [...document.querySelectorAll('td .whole')].every(text => text.getClientRects().length == 1)"));
        Assert.True(await page.Evaluate<bool>(FactsInLine));
        Assert.True(await page.Evaluate<bool>("getComputedStyle(document.querySelector('.large.first')).display == 'block'"));
        await page.Send("Page.navigate", new { url = address + "#layer2-head2" });
        Assert.True(await page.Evaluate<bool>("getComputedStyle(document.querySelector('#layer2-head2')).display == 'block' && getComputedStyle(document.querySelector('.large.first')).display == 'none'"));
    }
}
