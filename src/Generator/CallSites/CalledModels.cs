using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ShapeGen.Generator.CallSites;

/// <summary>The models that a compilation calls, each read once.</summary>
internal sealed class CalledModels
{
    /// <summary>What the names of generated files end with.</summary>
    private const string Generated = ".g.cs";

    private readonly ConcurrentDictionary<INamedTypeSymbol, CalledModel?> _models = new(SymbolEqualityComparer.Default);

    /// <summary>The analyzers ask for the same models.</summary>
    private static readonly ConditionalWeakTable<Compilation, CalledModels> ByCompilation = new();

    /// <summary>Those of a compilation, or null where it does not know ShapeGen: nothing is to be looked at then.</summary>
    public static CalledModels? Of(Compilation compilation) =>
        compilation.GetTypeByMetadataName("ShapeGen.EncoderAttribute") is null ? null : ByCompilation.GetValue(compilation, static _ => new());

    public static bool IsGenerated(SyntaxTree tree) => tree.FilePath.EndsWith(Generated, StringComparison.Ordinal);

    /// <summary>The model whose generated method is called, or null.</summary>
    public CalledModel? Of(IInvocationOperation call, CancellationToken cancellation)
    {
        if (call.TargetMethod is not { ContainingType: { } type } method)
        {
            return null;
        }

        foreach (SyntaxReference reference in method.DeclaringSyntaxReferences)
        {
            if (!IsGenerated(reference.SyntaxTree))
            {
                return null;
            }
        }

        return _models.TryGetValue(type.OriginalDefinition, out CalledModel? known) ? known : _models.GetOrAdd(type.OriginalDefinition, CalledModelMemo.Of(type.OriginalDefinition, cancellation));
    }
}
