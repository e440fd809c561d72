using System.Globalization;
using System.Xml.Linq;
using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Modules;
using ShapeGen.Generator.Operations.Attention;
using ShapeGen.Tool.Compilation;
using static ShapeGen.Tool.Explaining.Markup;

namespace ShapeGen.Tool.Explaining;

/// <summary>The attention of each head in each layer on an input, as heat maps.</summary>
internal sealed class AttentionMaps
{
    /// <summary>The heads of a layer form one row if the page is wide enough.</summary>
    private const double RowWidth = 1000, MaxThumbnail = 84, MinThumbnail = 44;

    /// <summary>Limits of maps and pixels on a page, so that a browser can show it. Later layers are left out.</summary>
    private const int MaxMaps = 512, MaxPixels = 16 * 1024 * 1024;

    /// <summary>Maximum rows and columns of a map, so that a screen can show it.</summary>
    private const int MaxTokens = 2048;

    /// <summary>Maximum tokens for a label at each row and column of a large map.</summary>
    private const int MaxLabels = 64;

    private readonly AttentionDeclaration _attention;
    private readonly IReadOnlyList<string> _labels;
    private readonly bool _lacksBias;
    private readonly int _layers;

    private AttentionMaps(AttentionDeclaration attention, IReadOnlyList<string> labels, bool lacksBias, int layers)
    {
        _attention = attention;
        _labels = labels;
        _lacksBias = lacksBias;
        _layers = layers;
    }

    /// <summary>The maps, layer by layer.</summary>
    public IReadOnlyList<AttentionMap> Maps { get; private init; } = [];

    /// <summary>The largest difference between the context computed from the maps and the model's own; null if the maps leave out a bias.</summary>
    public double? Difference { get; private init; }

    /// <summary>Runs a model on one sequence and computes the maps from its trace.</summary>
    /// <param name="running">A model with <c>[Trace]</c>.</param>
    /// <param name="input">One sequence.</param>
    /// <param name="labels">A word for each token, or fewer if they are unknown.</param>
    /// <param name="table">The learned table of relative positions, or null.</param>
    /// <returns>The maps; null for a model without attention.</returns>
    public static AttentionMaps? Of(LoadedModel running, ModelInput input, IReadOnlyList<string> labels, float[]? table)
    {
        ExplainedModel subject = new(running.Model, Costs.CallRows.Of(running.Model, input), null);
        if (subject.Attention is not { } attention)
        {
            return null;
        }

        long keys = subject.Size.MemoryTokens > 0 ? subject.Size.MemoryTokens : subject.Size.Tokens;
        if (Math.Max(subject.Size.Tokens, keys) > MaxTokens)
        {
            throw Console.ToolException.Usage(FormattableString.Invariant($"The input has {Math.Max(subject.Size.Tokens, keys)} tokens, but attention is drawn for at most {MaxTokens}; give a shorter input, or none."));
        }

        TraceRecorder recorder = TraceRun.Forward(running, input);
        AttentionWeights weights = new(attention, table);
        bool lacksBias = attention.Settings.Bias == ScoreBias.Buckets && table is null;
        List<AttentionMap> maps = [];
        double difference = 0;
        long fitting = Math.Min(MaxMaps, MaxPixels / (subject.Size.Tokens * keys)) / attention.Heads;
        int shown = (int)Math.Clamp(fitting, 1, subject.Layers);
        for (int layer = 0; layer < shown; layer++)
        {
            ReadOnlySpan<float> q = TraceRun.OfLayer(recorder, layer, "rotatedQ", "q").Values, k = TraceRun.OfLayer(recorder, layer, "rotatedK", "k").Values;
            ReadOnlySpan<float> v = TraceRun.OfLayer(recorder, layer, "v").Values, context = TraceRun.OfLayer(recorder, layer, "context").Values;
            for (int head = 0; head < attention.Heads; head++)
            {
                AttentionMap map = weights.Of(layer, head, q, k);
                double off = weights.Difference(map, v, context);
                difference = double.IsNaN(off) ? off : Math.Max(difference, off);
                maps.Add(map);
            }
        }

        return new(attention, labels, lacksBias, subject.Layers) { Maps = maps, Difference = lacksBias ? null : difference };
    }

    public XElement Section() => Markup.Section(
        "attention",
        "Attention on the input",
        Description(),
        new XElement("svg", Attribute("width", 0), Attribute("height", 0), Attribute("style", "position:absolute"), Attribute("aria-hidden", "true"), new XElement("defs", Maps.Select(Symbol))),
        Thumbnails(),
        Element("div", Class("larges"), Maps.Select((map, i) => EnlargedMap(map, isFirst: i == 0))));

    private string Description()
    {
        AttentionMap first = Maps[0];
        List<string> parts =
        [
            string.Create(CultureInfo.InvariantCulture, $"One map for each layer and head, for this input of {first.Queries} tokens{(first.Keys == first.Queries ? "" : $" and {first.Keys} rows of memory")}. Rows are queries and columns are keys. A darker cell means that more of the key's value goes into the query's result. Each row sums to 1; the darkest colour of a map is its largest weight. Click a map to enlarge it."),
        ];
        string condition = _attention.Settings.Band.Condition;
        parts.Add($"Computed in double precision from the model's q and k, as softmax({_attention.Settings.Scores}){(condition.Length == 0 ? "" : $" over the keys with {condition}")}{(_attention.Position.Rotary is null ? "" : ", after rotary position encoding")}.");
        parts.Add(_lacksBias
            ? "The learned relative position bias is not included, because it comes from a checkpoint and these weights are random. So the maps are not what the model uses."
            : string.Create(CultureInfo.InvariantCulture, $"The context computed from these maps differs from the model's by at most {Difference:0.0e+0}."));
        if (Maps.Count < _layers * _attention.Heads)
        {
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"Only the first {Maps.Count / _attention.Heads} of {_layers} layers are shown."));
        }

        return string.Join(' ', parts);
    }

    private static string IdOf(AttentionMap map) => string.Create(CultureInfo.InvariantCulture, $"layer{map.Layer + 1}-head{map.Head + 1}");

    private static XElement Symbol(AttentionMap map) => new(
        "image",
        Attribute("id", $"map-{IdOf(map)}"), Class("pixels"), Attribute("width", map.Keys), Attribute("height", map.Queries), Attribute("preserveAspectRatio", "none"),
        Attribute("href", HeatMapImage.Address(map.Weights, map.Keys, map.Weights.Max())));

    private XElement Thumbnails()
    {
        List<XElement> cells = [];
        double size = Math.Clamp(Math.Floor((RowWidth / _attention.Heads) - 12), MinThumbnail, MaxThumbnail);
        bool isOneHead = _attention.Heads == 1;
        foreach (IGrouping<int, AttentionMap> layer in Maps.GroupBy(map => map.Layer))
        {
            if (!isOneHead)
            {
                cells.Add(Element("div", Class("rowName"), $"layer {layer.Key + 1}"));
            }

            foreach (AttentionMap map in layer)
            {
                double height = Math.Clamp(size * map.Queries / map.Keys, 20, 2 * size);
                cells.Add(Element(
                    "a", Attribute("href", $"#{IdOf(map)}"),
                    Element(
                        "svg", Attribute("viewBox", $"0 0 {map.Keys} {map.Queries}"), Attribute("width", size), Attribute("height", height), Attribute("preserveAspectRatio", "none"), Attribute("role", "img"), Attribute("aria-label", $"layer {map.Layer + 1}, head {map.Head + 1}"),
                        new XElement("use", Attribute("href", $"#map-{IdOf(map)}"))),
                    isOneHead ? $"layer {map.Layer + 1}" : $"head {map.Head + 1}"));
            }
        }

        return Element("div", Class("maps"), Attribute("tabindex", 0), Attribute("style", $"grid-template-columns: {(isOneHead ? $"repeat(auto-fill, {Coordinate(size + 2)}px)" : $"auto repeat({_attention.Heads}, {Coordinate(size + 2)}px)")}"), cells);
    }

    /// <summary>An enlarged map, with a label at each row and column if they are readable.</summary>
    private XElement EnlargedMap(AttentionMap map, bool isFirst)
    {
        bool hasLabels = map.Queries <= MaxLabels && map.Keys <= MaxLabels;
        double cell = hasLabels ? Math.Clamp(560.0 / Math.Max(map.Queries, map.Keys), 15, 34) : Math.Max(1, 600.0 / Math.Max(map.Queries, map.Keys));
        string[] rows = [.. Enumerable.Range(0, map.Queries).Select(Label)];
        string[] columns = map.Keys == map.Queries ? rows : [.. Enumerable.Range(0, map.Keys).Select(j => (j + 1).ToString(CultureInfo.InvariantCulture))];
        double margin = hasLabels ? 14 + rows.Concat(columns).Max(label => Drawing.WidthOf(label, 11)) : 60;
        double width = cell * map.Keys, height = cell * map.Queries;
        Drawing drawing = new(margin + width + 20);
        drawing.Raw(
            new XElement(
                "g", Attribute("transform", $"translate({Coordinate(margin)} {Coordinate(margin)}) scale({cell.ToString("0.####", CultureInfo.InvariantCulture)})"), new XElement("use", Attribute("href", $"#map-{IdOf(map)}"))),
            margin + height);
        drawing.Rectangle("frame", margin, margin, width, height);
        if (hasLabels)
        {
            for (int i = 0; i < map.Queries; i++)
            {
                drawing.Text("tiny end", margin - 6, margin + (cell * (i + 0.5)) + 4, rows[i]);
            }

            for (int j = 0; j < map.Keys; j++)
            {
                double x = margin + (cell * (j + 0.5)) + 4;
                drawing.Raw(new XElement("text", Class("tiny"), Attribute("transform", $"translate({Coordinate(x)} {Coordinate(margin - 6)}) rotate(-90)"), columns[j]), margin);
            }
        }
        else
        {
            drawing.Text("tiny end", margin - 6, margin + 10, "1");
            drawing.Text("tiny end", margin - 6, margin + height, map.Queries.ToString(CultureInfo.InvariantCulture));
            drawing.Text("tiny", margin, margin - 8, "1");
            drawing.Text("tiny end", margin + width, margin - 8, map.Keys.ToString(CultureInfo.InvariantCulture));
            drawing.Text("tiny middle", margin + (width / 2), margin - 8, "key");
            drawing.Text("tiny end", margin - 6, margin + (height / 2), "query");
        }

        return Element(
            "div", Attribute("id", IdOf(map)), Class(isFirst ? "large first" : "large"),
            Element("h3", string.Create(CultureInfo.InvariantCulture, $"Layer {map.Layer + 1}, head {map.Head + 1}: largest weight {map.Weights.Max():0.000}")),
            Scrolling(drawing.Svg($"Attention of layer {map.Layer + 1}, head {map.Head + 1}")));
    }

    private string Label(int token)
    {
        string number = (token + 1).ToString(CultureInfo.InvariantCulture);
        if (token >= _labels.Count)
        {
            return number;
        }

        string label = _labels[token];
        return label.Length > 24 ? label[..23] + "…" : label;
    }
}
