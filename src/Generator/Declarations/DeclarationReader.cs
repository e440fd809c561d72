using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ShapeGen.Generator.Arguments;
using ShapeGen.Generator.Budgets;
using ShapeGen.Generator.Checkpoints;
using ShapeGen.Generator.Common;
using ShapeGen.Generator.Diagnostics;
using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Modules;

namespace ShapeGen.Generator.Declarations;

/// <summary>The first stage: reads an attributed class into a declaration and its diagnostics.</summary>
internal static class DeclarationReader
{
    private static readonly ReadingCache<DeclarationResult> Cache = new();

    /// <returns>
    /// The declaration, or null if another module attribute is responsible for this class, or a name is still being typed.
    /// </returns>
    public static DeclarationResult? Read(GeneratorAttributeSyntaxContext context, ModuleKind kind, CancellationToken cancellation)
    {
        if (context is not { TargetSymbol: INamedTypeSymbol type, TargetNode: TypeDeclarationSyntax node })
        {
            return null;
        }

        return IsSelfContained(type, node)
            ? Cache.GetOrRead(type, node, () => Read(type, node, kind, cancellation), kind, FileStem.Of(type))
            : Read(type, node, kind, cancellation);
    }

    /// <summary>True if the result depends only on the text of the class, its argument values and its file name: then it is cached. Other parts, containing types, members and base classes may be in other files.</summary>
    private static bool IsSelfContained(INamedTypeSymbol type, TypeDeclarationSyntax node) =>
        node is { Members.Count: 0, ParameterList: null }
        && type.ContainingType is null
        && type.DeclaringSyntaxReferences is { Length: 1 } parts && parts[0].GetSyntax() == node
        && (node.BaseList is null || type.BaseType is { SpecialType: SpecialType.System_Object });

    private static DeclarationResult? Read(INamedTypeSymbol type, TypeDeclarationSyntax node, ModuleKind kind, CancellationToken cancellation)
    {
        if (LacksName(type))
        {
            return null;
        }

        // A class may have several module attributes, on several parts. The first one is responsible for the class.
        List<AppliedModule> applied = ClassAttributes.AppliedTo(type);
        (AttributeData first, ModuleKind firstKind) = applied[0];
        if (firstKind != kind || first.ApplicationSyntaxReference is not { } reference
            || reference.SyntaxTree != node.SyntaxTree || !node.Span.Contains(reference.Span))
        {
            return null;
        }

        List<DiagnosticInfo> diagnostics = [];
        bool expressible = LanguageRule.Check(node, kind, diagnostics);
        bool extendable = TypeRules.Check(type, node, kind, diagnostics) && expressible;
        foreach ((AttributeData data, ModuleKind other) in applied.Skip(1).Where(second => second.Kind != kind))
        {
            Location? at = data.ApplicationSyntaxReference?.GetSyntax(cancellation).GetLocation();
            diagnostics.Add(new(
                Descriptors.TwoModules.Id, SourceSpan.From(at), new EquatableArray<string>([type.Name, kind.Name, other.Name]))
                {
                    Edits = new([new SuggestedEdit(EditKind.RemoveAttribute, other.Name, "", "")]),
                });
        }

        ModelAttributes attributes = new(type, applied[0], diagnostics, cancellation);
        ModuleShape? shape = attributes.Read();
        CallForm form = attributes.Form with { IsTraced = ClassAttributes.TraceOf(type) is not null };
        (EquatableArray<string> omitted, string? stubConstructor, DiagnosticInfo? takenLoad) = MemberRules.Check(type, node, kind, form, diagnostics);

        DiagnosticInfo? error = diagnostics.FirstOrDefault();
        ModuleDeclaration? declaration = extendable
            ? new(Describe(type), kind.Name, error is null ? shape : null, form, error is null ? null : $"{error.Id}: {error.Message}", omitted, stubConstructor)
            : null;
        BudgetUse? budget = BudgetReader.Read(type, form, diagnostics, cancellation);
        return new(declaration, SourceSpan.From(node.Identifier.GetLocation()), new(diagnostics))
        {
            Budget = budget,
            Checkpoint = ClassAttributes.CheckpointOf(type) is { } checkpoint ? ReadCheckpoint(new(checkpoint, "Checkpoint", "\"model.safetensors\"", diagnostics, cancellation), attributes, takenLoad) : null,
        };
    }

    /// <summary>The model that a class declares, whether it is source of the project or compiled in a reference. Null if it declares none, or an invalid one.</summary>
    public static ModuleShape? ReadShape(INamedTypeSymbol type, CancellationToken cancellation)
    {
        List<AppliedModule> applied = ClassAttributes.AppliedTo(type);
        if (applied.Count == 0)
        {
            return null;
        }

        List<DiagnosticInfo> diagnostics = [];
        ModuleShape? shape = new ModelAttributes(type, applied[0], diagnostics, cancellation).Read();
        return diagnostics.Count == 0 ? shape : null;
    }

    private static CheckpointUse? ReadCheckpoint(AttributeArguments checkpoint, ModelAttributes model, DiagnosticInfo? takenLoad) =>
        checkpoint.Text("Path") is { } path
            ? new(path, checkpoint.Text("Prefix") ?? "", checkpoint.At, new(model.Places))
            {
                Taken = takenLoad,
                Files = new(model.Files),
            }
            : null;

    /// <summary>Whether the type, a type parameter, or a containing type or namespace has no name yet, so that no part of the class can be written.</summary>
    private static bool LacksName(INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? outer = type; outer is not null; outer = outer.ContainingType)
        {
            if (outer.Name.Length == 0 || outer.TypeParameters.Any(parameter => parameter.Name.Length == 0))
            {
                return true;
            }
        }

        for (INamespaceSymbol outer = type.ContainingNamespace; !outer.IsGlobalNamespace; outer = outer.ContainingNamespace)
        {
            if (outer.Name.Length == 0)
            {
                return true;
            }
        }

        return false;
    }

    private static TypeDeclaration Describe(INamedTypeSymbol type)
    {
        Stack<string> containing = new();
        for (INamedTypeSymbol? outer = type.ContainingType; outer is not null; outer = outer.ContainingType)
        {
            containing.Push($"partial {TypeRules.Keyword(outer)} {DeclaredName(outer)}");
        }

        string @namespace = type.ContainingNamespace.IsGlobalNamespace
            ? ""
            : type.ContainingNamespace.ToDisplayString(SymbolDisplayFormat.CSharpErrorMessageFormat);
        bool documented = type.DeclaringSyntaxReferences.Any(part => part.GetSyntax() is TypeDeclarationSyntax syntax && HasDocumentation(syntax));
        return new(@namespace, new(containing), DeclaredName(type), TypeRules.Keyword(type), FileStem.Of(type), documented);
    }

    /// <summary>Whether a doc comment stands before a part of the type.</summary>
    private static bool HasDocumentation(TypeDeclarationSyntax node) => node.GetLeadingTrivia().Any(trivia =>
        trivia.IsKind(SyntaxKind.SingleLineDocumentationCommentTrivia) || trivia.IsKind(SyntaxKind.MultiLineDocumentationCommentTrivia));

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
}
