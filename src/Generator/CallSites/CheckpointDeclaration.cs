using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using ShapeGen.Generator.Arguments;
using ShapeGen.Generator.Checkpoints;
using ShapeGen.Generator.Common;
using ShapeGen.Generator.Headers;
using ShapeGen.Generator.Suggestion;

namespace ShapeGen.Generator.CallSites;

/// <summary>The declaration that a checkpoint of the project suggests, for a class that does not have one yet.</summary>
internal static class CheckpointDeclaration
{
    private const string ByHand = "declare the model with [Encoder]";

    /// <param name="path">The path of <c>[Checkpoint]</c>.</param>
    /// <param name="attribute">That attribute.</param>
    /// <param name="options">The build's options for analyzers, with the headers of the project's checkpoints.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <returns>What to do, for the message, and the edit that does it if the checkpoint shows enough.</returns>
    public static (string Advice, SuggestedEdit? Edit) Of(string path, AttributeData attribute, AnalyzerOptions options, CancellationToken cancellation)
    {
        CheckpointUse use = new(path, "", null, new([]));
        List<CheckpointFacts> meant = [];
        foreach (AdditionalText file in options.AdditionalFiles)
        {
            if (CheckpointReader.PathOf(file, options.AnalyzerConfigOptionsProvider) is { } found && use.Means(found) && file.GetText(cancellation) is { } text)
            {
                meant.Add(CheckpointReader.Parse(found, text));
            }
        }

        if (meant.Count != 1)
        {
            return (ByHand, null);
        }

        string? prefix = attribute.NamedArguments.FirstOrDefault(argument => argument.Key == "Prefix").Value.Value as string;
        Suggestion.Suggestion suggestion = Suggester.Suggest(meant[0], SuggestionOptions.None with { Prefix = string.IsNullOrEmpty(prefix) ? null : prefix });
        if (suggestion.Module is null)
        {
            return ($"{ByHand} ('{path}' does not say how: {FileText.Visible(string.Join("; ", suggestion.Refusals))})", null);
        }

        List<string> lines = [];
        lines.AddRange(suggestion.Remarks.Select(remark => "// Check: " + FileText.Visible(remark.Text)));
        lines.AddRange(suggestion.Attributes.Select(declared => $"[{declared}]"));

        // The file holds more than the model: [Checkpoint] has the prefix of the model's tensors.
        if (suggestion.Outer.Length > 0 && prefix != suggestion.Outer)
        {
            lines.Add($"[Checkpoint({Literals.String(path)}, Prefix = {Literals.String(suggestion.Outer)})]");
        }

        return (
            $"write {string.Concat(suggestion.Attributes.Select(declared => $"[{declared}]"))} as the file says",
            new(EditKind.Declare, "Checkpoint", $"Declare the model of '{path}'", string.Join("\n", lines)));
    }
}
