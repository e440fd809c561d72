using System.Globalization;
using System.Xml.Linq;
using ShapeGen.Generator.Planning;
using ShapeGen.Tool.Costs;
using static ShapeGen.Tool.Explaining.Markup;

namespace ShapeGen.Tool.Explaining;

/// <summary>Draws the scratch plan over time: stages on x, bytes on y, and each buffer as a rectangle from the first stage that uses it to the last.</summary>
internal sealed class ScratchChart
{
    private const double AxisLeft = 78, PlotHeight = 340, LetterSize = 11;

    private const string AxisTitle = "stage number, as in the table of operations";

    /// <summary>The number of hues in the page's style.</summary>
    private const int Hues = 8;

    private readonly ExplainedModel _subject;
    private readonly ScratchMap _map;
    private readonly IReadOnlyList<Column> _columns;
    private readonly double _step;

    /// <summary>The top of the plot, below the titles of the phases.</summary>
    private readonly double _top;

    private readonly Drawing _drawing;

    private ScratchChart(ExplainedModel subject)
    {
        _subject = subject;
        _map = new(subject.Model, subject.Size);
        _columns = Columns(subject.Model.Plan);
        int stages = _columns.Sum(column => column.Stages.Count);
        _step = Math.Clamp(960.0 / stages, 30, 70);
        _top = 20 + (13 * _columns.Max(column => Titles(column).Count));
        _drawing = new(AxisLeft + 14 + Math.Max((_step * stages) + (10 * (_columns.Count - 1)), Drawing.WidthOf(AxisTitle, LetterSize)));
    }

    /// <summary>A phase of the chart, which may represent the same phase of several layers.</summary>
    /// <param name="Title">The title above it.</param>
    /// <param name="First">The first phase that it represents, counted over all layers.</param>
    /// <param name="Last">The last phase that it represents.</param>
    /// <param name="Stages">Its stages.</param>
    private sealed record Column(string Title, int First, int Last, IReadOnlyList<Stage> Stages)
    {
        public double Left { get; set; }
    }

    public static XElement Section(ExplainedModel subject)
    {
        ScratchChart chart = new(subject);
        if (chart._map.Blocks.Count == 0)
        {
            return Markup.Section("scratch", "Scratch over time", "This model needs no scratch memory: every stage works in the caller's input and output.");
        }

        string rows = string.Create(CultureInfo.InvariantCulture, $"one sequence of {subject.Size.Tokens} tokens on one thread");
        return Markup.Section(
            "scratch",
            "Scratch over time",
            $"For {rows}: {NumberText.Bytes(chart._map.Bytes)}, of which all threads share {NumberText.Bytes(chart._map.SharedBytes)}; each further thread needs the rest again. " +
            $"Time runs to the right, stage by stage; between two phases, all threads wait for each other. Each rectangle is a buffer, from its first stage to its last: buffers above each other are alive at the same time, and buffers next to each other share memory.{(subject.Layers > 1 ? " The number of layers does not matter: all layers use the same memory." : "")}",
            Scrolling(chart.Draw()),
            Element("h3", "Buffers"),
            Table(["", "Buffer", "#Bytes", "#From", "#To", "Used by", "Alive"], chart.Rows()));
    }

    private static IReadOnlyList<Column> Columns(BodyPlan plan)
    {
        List<IReadOnlyList<StageRun>> all = [.. plan.Schedule.Phases()];
        List<Column> columns = [];
        int before = 0;
        foreach (PhaseGroup group in plan.Schedule.Groups)
        {
            AddPhases(group, before);
            before += group.Times * group.Phases.Count;
        }

        return columns;

        void AddPhases(PhaseGroup group, int before)
        {
            int each = group.Phases.Count, layers = group.Times;
            if (group.Stack is null)
            {
                for (int i = before; i < before + each; i++)
                {
                    Add(i, i, $"phase {i + 1}");
                }

                return;
            }

            // All layers but the last are alike: no further layer begins after the last one.
            for (int j = 0; j < each && layers > 1; j++)
            {
                string phases = each == 1 ? layers == 2 ? $"phase {before + 1}" : $"phases {before + 1} to {before + layers - 1}" : $"part {j + 1} of a layer";
                Add(before + j, before + ((layers - 2) * each) + j, layers == 2 ? $"{phases}: layer 1" : $"{phases}: layers 1 to {layers - 1}");
            }

            for (int j = 0; j < each; j++)
            {
                int phase = before + ((layers - 1) * each) + j;
                Add(phase, phase, $"phase {phase + 1}: layer {layers}");
            }
        }

        void Add(int first, int last, string title) => columns.Add(new(title, first, last, [.. all[first].Select(entry => entry.Stage)]));
    }

    private XElement Draw()
    {
        double x = AxisLeft;
        List<Stage> stages = [.. _subject.Model.Plan.Stages];
        foreach (Column column in _columns)
        {
            column.Left = x;
            double width = _step * column.Stages.Count;
            _drawing.Rectangle("plot", x, _top, width, PlotHeight);
            IReadOnlyList<string> lines = Titles(column);
            for (int i = 0; i < lines.Count; i++)
            {
                _drawing.Text("tiny middle", x + (width / 2), _top - 10 - (13 * (lines.Count - 1 - i)), lines[i]);
            }

            for (int i = 0; i < column.Stages.Count; i++)
            {
                // The stage number in the table of operations.
                _drawing.Text("tiny middle", x + (_step * (i + 0.5)), _top + PlotHeight + 16, (stages.IndexOf(column.Stages[i]) + 1).ToString(CultureInfo.InvariantCulture));
                if (i > 0)
                {
                    _drawing.Line("grid", x + (_step * i), _top, x + (_step * i), _top + PlotHeight);
                }
            }

            x += width + 10;
        }

        _drawing.Text("tiny", AxisLeft, _top + PlotHeight + 34, AxisTitle);
        Axis(x - 10);
        for (int i = 0; i < _map.Blocks.Count; i++)
        {
            foreach ((double left, double right) in Spans(_map.Blocks[i]))
            {
                Block(_map.Blocks[i], i, left, right);
            }
        }

        return _drawing.Svg($"The scratch of {_subject.Model.Name} over time");
    }

    private IReadOnlyList<string> Titles(Column column) => Drawing.Wrapped(column.Title, Math.Max(7, (int)((_step * column.Stages.Count) / (LetterSize * Drawing.LetterWidth))));

    private void Axis(double right)
    {
        double step = Step(_map.Bytes / 6.0);
        for (double bytes = 0; bytes <= _map.Bytes; bytes += step)
        {
            double y = Y(bytes);
            _drawing.Line("grid", AxisLeft - 4, y, right, y);
            _drawing.Text("tiny end", AxisLeft - 8, y + 4, NumberText.Bytes(bytes));
        }
    }

    private static double Step(double min)
    {
        double step = 1;
        while (step < min)
        {
            step *= 2;
        }

        return step;
    }

    private double Y(double bytes) => _top + PlotHeight - (PlotHeight * bytes / _map.Bytes);

    /// <summary>The x ranges where a buffer is alive. A shared buffer is alive from the first phase that uses it to the last; one that layers write in turn is never free.</summary>
    private IEnumerable<(double Left, double Right)> Spans(ScratchBlock block)
    {
        if (block.IsShared)
        {
            (int first, int last) = (block.Lives.Min(life => life.Phase), block.Lives.Max(life => life.Phase));
            ScratchLayout.Life begin = block.Lives.First(life => life.Phase == first), end = block.Lives.Last(life => life.Phase == last);
            Column from = _columns.First(column => first <= column.Last), to = _columns.Last(column => last >= column.First);
            yield return (from.Left + (_step * begin.First), to.Left + (_step * (end.Last + 1)));
            yield break;
        }

        foreach (Column column in _columns)
        {
            foreach (ScratchLayout.Life life in block.Lives.Where(life => life.Phase == column.First))
            {
                yield return (column.Left + (_step * life.First), column.Left + (_step * (life.Last + 1)));
            }
        }
    }

    private void Block(ScratchBlock block, int index, double left, double right)
    {
        double top = Y(block.Start + block.Bytes), height = Math.Max(Y(block.Start) - top, 1.5);
        string name = block.Name;
        _drawing.Rectangle(
            $"buffer hue{index % Hues}", left + 1, top, right - left - 2, height, Math.Min(3, height / 2), $"{name}: {NumberText.Bytes(block.Bytes)}, bytes {block.Start} to {block.Start + block.Bytes}; {Alive(block)}");

        // The longest label that fits: name and size, name, or the buffer's name alone. The table below has all of them.
        foreach (string text in new[] { $"{name}, {NumberText.Bytes(block.Bytes)}", name, block.Buffer.Name })
        {
            if (height >= LetterSize + 3 && Drawing.WidthOf(text, LetterSize) + 8 <= right - left)
            {
                _drawing.Text("tiny label middle", (left + right) / 2, top + (height / 2) + 4, text);
                return;
            }
        }
    }

    private IEnumerable<IReadOnlyList<object>> Rows()
    {
        int index = 0;
        foreach (ScratchBlock block in _map.Blocks)
        {
            yield return
            [
                Element("span", Class($"swatch hue{index++ % Hues}")), Element("code", block.Name), NumberText.Bytes(block.Bytes), NumberText.Digits(block.Start), NumberText.Digits(block.Start + block.Bytes),
                block.IsShared ? "all threads" : block.Buffer.IsTemporary ? "one stage of a thread" : "one thread", Alive(block),
            ];
        }
    }

    private string Alive(ScratchBlock block)
    {
        List<Stage> stages = [.. _subject.Model.Plan.Stages];
        int[] numbers = [.. stages.Select((stage, i) => (stage, i)).Where(entry => _subject.Model.Plan.Placement.Of(entry.stage).Contains(block.Buffer)).Select(entry => entry.i + 1)];
        string touched = numbers.Length == 1 ? $"stage {numbers[0]}" : $"stages {string.Join(", ", numbers)}";
        return block.IsShared ? $"{touched}; phases {block.Lives.Min(life => life.Phase) + 1} to {block.Lives.Max(life => life.Phase) + 1}" : touched;
    }
}
