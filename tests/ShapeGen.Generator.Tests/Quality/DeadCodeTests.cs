using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ShapeGen.Generator.Tests.Running;

namespace ShapeGen.Generator.Tests.Quality;

/// <summary>Generated code is there to be read: what nothing uses would be read in vain.</summary>
public class DeadCodeTests
{
    /// <summary>Both tests read the same code.</summary>
    private static readonly Lazy<GeneratorRun> AllModules = new(() => GeneratorRunner.Run(Samples.AllModules));

    [Fact]
    public void No_using_is_superfluous()
    {
        IEnumerable<string> superfluous = AllModules.Value.Output.GetDiagnostics()
            .Where(diagnostic => diagnostic.Id == "CS8019")
            .Select(diagnostic => diagnostic.Location)
            .Select(location => $"{Path.GetFileName(location.SourceTree!.FilePath)}: {location.SourceTree.GetText().ToString(location.SourceSpan)}");
        Assert.True(!superfluous.Any(), string.Join("\n", superfluous));
    }

    [Fact]
    public void Every_private_member_of_a_body_is_used()
    {
        List<string> unused = [];
        List<(string Name, StructDeclarationSyntax Body)> bodies =
        [
            .. from source in AllModules.Value.Sources
               from body in CSharpSyntaxTree.ParseText(source.Value).GetRoot().DescendantNodes().OfType<StructDeclarationSyntax>()
               where body.Modifiers.Any(SyntaxKind.FileKeyword)
               select (source.Key, body),
        ];

        // A model has a file of its face and one of its body.
        Assert.Equal(AllModules.Value.ModelSources.Count / 2, bodies.Count);
        foreach ((string name, StructDeclarationSyntax body) in bodies)
        {
            Dictionary<string, int> uses = body.DescendantTokens()
                .Where(token => token.IsKind(SyntaxKind.IdentifierToken))
                .GroupBy(token => token.ValueText)
                .ToDictionary(group => group.Key, group => group.Count());
            IEnumerable<string> members = body.ChildNodes().OfType<MemberDeclarationSyntax>()
                .Where(member => member.Modifiers.Any(SyntaxKind.PrivateKeyword))
                .Select(member => member switch
                {
                    MethodDeclarationSyntax method => method.Identifier.ValueText,
                    PropertyDeclarationSyntax property => property.Identifier.ValueText,
                    StructDeclarationSyntax frame => frame.Identifier.ValueText,
                    FieldDeclarationSyntax field => field.Declaration.Variables[0].Identifier.ValueText,
                    _ => throw new NotSupportedException(member.Kind().ToString()),
                });
            unused.AddRange(members.Where(member => uses[member] < 2).Select(member => $"{name}: {member}"));
        }

        Assert.True(unused.Count == 0, string.Join("\n", unused));
    }
}
