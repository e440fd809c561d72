using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ShapeGen.Generator.Common;

namespace ShapeGen.Generator.CallSites;

/// <summary>The <c>batch</c> that a code fix passes to a call. A diagnostic carries it as a property, and the location of the present argument if there is one.</summary>
internal static class BatchEdit
{
    private const string Key = "Batch";

    public static ImmutableDictionary<string, string?> ToProperties(long batch) => ImmutableDictionary<string, string?>.Empty.Add(Key, Literals.Integer(batch));

    /// <summary>The number as C#, or null if the diagnostic has none.</summary>
    public static string? From(ImmutableDictionary<string, string?> properties) => properties.TryGetValue(Key, out string? batch) ? batch : null;

    /// <summary>The present argument, or null.</summary>
    public static SyntaxNode? Of(IInvocationOperation call) =>
        call.Arguments.FirstOrDefault(argument => argument is { ArgumentKind: ArgumentKind.Explicit, Parameter.Name: "batch" })?.Value.Syntax;
}
