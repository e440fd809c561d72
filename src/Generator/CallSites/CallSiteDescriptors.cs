using Microsoft.CodeAnalysis;
using ShapeGen.Generator.Diagnostics;

namespace ShapeGen.Generator.CallSites;

/// <summary>Every diagnostic of the analyzers. Each has a page <c>docs/diagnostics/&lt;id&gt;.md</c> and a line in the release tracking.</summary>
internal static class CallSiteDescriptors
{
    private const string Category = "ShapeGen";

    public static readonly DiagnosticDescriptor StageWithoutModel = new(
        "SHG0030",
        "A stage stands on a class without a model",
        "'{0}' has [{1}] but no [Encoder], so nothing is generated; add [Encoder(Embed = 64, Heads = 8, Ffn = 128)] with the sizes of your model, or remove [{1}]",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: HelpLink.To("SHG0030"));

    public static readonly DiagnosticDescriptor CheckpointWithoutModel = new(
        "SHG0031",
        "A checkpoint stands on a class without a model",
        "'{0}' has [Checkpoint({1})] but no attribute that declares a model, so nothing is generated; {2}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: HelpLink.To("SHG0031"));

    public static readonly DiagnosticDescriptor Length = new(
        "SHG0032",
        "A length cannot be right for the model",
        "{0} holds {1}, but {2}",
        Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: HelpLink.To("SHG0032"));

    public static readonly DiagnosticDescriptor ScratchTooSmall = new(
        "SHG0033",
        "The scratch is too small",
        "scratch holds {0} floats, but '{1}' needs {2} for {3}; allocate {4} floats",
        Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: HelpLink.To("SHG0033"));

    public static readonly DiagnosticDescriptor ScratchOfAnotherModel = new(
        "SHG0034",
        "The scratch is sized by another model",
        "scratch is sized for '{0}', but '{1}' uses it: for {2}, '{0}' needs {3} floats and '{1}' needs {4}; allocate {5} floats",
        Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: HelpLink.To("SHG0034"));

    public static readonly DiagnosticDescriptor LoadedAgain = new(
        "SHG0035",
        "A model is loaded again and again",
        "'{0}.Load' runs {1} and reads and packs all {2} weights each time; {3}: threads can share it",
        Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: HelpLink.To("SHG0035"));

    public static readonly DiagnosticDescriptor ResultIgnored = new(
        "SHG0036",
        "A result is not used",
        "The result of '{0}.{1}' is not used, and the call has no other effect; {2}",
        Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: HelpLink.To("SHG0036"));

    public static IReadOnlyDictionary<string, DiagnosticDescriptor> All { get; } = new[]
    {
        StageWithoutModel, CheckpointWithoutModel, Length, ScratchTooSmall, ScratchOfAnotherModel, LoadedAgain, ResultIgnored,
    }.ToDictionary(descriptor => descriptor.Id, StringComparer.Ordinal);
}
