using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Simplification;
using ShapeGen.Generator.Arguments;
using ShapeGen.Generator.Diagnostics;

namespace ShapeGen.CodeFixes;

/// <summary>Applies edits to the attributes of a document.</summary>
internal static class AttributeEditor
{
    private const string Suffix = "Attribute";

    /// <summary>The attribute at a diagnostic's location, if it has the name that the edit applies to.</summary>
    public static AttributeSyntax? Find(SyntaxNode root, Diagnostic diagnostic, SuggestedEdit edit)
    {
        AttributeSyntax? attribute = root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true).FirstAncestorOrSelf<AttributeSyntax>();
        return attribute is not null && ShortName(attribute) == edit.Attribute ? attribute : null;
    }

    /// <summary>The name of an attribute without qualifiers and without the suffix "Attribute".</summary>
    private static string? ShortName(AttributeSyntax attribute)
    {
        string? name = (attribute.Name switch
        {
            QualifiedNameSyntax qualified => qualified.Right,
            AliasQualifiedNameSyntax alias => alias.Name,
            SimpleNameSyntax simple => simple,
            _ => null,
        })?.Identifier.ValueText;
        return name?.EndsWith(Suffix, StringComparison.Ordinal) == true ? name.Substring(0, name.Length - Suffix.Length) : name;
    }

    /// <summary>Applies edits to a document.</summary>
    public static async Task<Document> ApplyAsync(Document document, IEnumerable<(Diagnostic Diagnostic, SuggestedEdit Edit)> edits, CancellationToken cancellation)
    {
        SyntaxNode root = (await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false))!;
        SemanticModel semantics = (await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false))!;
        Dictionary<AttributeSyntax, List<SuggestedEdit>> byAttribute = [];
        foreach ((Diagnostic diagnostic, SuggestedEdit edit) in edits)
        {
            if (Find(root, diagnostic, edit) is { } attribute)
            {
                if (!byAttribute.TryGetValue(attribute, out List<SuggestedEdit>? all))
                {
                    byAttribute.Add(attribute, all = []);
                }

                all.Add(edit);
            }
        }

        Dictionary<AttributeSyntax, AttributeSyntax> changed = byAttribute
            .Where(entry => entry.Value.All(edit => edit.Kind is EditKind.Set or EditKind.Remove))
            .ToDictionary(entry => entry.Key, entry => WithArguments(entry.Key, entry.Value, semantics, cancellation));
        List<AttributeSyntax> removed = byAttribute.Where(entry => entry.Value.Any(edit => edit.Kind == EditKind.RemoveAttribute)).Select(entry => entry.Key).ToList();
        List<(AttributeSyntax At, string Attributes)> declared = byAttribute.SelectMany(entry => entry.Value.Where(edit => edit.Kind == EditKind.Declare).Take(1).Select(edit => (entry.Key, edit.Value))).ToList();
        SyntaxNode edited = root.TrackNodes(byAttribute.Keys);
        foreach (KeyValuePair<AttributeSyntax, AttributeSyntax> change in changed)
        {
            edited = edited.ReplaceNode(edited.GetCurrentNode(change.Key)!, change.Value);
        }

        foreach (AttributeSyntax attribute in removed)
        {
            edited = Remove(edited, edited.GetCurrentNode(attribute)!);
        }

        foreach ((AttributeSyntax at, string attributes) in declared)
        {
            edited = Declare(edited, edited.GetCurrentNode(at)!, attributes);
        }

        return document.WithSyntaxRoot(edited);
    }

    /// <summary>Inserts attributes before another one, each on a separate line, and removes the class's attributes with the same names.</summary>
    private static SyntaxNode Declare(SyntaxNode root, AttributeSyntax at, string lines)
    {
        AttributeListSyntax[] lists = [.. ((TypeDeclarationSyntax)((CompilationUnitSyntax)SyntaxFactory.ParseSyntaxTree(lines + "\nclass C;").GetRoot()).Members[0]).AttributeLists];
        HashSet<string> names = new(lists.SelectMany(list => list.Attributes).Select(attribute => attribute.Name.ToString()), StringComparer.Ordinal);
        TypeDeclarationSyntax type = at.FirstAncestorOrSelf<TypeDeclarationSyntax>()!;
        List<AttributeSyntax> old = type.AttributeLists.SelectMany(list => list.Attributes).Where(attribute => names.Contains(ShortName(attribute) ?? "")).ToList();
        root = root.TrackNodes([.. old, at]);
        AttributeListSyntax first = root.GetCurrentNode(at)!.FirstAncestorOrSelf<TypeDeclarationSyntax>()!.AttributeLists[0];
        SyntaxTriviaList leading = first.GetLeadingTrivia();
        SyntaxTriviaList indentation = leading.Count > 0 && leading[leading.Count - 1].IsKind(SyntaxKind.WhitespaceTrivia) ? SyntaxFactory.TriviaList(leading[leading.Count - 1]) : default;
        SyntaxTrivia endOfLine = root.DescendantTrivia().FirstOrDefault(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia)) is { RawKind: not 0 } found ? found : SyntaxFactory.LineFeed;
        List<AttributeListSyntax> added = [];
        foreach (AttributeListSyntax list in lists)
        {
            // Comments of the new attributes get the indentation of the class, too.
            SyntaxTriviaList before = added.Count == 0 ? leading : indentation;
            foreach (SyntaxTrivia comment in list.GetLeadingTrivia().Where(trivia => trivia.IsKind(SyntaxKind.SingleLineCommentTrivia)))
            {
                before = before.Add(comment).Add(endOfLine).AddRange(indentation);
            }

            added.Add(Qualified(list).WithLeadingTrivia(before).WithTrailingTrivia(endOfLine));
        }

        // Annotations keep track of nodes inside the replaced one.
        SyntaxAnnotation mark = new();
        root = root.ReplaceNode(first, first.WithLeadingTrivia(indentation).WithAdditionalAnnotations(mark));
        root = root.InsertNodesBefore(root.GetAnnotatedNodes(mark).Single(), added);
        foreach (AttributeSyntax attribute in old)
        {
            root = Remove(root, root.GetCurrentNode(attribute)!);
        }

        return root;
    }

    /// <summary>Qualifies the names of attributes and enumerations, so that they resolve with any usings; the simplifier then shortens them.</summary>
    private static AttributeListSyntax Qualified(AttributeListSyntax list) => list.ReplaceNodes(
        list.Attributes.Select(attribute => (SyntaxNode)attribute.Name)
            .Concat(list.DescendantNodes().OfType<AttributeArgumentSyntax>().Select(argument => argument.Expression).OfType<MemberAccessExpressionSyntax>().Where(access => access.Expression is IdentifierNameSyntax)),
        (original, _) => (original is NameSyntax ? (SyntaxNode)SyntaxFactory.ParseName($"global::ShapeGen.{original}") : SyntaxFactory.ParseExpression($"global::ShapeGen.{original}"))
            .WithTriviaFrom(original).WithAdditionalAnnotations(Simplifier.Annotation));

    /// <summary>Removes an attribute; comments before the first one stay.</summary>
    private static SyntaxNode Remove(SyntaxNode root, AttributeSyntax attribute)
    {
        AttributeListSyntax list = (AttributeListSyntax)attribute.Parent!;
        if (list.Attributes.Count > 1)
        {
            return root.ReplaceNode(list, list.WithAttributes(WithoutAt(list.Attributes, list.Attributes.IndexOf(attribute))));
        }

        SyntaxToken next = list.GetLastToken().GetNextToken();
        SyntaxTriviaList leading = list.GetLeadingTrivia();
        root = root.ReplaceToken(next, next.WithLeadingTrivia(leading));
        return root.RemoveNode(root.DescendantNodes(list.FullSpan).OfType<AttributeListSyntax>().First(found => found.Span == list.Span), SyntaxRemoveOptions.KeepNoTrivia)!;
    }

    private static AttributeSyntax WithArguments(AttributeSyntax attribute, IReadOnlyList<SuggestedEdit> edits, SemanticModel semantics, CancellationToken cancellation)
    {
        // If several edits change one argument, the first is used.
        Dictionary<string, SuggestedEdit> byName = edits.GroupBy(edit => edit.Argument).ToDictionary(group => group.Key, group => group.First(), StringComparer.Ordinal);
        IMethodSymbol? constructor = semantics.GetSymbolInfo(attribute, cancellation) is { Symbol: IMethodSymbol symbol } ? symbol : null;
        SeparatedSyntaxList<AttributeArgumentSyntax> arguments = attribute.ArgumentList?.Arguments ?? default;
        for (int i = arguments.Count - 1; i >= 0; i--)
        {
            if (!byName.TryGetValue(NameOf(arguments[i], i, constructor), out SuggestedEdit? edit))
            {
                continue;
            }

            byName.Remove(edit.Argument);
            arguments = edit.Kind switch
            {
                EditKind.Set => arguments.Replace(arguments[i], arguments[i].WithExpression(Value(edit).WithTriviaFrom(arguments[i].Expression))),
                EditKind.Remove => WithoutAt(arguments, i),
                _ => throw new InvalidOperationException($"{edit.Kind} is not an edit of an argument."),
            };
        }

        foreach (SuggestedEdit edit in byName.Values.Where(edit => edit.Kind == EditKind.Set))
        {
            arguments = With(arguments, Argument(edit));
        }

        if (arguments.Count == 0)
        {
            return attribute.WithArgumentList(null).WithTrailingTrivia(attribute.GetTrailingTrivia());
        }

        return attribute.WithArgumentList((attribute.ArgumentList ?? SyntaxFactory.AttributeArgumentList()).WithArguments(arguments));
    }

    /// <summary>The argument's name, written as a property, also for positional arguments.</summary>
    private static string NameOf(AttributeArgumentSyntax argument, int position, IMethodSymbol? constructor)
    {
        if (argument.NameEquals is { } property)
        {
            return property.Name.Identifier.ValueText;
        }

        string name = argument.NameColon?.Name.Identifier.ValueText ?? (position < constructor?.Parameters.Length ? constructor.Parameters[position].Name : "");
        return name.Length == 0 ? name : char.ToUpperInvariant(name[0]) + name.Substring(1);
    }

    /// <summary>A value as C#. Enumeration values are qualified; the simplifier then shortens them.</summary>
    private static ExpressionSyntax Value(SuggestedEdit edit) =>
        SyntaxFactory.ParseExpression(edit.Value) is MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax } name
            ? SyntaxFactory.ParseExpression($"global::ShapeGen.{name}").WithAdditionalAnnotations(Simplifier.Annotation)
            : SyntaxFactory.ParseExpression(edit.Value);

    private static AttributeArgumentSyntax Argument(SuggestedEdit edit) =>
        SyntaxFactory.ParseAttributeArgumentList($"({edit.Argument} = 0)")!.Arguments[0].WithExpression(Value(edit));

    /// <summary>Adds an argument, on a separate line if the others are.</summary>
    private static SeparatedSyntaxList<AttributeArgumentSyntax> With(SeparatedSyntaxList<AttributeArgumentSyntax> arguments, AttributeArgumentSyntax argument)
    {
        if (arguments.Count == 0)
        {
            return arguments.Add(argument);
        }

        AttributeArgumentSyntax last = arguments[arguments.Count - 1];
        SyntaxToken comma = arguments.SeparatorCount > 0
            ? arguments.GetSeparator(arguments.SeparatorCount - 1)
            : SyntaxFactory.Token(SyntaxKind.CommaToken).WithTrailingTrivia(SyntaxFactory.Space);
        bool isOnALineOfItsOwn = comma.TrailingTrivia.Any(SyntaxKind.EndOfLineTrivia);
        argument = argument.WithLeadingTrivia(isOnALineOfItsOwn ? last.GetLeadingTrivia() : default).WithTrailingTrivia(last.GetTrailingTrivia());
        return SyntaxFactory.SeparatedList<AttributeArgumentSyntax>(
            arguments.Replace(last, last.WithoutTrailingTrivia()).GetWithSeparators().Add(comma).Add(argument));
    }

    /// <summary>Removes a node from a list, with the comma before it, or after it for the first node.</summary>
    private static SeparatedSyntaxList<T> WithoutAt<T>(SeparatedSyntaxList<T> nodes, int index)
        where T : SyntaxNode
    {
        if (nodes.Count == 1)
        {
            return default;
        }

        SyntaxNodeOrTokenList all = nodes.GetWithSeparators();
        int at = 2 * index;
        return SyntaxFactory.SeparatedList<T>(index == 0
            ? all.Replace(all[2], all[2].AsNode()!.WithLeadingTrivia(nodes[0].GetLeadingTrivia())).RemoveAt(0).RemoveAt(0)
            : all.RemoveAt(at).RemoveAt(at - 1));
    }
}
