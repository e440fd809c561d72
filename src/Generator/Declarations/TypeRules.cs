using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ShapeGen.Generator.Common;
using ShapeGen.Generator.Diagnostics;
using ShapeGen.Generator.Modules;

namespace ShapeGen.Generator.Declarations;

/// <summary>The requirements on a class that a model can be generated into.</summary>
internal static class TypeRules
{
    /// <returns>Whether a part, or at least a stub, can be added to the class.</returns>
    public static bool Check(INamedTypeSymbol type, TypeDeclarationSyntax node, ModuleKind kind, List<DiagnosticInfo> diagnostics)
    {
        bool extendable = true;
        SourceSpan? name = SourceSpan.From(node.Identifier.GetLocation());

        if (!IsPartial(type))
        {
            extendable = false;
            Report(Descriptors.NotPartial, name, type.Name, kind.Name, Keyword(type));
        }

        for (INamedTypeSymbol? outer = type.ContainingType; outer is not null; outer = outer.ContainingType)
        {
            if (!IsPartial(outer))
            {
                extendable = false;
                Report(Descriptors.ContainingTypeNotPartial, name, type.Name, outer.Name, Keyword(outer));
            }
        }

        for (INamedTypeSymbol? outer = type; outer is not null; outer = outer.ContainingType)
        {
            if (outer.IsFileLocal)
            {
                extendable = false;
                Report(Descriptors.WrongKindOfClass, name, type.Name, kind.Name, "file-local", "remove the modifier 'file', because the generated part is in another file");
                break;
            }
        }

        if (type.IsStatic)
        {
            extendable = false;
            Report(Descriptors.WrongKindOfClass, name, type.Name, kind.Name, "static", "remove 'static', because a model is an object that holds its weights");
        }
        else if (type.IsAbstract)
        {
            Report(Descriptors.WrongKindOfClass, name, type.Name, kind.Name, "abstract", "remove 'abstract', because Load and CreateRandom create objects of the class itself");
        }

        if (!type.TypeParameters.IsEmpty)
        {
            string parameters = string.Join(", ", type.TypeParameters.Select(parameter => parameter.Name));
            Report(Descriptors.Generic, name, type.Name, parameters);
        }

        return extendable;

        void Report(DiagnosticDescriptor descriptor, SourceSpan? span, params string[] arguments) =>
            diagnostics.Add(new(descriptor.Id, span, new EquatableArray<string>(arguments)));
    }

    /// <summary>The keyword for another part of the type.</summary>
    public static string Keyword(INamedTypeSymbol type) => type switch
    {
        { TypeKind: TypeKind.Interface } => "interface",
        { IsRecord: true, IsValueType: true } => "record struct",
        { IsRecord: true } => "record",
        { IsValueType: true } => "struct",
        _ => "class",
    };

    // The compiler requires all parts to be partial, so one is enough.
    private static bool IsPartial(INamedTypeSymbol type) => type.DeclaringSyntaxReferences.Any(reference =>
        reference.GetSyntax() is TypeDeclarationSyntax part && part.Modifiers.Any(SyntaxKind.PartialKeyword));
}
