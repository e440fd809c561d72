using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ShapeGen.Generator.CallSites;

/// <summary>The models that are called in one compilation.</summary>
internal sealed class CalledModels
{
    /// <summary>Each class has dozens of calls, and its symbol is the same for all of them.</summary>
    private readonly ConcurrentDictionary<INamedTypeSymbol, CalledModel?> _models = new(SymbolEqualityComparer.Default);

    /// <summary>False if the compilation does not reference ShapeGen: then there is nothing to analyze.</summary>
    public static bool AreIn(Compilation compilation) => compilation.GetTypeByMetadataName("ShapeGen.EncoderAttribute") is not null;

    /// <summary>The model whose generated method is called, or null.</summary>
    public CalledModel? Of(IInvocationOperation call, CancellationToken cancellation)
    {
        if (call.TargetMethod is not { ContainingType: { } type } method)
        {
            return null;
        }

        foreach (SyntaxReference reference in method.DeclaringSyntaxReferences)
        {
            if (!reference.SyntaxTree.FilePath.EndsWith(".g.cs", StringComparison.Ordinal))
            {
                return null;
            }
        }

        return _models.TryGetValue(type.OriginalDefinition, out CalledModel? known) ? known : _models.GetOrAdd(type.OriginalDefinition, CalledModel.Of(type.OriginalDefinition, cancellation));
    }
}
