using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ShapeGen.Generator.CallSites;

/// <summary>The models that a compilation calls, each read once.</summary>
internal sealed class CalledModels
{
    /// <summary>What the names of generated files end with.</summary>
    private const string Generated = ".g.cs";

    private readonly ConcurrentDictionary<INamedTypeSymbol, CalledModel?> _models = new(SymbolEqualityComparer.Default);

    /// <summary>Whether the project knows ShapeGen: where it does not, nothing is to be looked at.</summary>
    public static bool IsReferencedBy(Compilation compilation) => compilation.GetTypeByMetadataName("ShapeGen.EncoderAttribute") is not null;

    /// <summary>The model whose generated method is called, or null.</summary>
    public CalledModel? Of(IInvocationOperation call, CancellationToken cancellation)
    {
        IMethodSymbol method = call.TargetMethod;
        bool isGenerated = method.DeclaringSyntaxReferences.All(reference => reference.SyntaxTree.FilePath.EndsWith(Generated, StringComparison.Ordinal));
        return isGenerated && method.ContainingType is { } type ? _models.GetOrAdd(type.OriginalDefinition, found => CalledModel.Of(found, cancellation)) : null;
    }
}
