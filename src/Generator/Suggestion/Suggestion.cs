using ShapeGen.Generator.Checkpoints;
using ShapeGen.Generator.Modules;
using ShapeGen.Generator.Sidecars;

namespace ShapeGen.Generator.Suggestion;

/// <summary>The declaration suggested for a checkpoint, or the reasons why there is none.</summary>
/// <param name="Family">The family of the names and shapes, in words; null if unknown.</param>
/// <param name="Module">The model, or null.</param>
/// <param name="Outer">The prefix of all of the model's names in a file that contains more: the prefix for <c>Load</c> and <c>[Checkpoint]</c>.</param>
/// <param name="Remarks">What the file does not show, and what was assumed.</param>
/// <param name="Refusals">The reasons why the model cannot be declared; empty if it can.</param>
internal sealed record Suggestion(string? Family, EncoderModule? Module, string Outer, IReadOnlyList<Remark> Remarks, IReadOnlyList<string> Refusals)
{
    /// <summary>Constants of the class, from the files beside the checkpoint.</summary>
    public IReadOnlyList<ClassConstant> Constants { get; init; } = [];

    /// <summary>The attributes without <c>[Checkpoint]</c>; none if there is no declaration.</summary>
    public IReadOnlyList<DeclaredAttribute> Attributes => Module is null ? [] : DeclarationWriter.Attributes(Module);

    public static Suggestion Refuse(string? family, params string[] reasons) => new(family, null, "", [], reasons);
}

/// <summary>What a file does not show, what was assumed, and why.</summary>
/// <param name="Attribute">The attribute without its suffix; empty if the remark is not about one.</param>
/// <param name="Arguments">The uncertain arguments; none if the whole attribute is uncertain.</param>
/// <param name="Text">The remark.</param>
internal sealed record Remark(string Attribute, IReadOnlyList<string> Arguments, string Text)
{
    /// <summary>Whether it is about an argument; an empty name is the attribute itself.</summary>
    public bool IsAbout(ArgumentName argument) => argument.Attribute == Attribute && (Arguments.Count == 0 || Arguments.Contains(argument.Argument));

    public override string ToString() => Text;
}
