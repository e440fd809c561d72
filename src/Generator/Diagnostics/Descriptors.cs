using Microsoft.CodeAnalysis;

namespace ShapeGen.Generator.Diagnostics;

/// <summary>All diagnostics of the generator. Each has a page <c>docs/diagnostics/&lt;id&gt;.md</c> and a line in the release tracking.</summary>
internal static class Descriptors
{
    private const string Category = "ShapeGen";

    /// <summary>
    /// For mistakes that leave the class without a generated part, or with one that does not compile. The compiler stops at an error that cannot be
    /// turned off before it binds method bodies, so there are no further errors at each use of a missing member.
    /// </summary>
    private static readonly string[] EndsTheBuild = [WellKnownDiagnosticTags.NotConfigurable];

    public static readonly DiagnosticDescriptor HeadsDoNotDivide = new(
        "SHG0001",
        "Embed is not divisible by Heads",
        "Embed {0} is not divisible by Heads {1}: a head would get {2} features; use {3}, or an Embed that {1} divides ({4})",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: HelpLink.To("SHG0001"));

    public static readonly DiagnosticDescriptor SizeNotPositive = new(
        "SHG0002",
        "A size is not positive",
        "{0} is {1}; it must be at least 1{2}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: HelpLink.To("SHG0002"));

    public static readonly DiagnosticDescriptor SizeMissing = new(
        "SHG0003",
        "A size is missing",
        "[{0}] needs {1}; write [{0}({2})]",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: HelpLink.To("SHG0003"));

    public static readonly DiagnosticDescriptor TooLarge = new(
        "SHG0004",
        "A size overflows what a span can hold",
        "{0} is {1} floats, more than the {2} that one span can hold; make {3} smaller",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: HelpLink.To("SHG0004"));

    public static readonly DiagnosticDescriptor NotPartial = new(
        "SHG0005",
        "The class is not partial",
        "'{0}' has [{1}] but is not partial, so nothing can be added to it; write 'partial {2} {0}'",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: HelpLink.To("SHG0005"),
        customTags: EndsTheBuild);

    public static readonly DiagnosticDescriptor WrongKindOfClass = new(
        "SHG0006",
        "The class cannot hold a model",
        "'{0}' has [{1}] but is {2}; {3}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: HelpLink.To("SHG0006"),
        customTags: EndsTheBuild);

    public static readonly DiagnosticDescriptor Generic = new(
        "SHG0007",
        "A model class is generic",
        "'{0}' is generic in <{1}>, but a model has exactly one shape; remove the type parameters, or nest a non-generic model class in the generic one",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: HelpLink.To("SHG0007"));

    public static readonly DiagnosticDescriptor ContainingTypeNotPartial = new(
        "SHG0008",
        "A containing type is not partial",
        "'{0}' is nested in '{1}', which is not partial; write 'partial {2} {1}'",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: HelpLink.To("SHG0008"),
        customTags: EndsTheBuild);

    public static readonly DiagnosticDescriptor TwoModules = new(
        "SHG0009",
        "Two module attributes on one class",
        "'{0}' has both [{1}] and [{2}], but a class declares one module; move [{2}] to another class",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: HelpLink.To("SHG0009"));

    public static readonly DiagnosticDescriptor BaseClass = new(
        "SHG0010",
        "The base class does not fit a model",
        "'{0}' derives from '{1}', which {2}; {3}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: HelpLink.To("SHG0010"),
        customTags: EndsTheBuild);

    public static readonly DiagnosticDescriptor MemberCollides = new(
        "SHG0011",
        "A member collides with a generated one",
        "'{0}' declares {1}, which [{2}] generates; {3}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: HelpLink.To("SHG0011"));

    public static readonly DiagnosticDescriptor UnknownValue = new(
        "SHG0012",
        "Unknown enum value",
        "{0} is {1}, which is not a value of {2}; use {3}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: HelpLink.To("SHG0012"));

    public static readonly DiagnosticDescriptor EpsilonNotPositive = new(
        "SHG0013",
        "Epsilon is not positive",
        "{0} is {1}; it must be a finite number above 0, so that the division by √(variance + Epsilon) is finite (PyTorch's default is 1e-5)",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: HelpLink.To("SHG0013"));

    public static readonly DiagnosticDescriptor DropoutOutOfRange = new(
        "SHG0014",
        "A dropout rate is outside [0, 1)",
        "{0} is {1}; a dropout rate must be at least 0 and below 1 (it has no effect at inference: copy the value from the PyTorch configuration, or remove it)",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: HelpLink.To("SHG0014"));

    public static readonly DiagnosticDescriptor RequiredMember = new(
        "SHG0015",
        "A model class has a required member",
        "'{0}' has the required member '{1}', which Load and CreateRandom of [{2}] cannot set; remove 'required', or hold the model in a field",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: HelpLink.To("SHG0015"));

    public static readonly DiagnosticDescriptor Failure = new(
        "SHG0016",
        "The generator failed",
        "ShapeGen failed on '{0}': {1}; this is a bug in ShapeGen; please report it with this message and the declaration of '{0}'",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: HelpLink.To("SHG0016"),
        customTags: EndsTheBuild);

    public static readonly DiagnosticDescriptor Contradiction = new(
        "SHG0017",
        "Two properties contradict each other",
        "{0} contradicts {1}: {2}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: HelpLink.To("SHG0017"));

    public static readonly DiagnosticDescriptor NumberOutOfRange = new(
        "SHG0018",
        "A number is out of range",
        "{0} is {1}; it must be {2}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: HelpLink.To("SHG0018"));

    public static readonly DiagnosticDescriptor CheckpointArgument = new(
        "SHG0019",
        "An argument does not fit the checkpoint",
        "{0} does not fit '{1}': {2}; write {3}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: HelpLink.To("SHG0019"));

    public static readonly DiagnosticDescriptor CheckpointTensor = new(
        "SHG0020",
        "A tensor of the checkpoint does not fit",
        "'{0}' does not fit the model: {1}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: HelpLink.To("SHG0020"));

    public static readonly DiagnosticDescriptor CheckpointUnknown = new(
        "SHG0021",
        "The checkpoint cannot be compared",
        "'{0}' cannot be compared with the model: {1}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: HelpLink.To("SHG0021"));

    public static readonly DiagnosticDescriptor CheckpointNotCompared = new(
        "SHG0022",
        "A file beside the checkpoint says something that a declaration cannot",
        "The files beside '{0}' were not fully compared with the model: {1}",
        Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: HelpLink.To("SHG0022"));

    public static readonly DiagnosticDescriptor BudgetExceeded = new(
        "SHG0024",
        "A budget is exceeded",
        "{0} {1}, over the budget of {2}: {3}; {4}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: HelpLink.To("SHG0024"));

    public static readonly DiagnosticDescriptor OldLanguage = new(
        "SHG0100",
        "LangVersion is too old",
        "'{0}' has [{1}], whose generated code needs C# 12, but the project's LangVersion is {2}; remove LangVersion from the project, or set it to 12 or higher",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: HelpLink.To("SHG0100"),
        customTags: EndsTheBuild);

    public static IReadOnlyDictionary<string, DiagnosticDescriptor> All { get; } = new[]
    {
        HeadsDoNotDivide, SizeNotPositive, SizeMissing, TooLarge, NotPartial, WrongKindOfClass, Generic, ContainingTypeNotPartial,
        TwoModules, BaseClass, MemberCollides, UnknownValue, EpsilonNotPositive, DropoutOutOfRange, RequiredMember, Failure, Contradiction, NumberOutOfRange, CheckpointArgument, CheckpointTensor, CheckpointUnknown, CheckpointNotCompared,
        BudgetExceeded,
        OldLanguage,
    }.ToDictionary(descriptor => descriptor.Id, StringComparer.Ordinal);
}
