using Microsoft.CodeAnalysis;
using ShapeGen.Generator.Arguments;
using ShapeGen.Generator.Diagnostics;
using ShapeGen.Generator.Modules;

namespace ShapeGen.Generator.Declarations;

/// <summary>Finds the attributes of the stages before and after an encoder.</summary>
internal static class StageAttributes
{
    private const string Suffix = "Attribute";

    /// <summary>The name of a stage attribute without its suffix, or null for any other attribute.</summary>
    public static string? NameOf(AttributeData attribute)
    {
        if (!ClassAttributes.IsShapeGens(attribute) || !attribute.AttributeClass!.Name.EndsWith(Suffix, StringComparison.Ordinal))
        {
            return null;
        }

        string name = attribute.AttributeClass.Name.Substring(0, attribute.AttributeClass.Name.Length - Suffix.Length);
        return StageArguments.Examples.ContainsKey(name) ? name : null;
    }

    /// <summary>Those of a class, on any of its parts, in source order. If it is not an encoder, each of them is reported, and there are none.</summary>
    public static List<AttributeArguments> Of(INamedTypeSymbol type, ModuleKind kind, List<DiagnosticInfo> diagnostics, CancellationToken cancellation)
    {
        List<AttributeArguments> stages = [];
        foreach (AttributeData attribute in type.GetAttributes())
        {
            if (NameOf(attribute) is not { } name)
            {
                continue;
            }

            AttributeArguments arguments = new(attribute, name, StageArguments.Examples[name], diagnostics, cancellation);
            if (kind == ModuleKind.Encoder)
            {
                stages.Add(arguments);
            }
            else
            {
                arguments.Contradiction("", $"[{name}]", $"[{kind.Name}]", $"it is a stage before or after an encoder; declare the model with [Encoder], or remove [{name}]", arguments.Remove());
            }
        }

        return stages;
    }
}
