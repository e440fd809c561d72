using System.Text;
using ShapeGen.Generator.Common;
using ShapeGen.Generator.Sidecars;

namespace ShapeGen.Generator.Suggestion;

/// <summary>A suggestion as a C# file: the class, with the assumptions above it.</summary>
internal static class DeclarationText
{
    /// <summary>Longer lines are broken between arguments.</summary>
    private const int MostColumns = 160;

    /// <param name="suggestion">A suggestion with a declaration.</param>
    /// <param name="className">The class.</param>
    /// <param name="namespaceName">Its namespace; null for none.</param>
    /// <param name="source">The name of the file that it comes from.</param>
    /// <param name="checkpoint">The path for <c>[Checkpoint]</c>; null for none.</param>
    public static string Of(Suggestion suggestion, string className, string? namespaceName, string source, string? checkpoint)
    {
        StringBuilder text = new();
        text.Append("using ShapeGen;\n\n");
        if (namespaceName is not null)
        {
            text.Append($"namespace {namespaceName};\n\n");
        }

        text.Append($"// {OneLine(source)}: {OneLine(suggestion.Family ?? "unknown names")}.\n");
        if (suggestion.Remarks.Count > 0)
        {
            text.Append("// What the file does not show, or the program has to know; please check:\n");
            foreach (Remark remark in suggestion.Remarks)
            {
                text.Append($"// - {OneLine(remark.Text)}\n");
            }
        }

        List<DeclaredAttribute> attributes = [.. suggestion.Attributes];
        if (checkpoint is not null)
        {
            attributes.Add(new AttributeBuilder("Checkpoint").First("Path", Literals.String(checkpoint)).Add("Prefix", suggestion.Outer.Length == 0 ? null : suggestion.Outer).Build());
        }

        foreach (DeclaredAttribute attribute in attributes)
        {
            Append(text, attribute);
        }

        if (suggestion.Constants.Count == 0)
        {
            return text.Append($"public sealed partial class {className};\n").ToString();
        }

        text.Append($"public sealed partial class {className}\n{{\n");
        HashSet<string> members = new(StringComparer.Ordinal) { className };
        foreach (ClassConstant given in suggestion.Constants)
        {
            // Two names in the file may become the same C# name.
            ClassConstant constant = given;
            for (int number = 2; !members.Add(constant.Member); number++)
            {
                constant = given with { Member = given.Member + Literals.Integer(number) };
            }

            text.Append(members.Count > 2 ? "\n" : "")
                .Append($"    /// <summary>{Xml(OneLine(constant.Summary))}</summary>\n")
                .Append($"    public const {constant.Type} {constant.Member} = {(constant.Type == "string" ? Literals.String(constant.Value) : constant.Value)};\n");
        }

        return text.Append("}\n").ToString();
    }

    private static string Xml(string text) => text.Replace("&", "&amp;").Replace("<", "&lt;");

    /// <summary>Converts a file name to a class name: <c>all-MiniLM-L6-v2</c> becomes <c>AllMiniLML6V2</c>.</summary>
    public static string ClassName(string file)
    {
        StringBuilder name = new();
        bool starts = true;
        foreach (char letter in file)
        {
            if (!char.IsLetterOrDigit(letter) || letter > 127)
            {
                starts = true;
                continue;
            }

            if (name.Length == 0 && char.IsDigit(letter))
            {
                name.Append("Model");
            }

            name.Append(starts ? char.ToUpperInvariant(letter) : letter);
            starts = false;
        }

        return name.Length == 0 ? "Model" : name.ToString();
    }

    private static void Append(StringBuilder text, DeclaredAttribute attribute)
    {
        string line = $"[{attribute}]";
        if (line.Length <= MostColumns)
        {
            text.Append(line).Append('\n');
            return;
        }

        text.Append($"[{attribute.Name}(");
        int column = attribute.Name.Length + 2;
        for (int i = 0; i < attribute.Arguments.Count; i++)
        {
            string argument = attribute.Arguments[i] + (i + 1 < attribute.Arguments.Count ? "," : ")]");
            if (i > 0 && column + argument.Length + 1 > MostColumns)
            {
                text.Append("\n    ");
                column = 4;
            }
            else if (i > 0)
            {
                text.Append(' ');
                column++;
            }

            text.Append(argument);
            column += argument.Length;
        }

        text.Append('\n');
    }

    /// <summary>Names in a file may contain any characters, but a comment ends with its line.</summary>
    private static string OneLine(string text) => FileText.Visible(text);
}
