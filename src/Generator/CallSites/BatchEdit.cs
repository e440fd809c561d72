using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ShapeGen.Generator.Emission;

namespace ShapeGen.Generator.CallSites;

/// <summary>The <c>batch</c> that a call should pass: a code fix writes it. A diagnostic carries it as a property, and as a location where one is passed already.</summary>
internal static class BatchEdit
{
    private const string Key = "Batch";

    public static ImmutableDictionary<string, string?> ToProperties(long batch) => ImmutableDictionary<string, string?>.Empty.Add(Key, Literals.Integer(batch));

    /// <summary>The number as C#, or null where the diagnostic has none.</summary>
    public static string? From(ImmutableDictionary<string, string?> properties) => properties.TryGetValue(Key, out string? batch) ? batch : null;

    /// <summary>What a call passes, or null.</summary>
    public static SyntaxNode? Of(IInvocationOperation call) =>
        call.Arguments.FirstOrDefault(argument => argument is { ArgumentKind: ArgumentKind.Explicit, Parameter.Name: "batch" })?.Value.Syntax;
}
