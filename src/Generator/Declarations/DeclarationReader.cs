using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ShapeGen.Generator.Common;
using ShapeGen.Generator.Diagnostics;
using ShapeGen.Generator.Modules;

namespace ShapeGen.Generator.Declarations;

/// <summary>The first stage: from an attributed class to what the user declared, and what is wrong with it.</summary>
internal static class DeclarationReader
{
    /// <returns>The declaration, or null where another application of a module attribute speaks for this class.</returns>
    public static DeclarationResult? Read(GeneratorAttributeSyntaxContext context, ModuleKind kind, CancellationToken cancellation)
    {
        if (context is not { TargetSymbol: INamedTypeSymbol type, TargetNode: TypeDeclarationSyntax node })
        {
            return null;
        }

        // A class may carry several module attributes, on several of its parts: the first one speaks for all.
        List<(AttributeData Data, ModuleKind Kind)> applied = ModuleAttributes(type);
        (AttributeData first, ModuleKind firstKind) = applied[0];
        if (firstKind != kind || first.ApplicationSyntaxReference is not { } reference
            || reference.SyntaxTree != node.SyntaxTree || !node.Span.Contains(reference.Span))
        {
            return null;
        }

        List<DiagnosticInfo> diagnostics = [];
        LanguageRule.Check(node, kind, diagnostics);
        bool extendable = TypeRules.Check(type, node, kind, diagnostics);
        foreach ((AttributeData data, ModuleKind other) in applied.Skip(1).Where(second => second.Kind != kind))
        {
            Location? at = data.ApplicationSyntaxReference?.GetSyntax(cancellation).GetLocation();
            diagnostics.Add(new(
                Descriptors.TwoModules.Id, SourceSpan.From(at), new EquatableArray<string>([type.Name, kind.Name, other.Name])));
        }

        ModuleShape? shape = kind.Read(new AttributeArguments(first, kind, diagnostics, cancellation));
        bool fixedTokens = first.NamedArguments.Any(argument => argument.Key == "Tokens");
        (EquatableArray<string> omitted, string? stubConstructor) = MemberRules.Check(type, node, kind, fixedTokens, diagnostics);

        DiagnosticInfo? error = diagnostics.FirstOrDefault();
        ModuleDeclaration? declaration = extendable
            ? new(Describe(type, node), kind.Name, error is null ? shape : null, fixedTokens, error is null ? null : $"{error.Id}: {error.Message}", omitted, stubConstructor)
            : null;
        return new(declaration, new(diagnostics));
    }

    private static List<(AttributeData Data, ModuleKind Kind)> ModuleAttributes(INamedTypeSymbol type) =>
        (from attribute in type.GetAttributes()
         from kind in ModuleKind.All
         where attribute.AttributeClass?.ToDisplayString() == kind.MetadataName
         select (attribute, kind)).ToList();

    private static TypeDeclaration Describe(INamedTypeSymbol type, TypeDeclarationSyntax node)
    {
        Stack<string> containing = new();
        for (INamedTypeSymbol? outer = type.ContainingType; outer is not null; outer = outer.ContainingType)
        {
            containing.Push($"partial {TypeRules.Keyword(outer)} {DeclaredName(outer)}");
        }

        string @namespace = type.ContainingNamespace.IsGlobalNamespace
            ? ""
            : type.ContainingNamespace.ToDisplayString(SymbolDisplayFormat.CSharpErrorMessageFormat);
        bool documented = type.DeclaringSyntaxReferences
            .SelectMany(part => part.GetSyntax().GetLeadingTrivia())
            .Any(trivia => trivia.HasStructure && trivia.GetStructure() is DocumentationCommentTriviaSyntax);
        return new(@namespace, new(containing), DeclaredName(type), TypeRules.Keyword(type), MetadataName(type), documented);
    }

    private static string DeclaredName(INamedTypeSymbol type)
    {
        string name = EscapeKeyword(type.Name);
        return type.TypeParameters.IsEmpty
            ? name
            : $"{name}<{string.Join(", ", type.TypeParameters.Select(parameter => EscapeKeyword(parameter.Name)))}>";
    }

    public static string EscapeKeyword(string name) =>
        SyntaxFacts.GetKeywordKind(name) != SyntaxKind.None || SyntaxFacts.GetContextualKeywordKind(name) != SyntaxKind.None
            ? "@" + name
            : name;

    /// <summary>
    /// The type's name in metadata, made fit for a file name. Files are told apart without regard to case, so types that differ by case
    /// only get a suffix; so do a class and a record, or a type and a namespace, of one name, which C# refuses only after the generator ran.
    /// </summary>
    private static string MetadataName(INamedTypeSymbol type)
    {
        string name = "";
        string identity = "";
        bool ambiguous = false;
        for (INamespaceOrTypeSymbol? part = type; part is not null and not INamespaceSymbol { IsGlobalNamespace: true }; part = Container(part))
        {
            name = name.Length == 0 ? part.MetadataName : part.MetadataName + "." + name;
            identity = $"{(part is INamedTypeSymbol named ? TypeRules.Keyword(named) : "namespace")} {part.MetadataName}.{identity}";
            ambiguous |= Container(part)!.GetMembers().OfType<INamespaceOrTypeSymbol>().Any(sibling =>
                !SymbolEqualityComparer.Default.Equals(sibling, part)
                && string.Equals(sibling.MetadataName, part.MetadataName, StringComparison.OrdinalIgnoreCase));
        }

        string file = string.Concat(name.Select(letter =>
            char.IsLetterOrDigit(letter) || letter is '.' or '_' or '`' ? letter.ToString() : $"-{(int)letter:X4}"));
        return ambiguous ? $"{file}-{StableHash(identity):X8}" : file;

        static INamespaceOrTypeSymbol? Container(INamespaceOrTypeSymbol symbol) =>
            symbol.ContainingType ?? (INamespaceOrTypeSymbol?)symbol.ContainingNamespace;
    }

    /// <summary>FNV-1a: <c>string.GetHashCode</c> differs from run to run.</summary>
    private static uint StableHash(string text) =>
        text.Aggregate(2166136261u, (hash, letter) => unchecked((hash ^ letter) * 16777619u));
}
