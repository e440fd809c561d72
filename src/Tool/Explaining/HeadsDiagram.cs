using System.Globalization;
using System.Xml.Linq;
using ShapeGen.Generator.Modules;
using ShapeGen.Generator.Operations.Attention;
using static ShapeGen.Tool.Explaining.Markup;

namespace ShapeGen.Tool.Explaining;

/// <summary>Draws how q, k and v are split into heads, scored and joined again, as matrices with their shapes.</summary>
internal sealed class HeadsDiagram
{
    private const double Top = 50, Height = 150, Fan = 7;

    private readonly Drawing _drawing = new(1080);
    private readonly AttentionSettings _settings;
    private readonly string _tokens;
    private readonly string _keys;
    private readonly int _embed;
    private readonly int? _memory;
    private readonly string _projection;

    private HeadsDiagram(AttentionDeclaration attention, int? memory)
    {
        _settings = attention.Settings;
        _embed = attention.Embed;
        _memory = memory;
        _projection = attention.QkvBias ? "· Wᵀ + b" : "· Wᵀ";
        _tokens = "P";
        _keys = memory is null ? "P" : "M";
    }

    public static XElement? Section(ExplainedModel subject) => subject.Attention is not { } attention ? null : Markup.Section(
        "heads",
        "The shapes of q, k and v",
        About(attention.Settings, subject),
        Scrolling(new HeadsDiagram(attention, subject.Graph.Memory?.Width).Draw()));

    private static string About(AttentionSettings settings, ExplainedModel subject)
    {
        string groups = settings.KeyValueHeads == settings.Heads ? "" : $" Each key-value head serves {settings.Heads / settings.KeyValueHeads} query heads.";
        string band = settings.Band.Condition.Length == 0 ? "Every query i attends to every key j." : $"A query i attends to the keys j with {settings.Band.Condition}.";
        string rotary = subject.Attention!.Position.Rotary is { } r ? string.Create(CultureInfo.InvariantCulture, $" Before scoring, the first {r.Width} features of each head of q and k are rotated by position (base {r.Theta}).") : "";
        string heads = settings.Heads == 1 ? "The single head has" : $"Each of {settings.Heads} heads has";
        return $"{heads} {settings.HeadDim} features of every token. The scores are {settings.Scores}; a softmax makes each row sum to 1. {band}{groups}{rotary} Splitting copies nothing: a head is a range of columns.";
    }

    private XElement Draw()
    {
        int q = _settings.QueryWidth;
        const double Cut = 70;
        double x = _memory is { } memory ? OfMemory(memory) : OfRows();

        // Split into heads.
        Heads("q", x, Top - 40, Cut, 56, _settings.Heads, $"q [{_settings.Heads}, {_tokens}, {_settings.HeadDim}]");
        Heads("k", x, Top + 70, Cut, 56, _settings.KeyValueHeads, $"k [{_settings.KeyValueHeads}, {_keys}, {_settings.HeadDim}]");
        Heads("v", x, Top + 180, Cut, 56, _settings.KeyValueHeads, $"v [{_settings.KeyValueHeads}, {_keys}, {_settings.HeadDim}]");

        // Scores and softmax.
        double scores = x + 190;
        Arrow(x + 98, scores - 4, "q · kᵀ", Top + 36);
        _drawing.Path("edge", $"M {Coordinate(x + 98)} {Coordinate(Top + 119)} H {Coordinate(x + 120)} V {Coordinate(Top + 36)}", Top + 119);
        Heads("s", scores, Top - 8, 86, 86, _settings.Heads, $"weights [{_settings.Heads}, {_tokens}, {_keys}]");
        _drawing.Text("small middle", scores + 50, Top - 20, "scale, softmax");

        // Weights times values.
        double context = scores + 200;
        Arrow(scores + 112, context - 4, "· v", Top + 36);
        _drawing.Path("edge", $"M {Coordinate(x + 98)} {Coordinate(Top + 229)} H {Coordinate(scores + 156)} V {Coordinate(Top + 46)}", Top + 229);
        _drawing.Path("head", $"M {Coordinate(scores + 152)} {Coordinate(Top + 49)} L {Coordinate(scores + 160)} {Coordinate(Top + 49)} L {Coordinate(scores + 156)} {Coordinate(Top + 42)} Z", Top + 49);
        Heads("c", context, Top - 8, 66, 86, _settings.Heads, $"context [{_settings.Heads}, {_tokens}, {_settings.HeadDim}]");

        // Joined again.
        double joined = context + 180;
        Arrow(context + 92, joined - 2, "join", Top + 36);
        Matrix("matrix c", joined, Top - 30, 84, Height - 20);
        int shown = Math.Min(_settings.Heads, 12);
        for (int i = 1; i < shown; i++)
        {
            double at = joined + (84.0 * i / shown);
            _drawing.Line("cut", at, Top - 30, at, Top + Height - 50);
        }

        Caption(joined + 42, "context", $"[{_tokens}, {q}]", Top + Height - 50);
        return _drawing.Svg("How q, k and v are split into heads, and how the heads' results are joined");
    }

    /// <summary>Draws rows and their projection to q, k and v: three bands of columns, with proportional widths.</summary>
    /// <returns>The x coordinate where the heads begin.</returns>
    private double OfRows()
    {
        int q = _settings.QueryWidth, k = _settings.KeyWidth;
        double x = 10;
        Matrix("matrix x", x, Top, 54, Height);
        Caption(x + 27, "x", $"[{_tokens}, {_embed}]");

        Arrow(x + 54, x + 118, _projection);
        x += 120;
        double total = 150, qw = total * q / (q + (2.0 * k)), kw = total * k / (q + (2.0 * k));
        Matrix("matrix q", x, Top, qw, Height);
        Matrix("matrix k", x + qw, Top, kw, Height);
        Matrix("matrix v", x + qw + kw, Top, kw, Height);
        _drawing.Text("letter middle", x + (qw / 2), Top + (Height / 2) + 5, "q");
        _drawing.Text("letter middle", x + qw + (kw / 2), Top + (Height / 2) + 5, "k");
        _drawing.Text("letter middle", x + qw + (1.5 * kw), Top + (Height / 2) + 5, "v");
        _drawing.Text("small middle", x + (total / 2), Top - 12, $"{_tokens} rows");
        Caption(x + (total / 2), "q, k, v", $"[{_tokens}, {q} + {k} + {k}]");

        Arrow(x + total, x + total + 74, "split");
        return x + total + 78;
    }

    /// <summary>Draws rows and their projection to q, and memory rows and their projection to k and v.</summary>
    /// <returns>The x coordinate where the heads begin.</returns>
    private double OfMemory(int memory)
    {
        int q = _settings.QueryWidth, k = _settings.KeyWidth;
        const double Rows = 62, Memory = 96, Second = Top + 98;
        Matrix("matrix x", 10, Top - 30, 54, Rows);
        Caption(37, "x", $"[{_tokens}, {_embed}]", Top - 30 + Rows);
        Arrow(64, 148, _projection, Top);
        Matrix("matrix q", 150, Top - 30, 70, Rows);
        _drawing.Text("letter middle", 185, Top + 5, "q");
        Caption(185, "q", $"[{_tokens}, {q}]", Top - 30 + Rows);
        Arrow(220, 354, "split", Top);
        Matrix("matrix x", 10, Second, 54, Memory);
        Caption(48, "memory", $"[{_keys}, {memory}]", Second + Memory);
        Arrow(64, 148, _projection, Second + (Memory / 2));
        Matrix("matrix k", 150, Second, 70, Memory);
        Matrix("matrix v", 220, Second, 70, Memory);
        _drawing.Text("letter middle", 185, Second + (Memory / 2) + 5, "k");
        _drawing.Text("letter middle", 255, Second + (Memory / 2) + 5, "v");
        Caption(220, "k, v", $"[{_keys}, {k} + {k}]", Second + Memory);
        Arrow(290, 354, "split", Second + (Memory / 2));
        return 358;
    }

    /// <summary>Draws heads as stacked cards, at most four.</summary>
    private void Heads(string style, double x, double y, double w, double h, int heads, string caption)
    {
        int shown = Math.Min(heads, 4);
        for (int i = shown - 1; i >= 0; i--)
        {
            _drawing.Rectangle($"matrix {style}", x + (Fan * i), y - (Fan * i) + (Fan * (shown - 1)), w, h, 2);
        }

        _drawing.Text("letter middle", x + (w / 2), y + (Fan * (shown - 1)) + (h / 2) + 5, heads == 1 ? "1 head" : $"× {heads}");
        _drawing.Text("mono shape middle", x + ((w + (Fan * (shown - 1))) / 2), y + (Fan * (shown - 1)) + h + 16, caption);
    }

    private void Matrix(string style, double x, double y, double w, double h) => _drawing.Rectangle(style, x, y, w, h, 2);

    private void Caption(double x, string name, string shape, double bottom = Top + Height)
    {
        _drawing.Text("name middle", x, bottom + 18, name);
        _drawing.Text("mono shape middle", x, bottom + 35, shape);
    }

    private void Arrow(double from, double to, string label, double y = Top + (Height / 2))
    {
        _drawing.ArrowRight(from + 6, to - 2, y);
        _drawing.Text("small middle", (from + to) / 2, y - 8, label);
    }
}
