using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ShapeGen.Generator.Arguments;
using ShapeGen.Generator.Checkpoints;
using ShapeGen.Generator.Common;
using ShapeGen.Generator.Diagnostics;
using ShapeGen.Generator.Modules;

namespace ShapeGen.Generator.Declarations;

/// <summary>Finds the arguments of one attribute and their locations, and turns problems into diagnostics.</summary>
/// <param name="attribute">The attribute.</param>
/// <param name="name">Its name without its suffix.</param>
/// <param name="example">Example arguments for messages.</param>
/// <param name="diagnostics">Where to report.</param>
/// <param name="cancellation">Cancels.</param>
internal sealed class AttributeArguments(AttributeData attribute, string name, string example, List<DiagnosticInfo> diagnostics, CancellationToken cancellation)
    : ModuleArguments(name, example, attribute.AttributeConstructor is not null)
{
    private readonly AttributeSyntax? _syntax = attribute.ApplicationSyntaxReference?.GetSyntax(cancellation) as AttributeSyntax;

    /// <summary>The location of the attribute.</summary>
    public SourceSpan? At => Span(_syntax);

    /// <inheritdoc/>
    protected override bool HasUnknownName => _syntax?.ArgumentList?.Arguments.Any(argument =>
        argument.NameEquals is { } named && attribute.AttributeClass!.GetMembers(named.Name.Identifier.ValueText).IsEmpty) == true;

    /// <summary>The location of an argument, or of the attribute if the argument is not written.</summary>
    public SourceSpan? PlaceOf(string argument) => Span(SyntaxOf(argument) ?? _syntax);

    /// <summary>The locations of the attribute and of each argument.</summary>
    public IEnumerable<ArgumentPlace> Places(int index)
    {
        yield return new(new(Name, index, ""), At);
        foreach (string written in attribute.NamedArguments.Select(argument => argument.Key)
            .Concat(attribute.AttributeConstructor?.Parameters.Select(parameter => char.ToUpperInvariant(parameter.Name[0]) + parameter.Name.Substring(1)) ?? []).Distinct())
        {
            if (SyntaxOf(written) is { } syntax)
            {
                yield return new(new(Name, index, written), Span(syntax));
            }
        }
    }

    /// <inheritdoc/>
    protected override ArgumentValue? Find(string argument)
    {
        foreach (KeyValuePair<string, TypedConstant> named in attribute.NamedArguments)
        {
            if (named.Key == argument)
            {
                return ValueOf(named.Value);
            }
        }

        return ParameterIndex(argument) is { } index ? ValueOf(attribute.ConstructorArguments[index]) : null;
    }

    /// <summary>
    /// Reports a size that is another model's generated constant. A generator does not see generated code. The compiler does, so it reports no error, and
    /// without this diagnostic the class would become a stub without an explanation.
    /// </summary>
    protected override void ReportUnread(string argument)
    {
        if (SyntaxOf(argument) is AttributeArgumentSyntax { Expression: MemberAccessExpressionSyntax access }
            && (access.Name.Identifier.ValueText is "Tokens" or "OutputWidth" || ModuleKind.All.Any(kind => kind.Constants.Contains(access.Name.Identifier.ValueText))))
        {
            Report(
                ArgumentProblem.NumberOutOfRange, argument, argument, access.ToString(),
                "a number or your own constant: the generator cannot see constants that it generates for other classes");
        }
    }

    /// <inheritdoc/>
    protected override void Add(ArgumentProblem problem, string argument, IEnumerable<SuggestedEdit> edits, string[] texts) =>
        diagnostics.Add(new(DescriptorOf(problem).Id, PlaceOf(argument), new EquatableArray<string>(texts)) { Edits = new(edits) });

    private static DiagnosticDescriptor DescriptorOf(ArgumentProblem problem) => problem switch
    {
        ArgumentProblem.SizeMissing => Descriptors.SizeMissing,
        ArgumentProblem.SizeNotPositive => Descriptors.SizeNotPositive,
        ArgumentProblem.TooLarge => Descriptors.TooLarge,
        ArgumentProblem.HeadsDoNotDivide => Descriptors.HeadsDoNotDivide,
        ArgumentProblem.EpsilonNotPositive => Descriptors.EpsilonNotPositive,
        ArgumentProblem.DropoutOutOfRange => Descriptors.DropoutOutOfRange,
        ArgumentProblem.NumberOutOfRange => Descriptors.NumberOutOfRange,
        ArgumentProblem.UnknownValue => Descriptors.UnknownValue,
        ArgumentProblem.Contradiction => Descriptors.Contradiction,
        _ => throw new InvalidOperationException($"No diagnostic is known for {problem}."),
    };

    private static ArgumentValue ValueOf(TypedConstant value)
    {
        object? constant = value.IsNull ? null : value.Kind == TypedConstantKind.Array ? value.Values.Select(item => item.Value).ToArray() : value.Value;
        return new(constant, value.Type?.Name, value.Kind == TypedConstantKind.Error);
    }

    private SyntaxNode? SyntaxOf(string argument)
    {
        if (attribute.NamedArguments.Any(named => named.Key == argument))
        {
            return Syntax(written => written.NameEquals?.Name.Identifier.ValueText == argument);
        }

        if (ParameterIndex(argument) is not { } index)
        {
            return null;
        }

        string parameter = attribute.AttributeConstructor!.Parameters[index].Name;
        return Syntax(written => written.NameColon?.Name.Identifier.ValueText == parameter) ?? _syntax?.ArgumentList?.Arguments.ElementAtOrDefault(index);
    }

    /// <summary>The index of the constructor's parameter that has an argument's name, or null.</summary>
    private int? ParameterIndex(string argument)
    {
        for (int i = 0; i < attribute.ConstructorArguments.Length; i++)
        {
            if (string.Equals(attribute.AttributeConstructor!.Parameters[i].Name, argument, StringComparison.OrdinalIgnoreCase))
            {
                return i;
            }
        }

        return null;
    }

    private AttributeArgumentSyntax? Syntax(Func<AttributeArgumentSyntax, bool> matches) => _syntax?.ArgumentList?.Arguments.FirstOrDefault(matches);

    private static SourceSpan? Span(SyntaxNode? node) => SourceSpan.From(node?.GetLocation());
}
