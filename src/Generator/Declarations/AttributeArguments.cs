using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ShapeGen.Generator.Common;
using ShapeGen.Generator.Diagnostics;

namespace ShapeGen.Generator.Declarations;

/// <summary>Reads the arguments of one module attribute and reports what is wrong with each on the argument itself.</summary>
internal sealed class AttributeArguments(AttributeData attribute, ModuleKind kind, List<DiagnosticInfo> diagnostics, CancellationToken cancellation)
{
    private readonly AttributeSyntax? _syntax = attribute.ApplicationSyntaxReference?.GetSyntax(cancellation) as AttributeSyntax;
    private readonly List<string> _missing = [];

    /// <summary>Whether every argument read so far makes sense.</summary>
    public bool Valid { get; private set; } = attribute.AttributeConstructor is not null;

    /// <summary>A required size, at least 1.</summary>
    public int? Size(string name)
    {
        if (attribute.AttributeConstructor is null)
        {
            return null;
        }

        if (Find(name) is not { } argument)
        {
            Valid = false;
            _missing.Add(name);
            return null;
        }

        return Positive(name, argument.Value, argument.Syntax, "");
    }

    /// <summary>
    /// Reports the sizes that were not found, all at once. Where C# refuses a named argument, it may be the one that is missing, misspelt:
    /// C# has said so.
    /// </summary>
    public void ReportMissing()
    {
        if (_missing.Count > 0 && !HasUnknownName())
        {
            string last = _missing[_missing.Count - 1];
            string names = _missing.Count == 1 ? last : string.Join(", ", _missing.Take(_missing.Count - 1)) + " and " + last;
            Report(Descriptors.SizeMissing, Span(_syntax), kind.Name, names, kind.Example);
        }
    }

    /// <summary>The optional fixed token count.</summary>
    public int? Tokens() => Find("Tokens") is { } argument
        ? Positive("Tokens", argument.Value, argument.Syntax, "; leave it out for any number of tokens")
        : null;

    public bool Flag(string name, bool otherwise) => Find(name) is { } argument ? Constant<bool>(argument.Value) ?? otherwise : otherwise;

    public float Epsilon()
    {
        if (Find("Epsilon") is not { } argument)
        {
            return 1e-5f;
        }

        float? epsilon = Constant<float>(argument.Value);
        if (epsilon is { } value && !(value > 0 && !float.IsInfinity(value)))
        {
            Report(Descriptors.EpsilonNotPositive, Span(argument.Syntax), Text(value));
        }

        return epsilon ?? 1e-5f;
    }

    /// <summary>A dropout rate: checked, and then without effect.</summary>
    public void Rate(string name)
    {
        if (Find(name) is { } argument && Constant<float>(argument.Value) is { } rate && !(rate >= 0 && rate < 1))
        {
            Report(Descriptors.DropoutOutOfRange, Span(argument.Syntax), name, Text(rate));
        }
    }

    public ActivationKind Activation()
    {
        if (Find("Activation") is not { } argument || Constant<int>(argument.Value) is not { } value)
        {
            return ActivationKind.Silu;
        }

        if (!Enum.IsDefined(typeof(ActivationKind), value))
        {
            IEnumerable<string> names = Enum.GetNames(typeof(ActivationKind)).Select(name => "Activation." + name);
            Report(Descriptors.UnknownActivation, Span(argument.Syntax), "Activation", Text(value), "ShapeGen.Activation", string.Join(" or ", names));
        }

        return (ActivationKind)value;
    }

    /// <summary>Reports an Embed that Heads does not divide, with the nearest head counts that do.</summary>
    public void Divides(int? embed, int? heads)
    {
        if (embed is not { } e || heads is not { } h || e % h == 0)
        {
            return;
        }

        string width = ((double)e / h).ToString("0.##", CultureInfo.InvariantCulture);
        string headCounts = string.Join(" or ", NearestDivisors(e, h).Select(count => "Heads = " + Text(count)));
        long below = (long)e / h * h;
        string embeds = string.Join(" or ", new[] { below, below + h }.Where(near => near is > 0 and <= int.MaxValue).Select(near => Text(near)));
        Report(Descriptors.HeadsDoNotDivide, Span(Find("Heads")?.Syntax), Text(e), Text(h), width, headCounts, embeds);
    }

    /// <summary>Reports the first product that no span can hold.</summary>
    public void Limit(Products products)
    {
        if (products.TooLarge is { } large)
        {
            // On the largest of the arguments that it depends on: another may be 1 already.
            SyntaxNode? at = large.Arguments.Split([" or "], StringSplitOptions.None).Select(Find)
                .OrderByDescending(argument => argument?.Value.Value as int? ?? 0).First()?.Syntax;
            Report(Descriptors.TooLarge, Span(at ?? _syntax), large.Expression, Text(large.Floats), Text(Products.Limit), large.Arguments);
        }
    }

    /// <summary>The divisors of <paramref name="embed"/> next below and above <paramref name="heads"/>.</summary>
    private static IEnumerable<int> NearestDivisors(int embed, int heads)
    {
        int below = 1;
        int above = embed;
        for (long divisor = 1; divisor * divisor <= embed; divisor++)
        {
            if (embed % divisor == 0)
            {
                foreach (int candidate in new[] { (int)divisor, (int)(embed / divisor) })
                {
                    below = candidate < heads ? Math.Max(below, candidate) : below;
                    above = candidate > heads ? Math.Min(above, candidate) : above;
                }
            }
        }

        return above > heads ? [below, above] : [below];
    }

    private int? Positive(string name, TypedConstant constant, SyntaxNode? syntax, string hint)
    {
        if (Constant<int>(constant) is not { } value)
        {
            return null;
        }

        if (value < 1)
        {
            Report(Descriptors.SizeNotPositive, Span(syntax), name, Text(value), hint);
            return null;
        }

        return value;
    }

    /// <summary>The constant, or null where C# itself has reported an error.</summary>
    private T? Constant<T>(TypedConstant constant)
        where T : struct
    {
        if (constant.Kind is not (TypedConstantKind.Error or TypedConstantKind.Array) && constant.Value is T value)
        {
            return value;
        }

        Valid = false;
        return null;
    }

    private (TypedConstant Value, SyntaxNode? Syntax)? Find(string name)
    {
        foreach (KeyValuePair<string, TypedConstant> named in attribute.NamedArguments)
        {
            if (named.Key == name)
            {
                return (named.Value, Syntax(argument => argument.NameEquals?.Name.Identifier.ValueText == name));
            }
        }

        for (int i = 0; i < attribute.ConstructorArguments.Length; i++)
        {
            string parameter = attribute.AttributeConstructor!.Parameters[i].Name;
            if (string.Equals(parameter, name, StringComparison.OrdinalIgnoreCase))
            {
                SyntaxNode? syntax = Syntax(argument => argument.NameColon?.Name.Identifier.ValueText == parameter)
                    ?? _syntax?.ArgumentList?.Arguments.ElementAtOrDefault(i);
                return (attribute.ConstructorArguments[i], syntax);
            }
        }

        return null;
    }

    private bool HasUnknownName() => _syntax?.ArgumentList?.Arguments.Any(argument =>
        argument.NameEquals is { } named && attribute.AttributeClass!.GetMembers(named.Name.Identifier.ValueText).IsEmpty) == true;

    private AttributeArgumentSyntax? Syntax(Func<AttributeArgumentSyntax, bool> matches) =>
        _syntax?.ArgumentList?.Arguments.FirstOrDefault(matches);

    private static SourceSpan? Span(SyntaxNode? node) => SourceSpan.From(node?.GetLocation());

    private static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);

    private void Report(DiagnosticDescriptor descriptor, SourceSpan? span, params string[] arguments)
    {
        Valid = false;
        diagnostics.Add(new(descriptor.Id, span, new EquatableArray<string>(arguments)));
    }
}
