using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace ShapeGen.Generator.Tests.Quality;

/// <summary>Writes <c>docs/attributes.md</c>: every attribute with its properties, and every enumeration, in the words of their doc comments.</summary>
internal sealed partial class AttributePage
{
    /// <summary>The order on the page; what is not here stands behind it, by name.</summary>
    private static readonly string[] Order =
    [
        "Encoder", "MultiHeadAttention", "FeedForward", "LayerNorm", "Linear",
        "TokenEmbedding", "PatchEmbedding", "Projection", "Convolution", "ClassToken", "Positions", "InputNorm", "Pool", "Head", "TensorNames", "Checkpoint",
    ];

    private readonly Assembly _assembly = typeof(EncoderAttribute).Assembly;

    private readonly Dictionary<string, XElement> _comments;

    private readonly StringBuilder _page = new();

    private AttributePage() => _comments = XDocument.Load(Path.ChangeExtension(_assembly.Location, ".xml"), LoadOptions.PreserveWhitespace).Descendants("member")
        .ToDictionary(member => member.Attribute("name")!.Value, StringComparer.Ordinal);

    /// <returns>The page as it should be.</returns>
    public static string Write()
    {
        AttributePage page = new();
        page.Introduction();
        Type[] types = [.. page._assembly.GetExportedTypes().Where(type => type.Namespace == "ShapeGen")];
        foreach (Type attribute in types.Where(type => type.IsSubclassOf(typeof(Attribute))).OrderBy(Rank).ThenBy(type => type.Name, StringComparer.Ordinal))
        {
            page.Attribute(attribute);
        }

        page._page.Append("\n# Values\n");
        foreach (Type enumeration in types.Where(type => type.IsEnum && IsOfAttributes(type, types)).OrderBy(type => type.Name, StringComparer.Ordinal))
        {
            page.Enumeration(enumeration);
        }

        return page._page.ToString();
    }

    private static int Rank(Type attribute) => Array.IndexOf(Order, Short(attribute)) is >= 0 and int rank ? rank : Order.Length;

    private static bool IsOfAttributes(Type enumeration, Type[] types) =>
        types.Where(type => type.IsSubclassOf(typeof(Attribute))).SelectMany(Properties).Any(property => property.PropertyType == enumeration);

    /// <summary>The properties of an attribute, without those that only keep an old name alive.</summary>
    private static PropertyInfo[] Properties(Type attribute) => [.. attribute.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly)
        .Where(property => !property.IsDefined(typeof(ObsoleteAttribute)))];

    private static string Short(Type attribute) => attribute.Name[..^nameof(System.Attribute).Length];

    private void Introduction() => _page.Append(CultureInfo.InvariantCulture, $"""
        # Attributes

        All attributes of ShapeGen with all their properties. This page is made from their doc comments, which an editor shows as well; do not edit it. After a change there,
        `SHAPEGEN_ACCEPT=1 dotnet test tests/ShapeGen.Generator.Tests --filter {nameof(AttributePageTests)}` writes it anew. [encoders.md](encoders.md), [models.md](models.md) and
        [names.md](names.md) have examples.

        An argument is given by position where the attribute's line shows it, and always by name: `[Linear(64, 10)]` is `[Linear(In = 64, Out = 10)]`. A property that has no effect
        beside the others is an error ([SHG0017](diagnostics/SHG0017.md)).

        """);

    private void Attribute(Type attribute)
    {
        XElement comment = Comment($"T:{attribute.FullName}");
        // The one with the most arguments: the others leave some to names.
        ParameterInfo[] parameters = attribute.GetConstructors().Select(constructor => constructor.GetParameters()).MaxBy(each => each.Length)!;
        string arguments = string.Join(", ", parameters.Select(parameter => Capital(parameter.Name!)));
        bool needs = parameters.Any(parameter => !parameter.HasDefaultValue);
        bool several = attribute.GetCustomAttribute<AttributeUsageAttribute>()!.AllowMultiple;
        _page.Append(CultureInfo.InvariantCulture, $"\n## {Short(attribute)}\n\n`[{Short(attribute)}{(arguments.Length > 0 ? $"({arguments})" : "")}]`{(several ? ", any number of them" : "")}\n\n");
        _page.Append(Text(comment.Element("summary")!)).Append('\n');
        if (comment.Element("remarks") is { } remarks)
        {
            _page.Append('\n').Append(Text(remarks)).Append('\n');
        }

        PropertyInfo[] properties = Properties(attribute);
        if (properties.Length == 0)
        {
            return;
        }

        object instance = attribute.GetConstructor([]) is { } constructor
            ? constructor.Invoke([])
            : Activator.CreateInstance(attribute, [.. parameters.Select(parameter => parameter.ParameterType == typeof(string) ? (object)"" : Activator.CreateInstance(parameter.ParameterType)!)])!;
        _page.Append("\n| property | type | default | meaning |\n| --- | --- | --- | --- |\n");
        foreach (PropertyInfo property in properties)
        {
            string meaning = Text(Comment($"P:{attribute.FullName}.{property.Name}").Element("summary")!).Replace("\n\n", " ", StringComparison.Ordinal).Replace("|", "\\|", StringComparison.Ordinal);
            bool required = needs && parameters.Any(parameter => !parameter.HasDefaultValue && Capital(parameter.Name!) == property.Name);
            (string standard, meaning) = Default(property, instance, required, meaning);
            _page.Append(CultureInfo.InvariantCulture, $"| `{property.Name}` | {TypeName(property.PropertyType)} | {standard} | {meaning} |\n");
        }
    }

    private void Enumeration(Type enumeration)
    {
        _page.Append(CultureInfo.InvariantCulture, $"\n## {enumeration.Name}\n\n{Text(Comment($"T:{enumeration.FullName}").Element("summary")!)}\n\n| value | meaning |\n| --- | --- |\n");
        foreach (string name in Enum.GetNames(enumeration))
        {
            string meaning = Text(Comment($"F:{enumeration.FullName}.{name}").Element("summary")!).Replace("|", "\\|", StringComparison.Ordinal);
            _page.Append(CultureInfo.InvariantCulture, $"| `{name}` | {meaning} |\n");
        }
    }

    /// <summary>The sentence that ends with "by default" says it; otherwise the property's own value does.</summary>
    private static (string Default, string Meaning) Default(PropertyInfo property, object instance, bool required, string meaning)
    {
        Match sentence = ByDefault().Match(meaning);
        if (sentence.Success)
        {
            string told = sentence.Groups["default"].Value.Trim();
            string rest = (meaning[..sentence.Index] + meaning[(sentence.Index + sentence.Length)..]).Trim();
            return (told.Length > 1 && char.IsUpper(told[0]) && char.IsLower(told[1]) && !told.StartsWith("SiLU", StringComparison.Ordinal) ? char.ToLowerInvariant(told[0]) + told[1..] : told, sentence.Groups["more"].Success ? $"{rest} {Capital(sentence.Groups["more"].Value.Trim())}.".Trim() : rest);
        }

        object? value = property.GetValue(instance);
        string text = value switch
        {
            _ when required => "(required)",
            bool on => on ? "on" : "off",
            Enum choice => $"`{choice}`",
            null or "" or 0 or 0L or 0f => "",
            _ => $"`{Convert.ToString(value, CultureInfo.InvariantCulture)}`",
        };
        return (text, meaning);
    }

    private static string TypeName(Type type) => type switch
    {
        { IsEnum: true } => $"[{type.Name}](#{type.Name.ToLowerInvariant()})",
        { IsArray: true } => $"`{TypeName(type.GetElementType()!).Trim('`')}[]`",
        _ when type == typeof(int) => "`int`",
        _ when type == typeof(float) => "`float`",
        _ when type == typeof(double) => "`double`",
        _ when type == typeof(long) => "`long`",
        _ when type == typeof(bool) => "`bool`",
        _ when type == typeof(string) => "`string`",
        _ => throw new NotSupportedException($"The page has no name for the type {type} of a property."),
    };

    private XElement Comment(string member) => _comments.TryGetValue(member, out XElement? comment)
        ? comment
        : throw new InvalidOperationException($"{member} has no doc comment.");

    private static string Capital(string name) => char.ToUpperInvariant(name[0]) + name[1..];

    /// <summary>A doc comment as Markdown: paragraphs apart, names and code in code.</summary>
    private static string Text(XElement comment)
    {
        StringBuilder text = new();
        Append(comment);
        IEnumerable<string> paragraphs = text.ToString().Split('\f').Select(paragraph => Space().Replace(paragraph, " ").Trim());
        return string.Join("\n\n", paragraphs.Where(paragraph => paragraph.Length > 0));

        void Append(XElement element)
        {
            foreach (XNode node in element.Nodes())
            {
                _ = node switch
                {
                    XText plain => text.Append(plain.Value),
                    XElement { Name.LocalName: "c" } code => text.Append('`').Append(code.Value).Append('`'),
                    XElement { Name.LocalName: "see" } see => text.Append('`').Append(Reference(see)).Append('`'),
                    XElement { Name.LocalName: "paramref" or "typeparamref" } parameter => text.Append('`').Append(parameter.Attribute("name")!.Value).Append('`'),
                    XElement { Name.LocalName: "para" } paragraph => Paragraph(paragraph),
                    XElement other => throw new NotSupportedException($"The page has no Markdown for <{other.Name.LocalName}>."),
                    _ => text,
                };
            }
        }

        StringBuilder Paragraph(XElement paragraph)
        {
            text.Append('\f');
            Append(paragraph);
            return text.Append('\f');
        }
    }

    /// <summary><c>P:ShapeGen.EncoderAttribute.Heads</c> is <c>Heads</c>; an attribute is <c>[Encoder]</c>, an enumeration's value has its type before it.</summary>
    private static string Reference(XElement see)
    {
        if (see.Attribute("cref") is not { } reference)
        {
            return see.Attribute("langword")!.Value;
        }

        string name = reference.Value[2..].Replace("ShapeGen.", "", StringComparison.Ordinal);
        string[] parts = name.Split('(')[0].Split('.');
        return reference.Value[0] switch
        {
            'T' => name.EndsWith(nameof(System.Attribute), StringComparison.Ordinal) ? $"[{name[..^nameof(System.Attribute).Length]}]" : parts[^1],
            'F' => string.Join('.', parts[^2..]),
            _ => parts[^1],
        };
    }

    // A sentence begins after a full stop and a space: numbers have full stops too.
    [GeneratedRegex(@"(?<=^|[.!] )(?<default>[^.;]+(?:\.\d[^.;]*)*?) by default(?:; (?<more>[^.]+(?:\.\d[^.]*)*))?\.(?: |$)")]
    private static partial Regex ByDefault();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
