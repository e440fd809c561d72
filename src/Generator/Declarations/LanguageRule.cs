using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ShapeGen.Generator.Common;
using ShapeGen.Generator.Diagnostics;

namespace ShapeGen.Generator.Declarations;

/// <summary>The version of C# that a model needs: with an older one, generated code would give hundreds of errors in files that the user never wrote.</summary>
internal static class LanguageRule
{
    /// <summary>That of file-local types is 11, that of collection expressions 12.</summary>
    private const LanguageVersion Minimum = LanguageVersion.CSharp12;

    /// <summary>That of expressions that throw, which a stub is made of.</summary>
    private const LanguageVersion MinimumOfStubs = LanguageVersion.CSharp7;

    /// <returns>Whether a part can be added to the class at all, be it only a stub.</returns>
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
