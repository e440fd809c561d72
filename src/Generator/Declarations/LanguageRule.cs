using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ShapeGen.Generator.Common;
using ShapeGen.Generator.Diagnostics;
using ShapeGen.Generator.Modules;

namespace ShapeGen.Generator.Declarations;

/// <summary>The C# version that a model needs. With an older one, generated code would cause hundreds of errors in files that the user did not write.</summary>
internal static class LanguageRule
{
    /// <summary>File-local types need 11, collection expressions 12.</summary>
    private const LanguageVersion Minimum = LanguageVersion.CSharp12;

    /// <summary>Throw expressions, of which a stub consists, need 7.</summary>
    private const LanguageVersion MinimumOfStubs = LanguageVersion.CSharp7;

    /// <returns>Whether a part, or at least a stub, can be added to the class.</returns>
    public static bool Check(TypeDeclarationSyntax node, ModuleKind kind, List<DiagnosticInfo> diagnostics)
    {
        LanguageVersion version = ((CSharpParseOptions)node.SyntaxTree.Options).LanguageVersion;
        if (version < Minimum)
        {
            diagnostics.Add(new(
                Descriptors.OldLanguage.Id,
                SourceSpan.From(node.Identifier.GetLocation()),
                new EquatableArray<string>([node.Identifier.ValueText, kind.Name, version.ToDisplayString()])));
        }

        return version >= MinimumOfStubs;
    }
}
