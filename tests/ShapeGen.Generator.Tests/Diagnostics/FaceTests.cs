using Microsoft.CodeAnalysis;
using ShapeGen.Generator.Tests.Running;

namespace ShapeGen.Generator.Tests.Diagnostics;

/// <summary>A model's members stand in three places: the model itself, its stub, and what the user may not declare. They must not drift apart.</summary>
public class FaceTests
{
    private static readonly SymbolDisplayFormat Declaration = new(
        typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypesAndNamespaces,
        genericsOptions: SymbolDisplayGenericsOptions.IncludeTypeParameters,
        memberOptions: SymbolDisplayMemberOptions.IncludeType | SymbolDisplayMemberOptions.IncludeModifiers | SymbolDisplayMemberOptions.IncludeParameters | SymbolDisplayMemberOptions.IncludeAccessibility,
        parameterOptions: SymbolDisplayParameterOptions.IncludeType | SymbolDisplayParameterOptions.IncludeName | SymbolDisplayParameterOptions.IncludeDefaultValue | SymbolDisplayParameterOptions.IncludeParamsRefOut,
        miscellaneousOptions: SymbolDisplayMiscellaneousOptions.UseSpecialTypes);

    public static TheoryData<string, string> Modules => new()
    {
        { "Linear(3, 4, Tokens = 5)", "Linear(3, 0, Tokens = 5)" },
        { "LayerNorm(3, Tokens = 5)", "LayerNorm(0, Tokens = 5)" },
        { "FeedForward(3, 4, Tokens = 5)", "FeedForward(3, 0, Tokens = 5)" },
        { "MultiHeadAttention(4, 2, Tokens = 5)", "MultiHeadAttention(4, 3, Tokens = 5)" },
        { "Encoder(4, 2, 8, Tokens = 5)", "Encoder(4, 3, 8, Tokens = 5)" },
        { "TokenEmbedding(5, Types = 2), ShapeGen.Encoder(4, 2, 8), ShapeGen.Pool(ShapeGen.Pooling.Mean)", "TokenEmbedding(0, Types = 2), ShapeGen.Encoder(4, 2, 8), ShapeGen.Pool(ShapeGen.Pooling.Mean)" },
        { "TokenEmbedding(5), ShapeGen.Encoder(4, 2, 8, Tokens = 3), ShapeGen.Head(2)", "TokenEmbedding(5), ShapeGen.Encoder(4, 3, 8, Tokens = 3), ShapeGen.Head(2)" },
        { "Projection(5), ShapeGen.ClassToken, ShapeGen.Encoder(4, 2, 8)", "Projection(-5), ShapeGen.ClassToken, ShapeGen.Encoder(4, 2, 8)" },
        { "PatchEmbedding(4, 4, 2, 1), ShapeGen.Encoder(4, 2, 8)", "PatchEmbedding(4, 5, 2, 1), ShapeGen.Encoder(4, 2, 8)" },
    };

    [Theory]
    [MemberData(nameof(Modules))]
    public void The_stub_has_the_members_of_the_model(string attribute, string mistaken)
    {
        Assert.Equal(Public(attribute, error: false), Public(mistaken, error: true));

        static IEnumerable<string> Public(string text, bool error)
        {
            GeneratorRun run = GeneratorRunner.RunOnce($"[ShapeGen.{text}] partial class M;").Compiles();
            Assert.Equal(error, run.Reported.Any());
            return Members(run)
                .Where(member => member is { DeclaredAccessibility: Accessibility.Public, IsImplicitlyDeclared: false } and not IMethodSymbol { MethodKind: MethodKind.PropertyGet })
                .Select(member => member.ToDisplayString(Declaration))
                .Order(StringComparer.Ordinal);
        }
    }

    /// <summary>A second one of the user's would be a compiler error in a file that is not his.</summary>
    [Theory]
    [MemberData(nameof(Modules))]
    public void Every_generated_method_is_the_generators(string attribute, string mistaken)
    {
        _ = mistaken;
        List<IMethodSymbol> methods = Members(GeneratorRunner.RunOnce($"[ShapeGen.{attribute}] partial class M;").Compiles())
            .OfType<IMethodSymbol>()
            .Where(method => method.MethodKind == MethodKind.Ordinary)
            .ToList();
        Assert.True(methods.Count > 15, $"Only {methods.Count} methods.");
        Assert.All(methods, method =>
        {
            string parameters = string.Join(", ", method.Parameters.Select(parameter => parameter.ToDisplayString(Declaration.RemoveParameterOptions(SymbolDisplayParameterOptions.IncludeDefaultValue))));
            GeneratorRun run = GeneratorRunner.RunOnce($"[ShapeGen.{attribute}] partial class M {{ private void {method.Name}({parameters}) => throw null!; }}");
            Assert.Equal("SHG0011", Assert.Single(run.Reported).Id);
            run.Compiles();
        });
    }

    private static IEnumerable<ISymbol> Members(GeneratorRun run) => run.Output.GetTypeByMetadataName("M")!.GetMembers();
}
