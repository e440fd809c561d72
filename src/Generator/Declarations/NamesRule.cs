using Microsoft.CodeAnalysis;
using ShapeGen.Generator.Arguments;
using ShapeGen.Generator.Common;
using ShapeGen.Generator.Diagnostics;

namespace ShapeGen.Generator.Declarations;

/// <summary><c>[TensorNames]</c> needs an attribute that declares a model: alone it would silently have no effect.</summary>
internal static class NamesRule
{
    public static EquatableArray<DiagnosticInfo> Check(GeneratorAttributeSyntaxContext context)
    {
        if (context.TargetSymbol is not INamedTypeSymbol type || ClassAttributes.AppliedTo(type).Count > 0)
        {
            return new([]);
        }

        Location? at = context.Attributes[0].ApplicationSyntaxReference?.GetSyntax().GetLocation();
        string[] arguments =
        [
            "[TensorNames]",
            $"the class '{type.Name}', which is not a model",
            "it names the tensors of a model; declare one with [Encoder], [MultiHeadAttention], [FeedForward], [LayerNorm] or [Linear], or remove [TensorNames]",
        ];
        return new([new(Descriptors.Contradiction.Id, SourceSpan.From(at), new(arguments)) { Edits = new([new SuggestedEdit(EditKind.RemoveAttribute, "TensorNames", "", "")]) }]);
    }
}
