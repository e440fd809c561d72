using ShapeGen.Generator.Checkpoints;
using ShapeGen.Generator.Modules;
using ShapeGen.Generator.Sidecars;

namespace ShapeGen.Generator.Suggestion;

/// <summary>The declaration that a checkpoint suggests, or why there is none.</summary>
/// <param name="Family">The family that the names and shapes are of, in words; null where none is known.</param>
/// <param name="Module">The model, or null.</param>
/// <param name="Outer">What stands before all of the model's names in the file, where the file holds more: the prefix of <c>Load</c> and <c>[Checkpoint]</c>.</param>
/// <param name="Remarks">What the file does not tell, and what was assumed.</param>
/// <param name="Refusals">Why the model cannot be declared; empty where it can.</param>
internal sealed record Suggestion(string? Family, EncoderModule? Module, string Outer, IReadOnlyList<Remark> Remarks, IReadOnlyList<string> Refusals)
{
    /// <summary>Constants that the class gets from the files beside the checkpoint.</summary>
    public IReadOnlyList<ClassConstant> Constants { get; init; } = [];

    /// <summary>The attributes, but for <c>[Checkpoint]</c>; none where there is no declaration.</summary>
    public IReadOnlyList<DeclaredAttribute> Attributes => Module is null ? [] : DeclarationWriter.Attributes(Module);

    public static Suggestion Refuse(string? family, params string[] reasons) => new(family, null, "", [], reasons);
}

/// <summary>What a file does not tell, what was assumed, and why.</summary>
/// <param name="Attribute">The attribute without its suffix; empty where the remark is about none.</param>
/// <param name="Arguments">The arguments that may be otherwise; none where the whole attribute may be there or not.</param>
/// <param name="Text">The remark.</param>
internal sealed record Remark(string Attribute, IReadOnlyList<string> Arguments, string Text)
{
    /// <summary>Whether it is about an argument; an empty name is the attribute itself.</summary>
    public bool IsAbout(ArgumentName argument) => argument.Attribute == Attribute && (Arguments.Count == 0 || Arguments.Contains(argument.Argument));

    public override string ToString() => Text;
}
