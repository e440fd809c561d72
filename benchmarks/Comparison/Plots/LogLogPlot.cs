using System.Net;
using System.Text;

namespace ShapeGen.Comparison.Plots;

/// <summary>A plot with two logarithmic axes as SVG; a line of slope one is linear growth. Legible on light and dark pages.</summary>
internal sealed class LogLogPlot(string title, string xLabel, string yLabel, IReadOnlyList<PlotSeries> series)
{
    private const int Width = 720;
    private const int Height = 440;
    private const int Left = 84;
    private const int Right = 24;
    private const int Top = 56;
    private const int Bottom = 60;
    private const int LegendStep = 20;

    private const string Style = """
        <style>
          .page { fill: #ffffff } .text { fill: #24292f; font: 13px system-ui, sans-serif } .title { font-size: 15px; font-weight: 600 }
          .grid { stroke: #d0d7de; stroke-width: 1 } .line { fill: none; stroke-width: 2.5 } .reference { fill: none; stroke-width: 1.5; stroke-dasharray: 5 4 }
          .s0 { stroke: #0550ae } .s1 { stroke: #bc4c00 } .s2 { stroke: #116329 } .d0 { fill: #0550ae } .d1 { fill: #bc4c00 } .d2 { fill: #116329 }
          @media (prefers-color-scheme: dark) {
            .page { fill: #0d1117 } .text { fill: #e6edf3 } .grid { stroke: #30363d }
            .s0 { stroke: #79c0ff } .s1 { stroke: #ffa657 } .s2 { stroke: #7ee787 } .d0 { fill: #79c0ff } .d1 { fill: #ffa657 } .d2 { fill: #7ee787 }
          }
        </style>
        """;

    public string Title => title;

    public void Write(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, Draw());
    }

    private string Draw()
    {
        LogAxis x = new(series.SelectMany(line => line.Points.Select(point => point.X)), 2, Left, Width - Right);
        LogAxis y = new(series.SelectMany(line => line.Points.Select(point => point.Y)), 10, Height - Bottom, Top);
        StringBuilder svg = new();
        Line($"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Height}\" width=\"{Width}\" height=\"{Height}\" role=\"img\" aria-label=\"{Encode(title)}\">");
        Line(Style.ReplaceLineEndings("\n"));
        Line($"<rect class=\"page\" width=\"{Width}\" height=\"{Height}\" rx=\"6\"/>");
        Label(Left, Top - 30, "start", title, "text title");

        foreach (double tick in x.Ticks)
        {
            Grid(x.Place(tick), Top, x.Place(tick), Height - Bottom);
            Label(x.Place(tick), Height - Bottom + 20, "middle", Amount(tick));
        }

        foreach (double tick in y.Ticks)
        {
            Grid(Left, y.Place(tick), Width - Right, y.Place(tick));
            Label(Left - 8, y.Place(tick) + 4, "end", Amount(tick));
        }

        Label((Left + Width - Right) / 2.0, Height - 16, "middle", xLabel);
        Line($"<text class=\"text\" transform=\"translate(20 {(Top + Height - Bottom) / 2}) rotate(-90)\" text-anchor=\"middle\">{Encode(yLabel)}</text>");

        for (int i = 0; i < series.Count; i++)
        {
            Curve(series[i], i, x, y);
            Legend(series[i], i);
        }

        Line("</svg>");
        return svg.ToString();

        void Line(string text) => svg.Append(text).Append('\n');

        void Grid(double x1, double y1, double x2, double y2) =>
            Line($"<line class=\"grid\" x1=\"{x1:0.#}\" y1=\"{y1:0.#}\" x2=\"{x2:0.#}\" y2=\"{y2:0.#}\"/>");

        void Label(double left, double baseline, string anchor, string text, string style = "text") =>
            Line($"<text class=\"{style}\" x=\"{left:0.#}\" y=\"{baseline:0.#}\" text-anchor=\"{anchor}\">{Encode(text)}</text>");

        void Curve(PlotSeries line, int index, LogAxis across, LogAxis up)
        {
            string points = string.Join(' ', line.Points.Select(point => $"{across.Place(point.X):0.#},{up.Place(point.Y):0.#}"));
            Line($"<polyline class=\"{(line.IsReference ? "reference" : "line")} s{index}\" points=\"{points}\"/>");
            foreach ((double pointX, double pointY) in line.IsReference ? [] : line.Points)
            {
                Line($"<circle class=\"d{index}\" cx=\"{across.Place(pointX):0.#}\" cy=\"{up.Place(pointY):0.#}\" r=\"3.5\"/>");
            }
        }

        void Legend(PlotSeries line, int index)
        {
            double middle = Top + 16 + (index * LegendStep);
            Line($"<line class=\"{(line.IsReference ? "reference" : "line")} s{index}\" x1=\"{Left + 12}\" y1=\"{middle:0.#}\" x2=\"{Left + 40}\" y2=\"{middle:0.#}\"/>");
            Label(Left + 48, middle + 4, "start", line.Name);
        }
    }

    private static string Amount(double value) => value >= 1e6 ? $"{value / 1e6:0.###} M" : $"{value:#,0.######}";

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
