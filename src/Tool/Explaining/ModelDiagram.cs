using System.Text.RegularExpressions;
using System.Xml.Linq;
using ShapeGen.Generator.Graph;
using ShapeGen.Tool.Costs;
using static ShapeGen.Tool.Explaining.Markup;

namespace ShapeGen.Tool.Explaining;

/// <summary>Draws the model from input to output: a box for each operation, shapes on the edges, residual connections next to them, and repeated layers once.</summary>
internal sealed partial class ModelDiagram
{
    private const double Width = 800, Left = 110, BoxWidth = 450, Middle = Left + (BoxWidth / 2), Right = Left + BoxWidth, LineHeight = 16, Gap = 34;

    private const int Letters = 58;

    private readonly ExplainedModel _subject;
    private readonly Drawing _drawing = new(Width);

    /// <summary>The y coordinate below the box that last wrote each value.</summary>
    private readonly Dictionary<Value, double> _written = [];

    private double _y = 4;

    /// <summary>Space for the frame of the layers before the next box.</summary>
    private double _frame;

    private Value? _last;

    private ModelDiagram(ExplainedModel subject) => _subject = subject;

    public static XElement Section(ExplainedModel subject) => Markup.Section(
        "model",
        "The model",
        "N sequences of P tokens flow from top to bottom. Each box is an operation with its formula; edges show values and their shapes. Lines on the left are residual connections.",
        Scrolling(new ModelDiagram(subject).Draw()));

    private XElement Draw()
    {
        ModuleGraph graph = _subject.Graph;

        // Tables that depend only on positions are drawn first, outside the main flow.
        List<Op> tables = [.. graph.Ops.Where(op => op.Target.Space == RowSpace.Positions)];
        foreach (Op table in tables)
        {
            Box(table, "box table");
            _y += 14;
        }

        // A cross-attention reads its memory first.
        Op first = graph.Ops.First(op => !tables.Contains(op));
        Capsule(graph.Memory is { } memory && first.Sources.Contains(memory) ? memory : graph.Input);
        foreach ((Node node, string part) in StageCost.Parts(_subject.Model))
        {
            List<Op> ops = [.. node.Ops.Except(tables)];
            if (ops.Count == 0)
            {
                continue;
            }

            bool isGroup = part == StageCost.Layer && graph.Nodes.Count > 1;
            if (!isGroup)
            {
                ops.ForEach(Add);
                continue;
            }

            double top = _y + 18;
            _frame = 22;

            // Residual connections of the layers start inside their frame.
            _written[_last!] = top;
            foreach (Op op in ops)
            {
                Add(op);
            }

            // The frame has no fill, so it can be drawn last.
            _drawing.Rectangle("group", 12, top, Width - 24, _y - top + 14, 10);
            string times = node.Times == 1 ? "1 layer" : $"× {node.Times} layers";
            _drawing.Rectangle("badge", Width - 132, top + 12, 106, 24, 12);
            _drawing.Text("badgeText middle", Width - 79, top + 28, times);
            _frame = 14;
        }

        double from = _y;
        _y += Gap + _frame;
        _drawing.ArrowDown(Middle, from, _y);
        Label(_y - Gap, _last!);
        OutputCapsule($"output  {_subject.ShapeOf(graph.Output)}");
        return _drawing.Svg($"The operations of {_subject.Model.Name} from input to output");
    }

    private void Capsule(Value value)
    {
        string text = $"{value.Name}  {_subject.ShapeOf(value)}";
        double w = Math.Max(140, Drawing.WidthOf(text, 13) + 36);
        _drawing.Rectangle("capsule", Middle - (w / 2), _y, w, 30, 15);
        _drawing.Text("mono middle", Middle, _y + 20, text);
        _y += 30;
        Written(value);
    }

    private void OutputCapsule(string text)
    {
        double w = Math.Max(140, Drawing.WidthOf(text, 13) + 36);
        _drawing.Rectangle("capsule", Middle - (w / 2), _y, w, 30, 15);
        _drawing.Text("mono middle", Middle, _y + 20, text);
        _y += 30;
    }

    private void Written(Value value)
    {
        _written[value] = _y;
        _last = value;
    }

    private void Add(Op op)
    {
        WalkLine walk = Walk(op);
        bool adds = walk.Formula.Contains("+=", StringComparison.Ordinal) && op.Sources.Contains(op.Target) && op.Sources.Count() > 1;
        List<Value> sources = [.. op.Sources.Where(value => !adds || value != op.Target)];
        double from = _y;
        _y += Gap + _frame;
        _frame = 0;
        if (sources.Contains(_last!) || (sources.Count == 0 && op.Target == _last))
        {
            _drawing.ArrowDown(Middle, from, _y);
            Label(_y - Gap, _last!);
        }

        double top = _y;
        Box(op, "box");
        double middle = (top + _y) / 2;

        // Other inputs come in from the right.
        double side = middle - (8 * (sources.Count(value => value != _last) - 1));
        foreach (Value value in sources.Where(value => value != _last))
        {
            string text = $"{value.Name} {value.Shape}";
            _drawing.Line("edge", Right + 7, side, Right + 18, side);
            _drawing.Path("head", $"M {Coordinate(Right + 8)} {Coordinate(side - 4)} L {Coordinate(Right + 8)} {Coordinate(side + 4)} L {Coordinate(Right + 1)} {Coordinate(side)} Z", side + 4);
            _drawing.Text("mono shape", Right + 22, side + 4, text);
            side += 18;
        }

        if (adds && _written.TryGetValue(op.Target, out double start))
        {
            double x = Left - 34, y = start + 10;
            _drawing.Path(
                "residual",
                $"M {Coordinate(Middle)} {Coordinate(y)} H {Coordinate(x + 10)} Q {Coordinate(x)} {Coordinate(y)} {Coordinate(x)} {Coordinate(y + 10)} V {Coordinate(middle - 10)} Q {Coordinate(x)} {Coordinate(middle)} {Coordinate(x + 10)} {Coordinate(middle)} H {Coordinate(Left - 6)}",
                middle);
            _drawing.Path("head residualHead", $"M {Coordinate(Left - 7)} {Coordinate(middle - 4)} L {Coordinate(Left - 7)} {Coordinate(middle + 4)} L {Coordinate(Left)} {Coordinate(middle)} Z", middle + 4);
            _drawing.Text("mono end residualText", x - 6, ((y + middle) / 2) + 4, $"+ {op.Target.Name}");
        }

        Written(op.Target);
    }

    private void Box(Op op, string style)
    {
        WalkLine walk = Walk(op);
        IReadOnlyList<string> lines = Drawing.Wrapped(walk.Formula, Letters);
        double height = 30 + (LineHeight * lines.Count);
        string tensors = string.Join('\n', op.Parameters.Select(parameter => $"{_subject.Graph.Names.Of(parameter)} [{string.Join(", ", parameter.Shape)}]"));
        _drawing.Rectangle(style, Left, _y, BoxWidth, height, 8, tensors.Length > 0 ? tensors : walk.Shape);
        _drawing.Text("name", Left + 14, _y + 19, NameOf(op));
        if (op.Parameters.Any())
        {
            string count = NumberText.Count(op.Parameters.Sum(parameter => parameter.Count)) + " weights";
            _drawing.Text("small end", Right - 14, _y + 19, count);
        }

        for (int i = 0; i < lines.Count; i++)
        {
            _drawing.Text("mono", Left + 14, _y + 37 + (LineHeight * i), lines[i]);
        }

        _y += height;
    }

    private void Label(double from, Value value) => _drawing.Text("mono shape", Middle + 12, from + 21, $"{value.Name} {_subject.ShapeOf(value)}");

    private WalkLine Walk(Op op) => op.Walk(_subject.Graph.Names).First();

    /// <summary>The name of an operation, from its class and the roles of its weights.</summary>
    public static string NameOf(Op op)
    {
        string kind = Words(op.GetType().Name[..^"Op".Length]);
        string[] roles = [.. op.Parameters.Select(parameter => Words(parameter.Role.Name)).Distinct().Where(role => !string.Equals(role, kind, StringComparison.OrdinalIgnoreCase))];
        return roles.Length == 0 ? kind : $"{kind}: {string.Join(", ", roles)}";
    }

    /// <summary>Turns <c>TokenEmbedding</c> into <c>Token embedding</c>.</summary>
    private static string Words(string name)
    {
        string spaced = Capital().Replace(name, " $1");
        return spaced[..1] + spaced[1..].ToLowerInvariant();
    }

    [GeneratedRegex("(?<=[a-z0-9])([A-Z])")]
    private static partial Regex Capital();
}
