using ShapeGen.Generator.Suggestion;
using ShapeGen.Tool.Compilation;
using ShapeGen.Tool.Compilers;

namespace ShapeGen.Tool.Inspection;

/// <summary>The result of <c>declare</c>, and its JSON.</summary>
/// <param name="Path">The checkpoint.</param>
/// <param name="Family">The family, or null.</param>
/// <param name="Class">The class, or null if there is no declaration.</param>
/// <param name="Namespace">Its namespace, or null.</param>
/// <param name="Prefix">The argument for <c>Load(file, prefix)</c>, if the model is only a part of the file.</param>
/// <param name="Attributes">The attributes.</param>
/// <param name="Remarks">What the file does not show.</param>
/// <param name="CannotDeclareBecause">The reasons for a refusal.</param>
/// <param name="Text">The C# file.</param>
internal sealed record DeclareResult(
    string Path, string? Family, string? Class, string? Namespace, string? Prefix, IReadOnlyList<string> Attributes, IReadOnlyList<RemarkResult> Remarks, IReadOnlyList<string> CannotDeclareBecause, string? Text)
{
    /// <summary>The compiler that checked the declaration, or null if there is none.</summary>
    public string? Compiler => Text is null ? null : CurrentCompiler.Name;

    public static DeclareResult Declared(CheckpointSource source, Suggestion suggestion, string className, string? space, string text) => new(
        source.Path, suggestion.Family, className, space, suggestion.Outer.Length == 0 ? null : suggestion.Outer, [.. suggestion.Attributes.Select(attribute => attribute.ToString())],
        [.. suggestion.Remarks.Select(remark => new RemarkResult(remark.Attribute, remark.Arguments, remark.Text))], [], text);

    public static DeclareResult Refused(CheckpointSource source, string? family, IReadOnlyList<string> reasons) => new(source.Path, family, null, null, null, [], [], reasons, null);
}

/// <summary>A remark.</summary>
internal sealed record RemarkResult(string Attribute, IReadOnlyList<string> Arguments, string Text);
