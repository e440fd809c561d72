using Microsoft.CodeAnalysis;
using ShapeGen.Generator.Modules;

namespace ShapeGen.Generator.Declarations;

/// <summary>Finds ShapeGen's attributes of a class, on any of its parts.</summary>
internal static class ClassAttributes
{
    /// <summary>The metadata name of <c>[TensorNames]</c>.</summary>
    public const string TensorNames = "ShapeGen." + TensorNamesClass;

    private const string TensorNamesClass = "TensorNamesAttribute";

    /// <summary>The module attributes of a class.</summary>
    public static List<AppliedModule> AppliedTo(INamedTypeSymbol type)
    {
        List<AppliedModule> applied = [];
        foreach (AttributeData attribute in type.GetAttributes())
        {
            if (ModuleKind.All.FirstOrDefault(kind => Is(attribute, kind.ClassName)) is { } found)
            {
                applied.Add(new(attribute, found));
            }
        }

        return applied;
    }

    /// <summary>The <c>[TensorNames]</c> of a class, or null.</summary>
    public static AttributeData? NamesOf(INamedTypeSymbol type) => Of(type, TensorNamesClass);

    /// <summary>The <c>[Trace]</c> of a class, or null.</summary>
    public static AttributeData? TraceOf(INamedTypeSymbol type) => Of(type, "TraceAttribute");

    /// <summary>The <c>[Checkpoint]</c> of a class, or null.</summary>
    public static AttributeData? CheckpointOf(INamedTypeSymbol type) => Of(type, "CheckpointAttribute");

    /// <summary>The <c>[Budget]</c> of a class, or null.</summary>
    public static AttributeData? BudgetOf(INamedTypeSymbol type) => Of(type, "BudgetAttribute");

    /// <summary>Whether it is one of ShapeGen's attributes, a module's or another one.</summary>
    public static bool IsShapeGens(AttributeData attribute) => attribute.AttributeClass is
    {
        ContainingType: null,
        ContainingNamespace: { Name: "ShapeGen", ContainingNamespace.IsGlobalNamespace: true },
    };

    private static AttributeData? Of(INamedTypeSymbol type, string className) => type.GetAttributes().FirstOrDefault(attribute => Is(attribute, className));

    /// <summary>Whether it is an attribute of this class. Compares names: this runs at every keystroke for all attributes of all models, and a display string is slow.</summary>
    private static bool Is(AttributeData attribute, string className) => attribute.AttributeClass?.Name == className && IsShapeGens(attribute);
}
