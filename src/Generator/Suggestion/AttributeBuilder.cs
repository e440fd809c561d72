using ShapeGen.Generator.Common;

namespace ShapeGen.Generator.Suggestion;

/// <summary>Collects the arguments of one attribute, without those that have the default value.</summary>
/// <param name="name">The attribute's name without its suffix.</param>
internal sealed class AttributeBuilder(string name)
{
    private readonly List<DeclaredArgument> _arguments = [];

    /// <summary>Adds an argument without its name, even if it has the default value.</summary>
    public AttributeBuilder First(string argument, string value)
    {
        _arguments.Add(new(argument, value, IsPositional: true));
        return this;
    }

    /// <summary>Adds an argument even if it has the default value.</summary>
    public AttributeBuilder Add(string argument, int value)
    {
        _arguments.Add(new(argument, Literals.Integer(value), IsPositional: false));
        return this;
    }

    public AttributeBuilder Add(string argument, int value, int otherwise) => Add(argument, Literals.Integer(value), value == otherwise);

    public AttributeBuilder Add(string argument, float value, float otherwise) => Add(argument, Number(value), value == otherwise);

    public AttributeBuilder Add(string argument, bool value, bool otherwise) => Add(argument, value ? "true" : "false", value == otherwise);

    public AttributeBuilder Add<T>(string argument, string type, T value, T otherwise)
        where T : struct, Enum => Add(argument, $"{type}.{value}", EqualityComparer<T>.Default.Equals(value, otherwise));

    public AttributeBuilder Add(string argument, string? text) => Add(argument, text is null ? "" : Literals.String(text), text is null);

    public AttributeBuilder Add(string argument, IReadOnlyList<float> numbers) => Add(argument, $"new[] {{ {string.Join(", ", numbers.Select(Literals.Float))} }}", numbers.Count == 0);

    public DeclaredAttribute Build() => new(name, new(_arguments));

    /// <summary>A number as people write it: <c>1e-12f</c>; whole numbers have no suffix.</summary>
    public static string Number(float value)
    {
        if (value == Math.Floor(value) && Math.Abs(value) < 1e9f)
        {
            return Literals.Integer((long)value);
        }

        string text = Literals.Float(value).Replace("E-0", "e-").Replace("E-", "e-").Replace("E+", "e+");
        foreach ((string plain, string scientific) in new[] { ("0.0001f", "1e-4f"), ("0.001f", "1e-3f") })
        {
            text = text == plain ? scientific : text;
        }

        return text;
    }

    private AttributeBuilder Add(string argument, string value, bool isDefault)
    {
        if (!isDefault)
        {
            _arguments.Add(new(argument, value, IsPositional: false));
        }

        return this;
    }
}
