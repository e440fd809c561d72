using System.Text.RegularExpressions;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace ShapeGen.Build;

/// <summary>
/// Finds attributes that declare models in Visual Basic and F# sources, where no generator runs. It searches the text, because it runs before those compilers.
/// </summary>
public sealed class FindDeclarations : Microsoft.Build.Utilities.Task
{
    private const string Name = @"(?:(?:Global|global)\s*\.\s*)?(?<qualified>ShapeGen\s*\.\s*)?(?<name>Encoder|MultiHeadAttention|FeedForward|LayerNorm|Linear)(?:Attribute)?\b";

    // Comments and strings are the first alternatives, so that their contents are skipped.
    private static readonly Regex VisualBasic = new(
        @"'[^\n]*|\bREM\b[^\n]*|""(?:[^""\n]|"""")*""|<\s*(?:[^<>'""]*?,\s*)?" + Name, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    private static readonly Regex FSharp = new(
        @"//[^\n]*|\(\*(?!\))[\s\S]*?\*\)|""""""[\s\S]*?""""""|@""(?:[^""]|"""")*""|""(?:[^""\\]|\\.)*""|\[<\s*(?:[^\[\]""]*?[;,]\s*)?" + Name, RegexOptions.CultureInvariant);

    /// <summary>The project's sources.</summary>
    [Required]
    public ITaskItem[] Sources { get; set; } = [];

    /// <summary>Namespaces that a Visual Basic project imports in all files.</summary>
    public ITaskItem[] Imports { get; set; } = [];

    /// <summary>The language of the sources: <c>VB</c> or <c>F#</c>.</summary>
    [Required]
    public string Language { get; set; } = "";

    /// <summary>The files with a declaration, with <c>Line</c> and <c>Attribute</c> of the first one.</summary>
    [Output]
    public ITaskItem[] Declarations { get; private set; } = [];

    /// <inheritdoc/>
    public override bool Execute()
    {
        Regex pattern = Language switch
        {
            "VB" => VisualBasic,
            "F#" => FSharp,
            _ => throw new InvalidOperationException($"Sources of the language '{Language}' cannot be searched for declarations."),
        };
        bool imported = Imports.Any(import => string.Equals(import.ItemSpec, "ShapeGen", StringComparison.OrdinalIgnoreCase));
        Declarations = [.. Sources.Select(source => Declaration(source, pattern, imported)).OfType<ITaskItem>()];
        return true;
    }

    private static TaskItem? Declaration(ITaskItem source, Regex pattern, bool imported)
    {
        string path = source.GetMetadata("FullPath");
        if (!File.Exists(path))
        {
            return null; // The compiler reports that.
        }

        string text = File.ReadAllText(path);
        // Another library may have attributes with these names.
        bool opened = imported || Regex.IsMatch(text, @"^\s*(?:open|Imports)\b[^\n'/]*(?<![\w.])ShapeGen(?![\w.])", RegexOptions.Multiline | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
        Match? found = pattern.Matches(text).Cast<Match>().FirstOrDefault(match => match.Groups["name"].Success && (opened || match.Groups["qualified"].Success));
        if (found is null)
        {
            return null;
        }

        Group name = found.Groups["name"];
        TaskItem declaration = ItemText.Item(path);
        declaration.Set("Line", (text.Take(name.Index).Count(letter => letter == '\n') + 1).ToString(System.Globalization.CultureInfo.InvariantCulture));
        declaration.Set("Attribute", name.Value);
        return declaration;
    }
}
