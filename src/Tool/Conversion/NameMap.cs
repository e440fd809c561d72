using ShapeGen.Tool.Console;

namespace ShapeGen.Tool.Conversion;

/// <summary>Renames tensors by rules; the first matching rule applies.</summary>
internal sealed class NameMap
{
    private readonly List<Rule> _rules = [];

    /// <summary>Rules that have matched no tensor yet, as the user wrote them.</summary>
    public IEnumerable<string> Unused => _rules.Where(rule => !rule.IsUsed).Select(rule => rule.Text);

    /// <summary>Adds a rule <c>old=new</c>.</summary>
    /// <exception cref="ToolException">It has another form.</exception>
    public void Add(string rule)
    {
        int equals = rule.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0 || equals == rule.Length - 1)
        {
            throw ToolException.Usage($"The rule {Text.Quote(rule)} is not of the form old=new.");
        }

        NamePattern from = new(rule[..equals].Trim()), to = new(rule[(equals + 1)..].Trim());
        if (to.StarCount > from.StarCount)
        {
            throw ToolException.Usage($"The rule {Text.Quote(rule)} has {to.StarCount} stars in the new name and {from.StarCount} in the old: a star in the new name needs one in the old.");
        }

        _rules.Add(new(rule, from, to));
    }

    /// <summary>Adds the rules of a file, one per line; empty lines and lines that begin with # are skipped.</summary>
    public void AddFile(string path)
    {
        int number = 0;
        foreach (string line in File.ReadLines(path))
        {
            number++;
            string rule = line.Trim();
            if (rule.Length == 0 || rule.StartsWith('#'))
            {
                continue;
            }

            try
            {
                Add(rule);
            }
            catch (ToolException exception)
            {
                throw ToolException.BadFile(path, FormattableString.Invariant($"line {number}: {exception.Message}"), exception);
            }
        }
    }

    /// <summary>The new name, or the old one if no rule matches.</summary>
    public string Map(string name)
    {
        foreach (Rule rule in _rules)
        {
            if (rule.From.Match(name) is { } stars)
            {
                rule.IsUsed = true;
                return rule.To.Fill(stars);
            }
        }

        return name;
    }

    private sealed class Rule(string text, NamePattern from, NamePattern to)
    {
        public string Text { get; } = text;

        public NamePattern From { get; } = from;

        public NamePattern To { get; } = to;

        public bool IsUsed { get; set; }
    }
}
