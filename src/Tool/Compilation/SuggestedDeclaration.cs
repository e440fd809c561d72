using ShapeGen.Generator.Common;
using ShapeGen.Generator.Suggestion;
using ShapeGen.Tool.Console;
using ShapeGen.Tool.Inspection;

namespace ShapeGen.Tool.Compilation;

/// <summary>The declaration that the tool derives from a checkpoint if the user gives none, as <c>shapegen declare</c> does.</summary>
/// <param name="Source">Its text.</param>
/// <param name="File">The file of the weights.</param>
/// <param name="Prefix">The prefix of the model's tensor names in the file.</param>
/// <param name="Remarks">What the file does not show, and what was assumed.</param>
internal sealed record SuggestedDeclaration(DeclarationSource Source, string File, string Prefix, IReadOnlyList<string> Remarks)
{
    /// <exception cref="ToolException">No declaration follows from the checkpoint.</exception>
    public static SuggestedDeclaration Of(string checkpoint, SuggestionOptions options)
    {
        CheckpointSource source = CheckpointSource.Open(checkpoint);
        if (source.Files.Count > 1)
        {
            throw CheckpointSource.SeveralFiles(checkpoint, source.Files.Count);
        }

        Suggestion suggestion = Suggester.Suggest(source.Facts(), options);
        if (suggestion.Module is null)
        {
            string family = suggestion.Family is null ? "it" : $"it ({suggestion.Family})";
            throw new ToolException(ExitCode.No, $"{checkpoint}: cannot declare {family}, because\n  {string.Join("\n  ", suggestion.Refusals.Select(FileText.Visible))}\nWrite the declaration yourself, starting from shapegen declare, and pass it with --declaration.");
        }

        string name = DeclarationText.ClassName(source.Stem);
        string text = DeclarationText.Of(suggestion, name, null, Path.GetFileName(source.Files[0]), null);
        return new(new($"{name}.cs (declared by the tool)", text), source.Files[0], suggestion.Outer, [.. suggestion.Remarks.Select(remark => remark.Text)]);
    }
}
