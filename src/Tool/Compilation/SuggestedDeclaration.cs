using ShapeGen.Tool.Console;

namespace ShapeGen.Tool.Compilation;

/// <summary>The declaration that the tool writes from a checkpoint, where the user gives none.</summary>
internal static class SuggestedDeclaration
{
    public static DeclarationSource Of(string checkpoint) => throw ToolException.Usage($"{checkpoint}: name the C# file that declares its model with --declaration.");
}
