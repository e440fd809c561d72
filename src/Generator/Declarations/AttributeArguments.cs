using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ShapeGen.Generator.Budgets;
using ShapeGen.Generator.Checkpoints;
using ShapeGen.Generator.Common;
using ShapeGen.Generator.Diagnostics;

namespace ShapeGen.Generator.Declarations;

/// <summary>Reads the arguments of one attribute, and reports each mistake on the argument itself.</summary>
/// <param name="attribute">The attribute.</param>
/// <param name="attributeName">Its name without its suffix.</param>
/// <param name="example">Example arguments for messages.</param>
/// <param name="diagnostics">Where to report.</param>
/// <param name="cancellation">Cancels.</param>
internal sealed class AttributeArguments(AttributeData attribute, string attributeName, string example, List<DiagnosticInfo> diagnostics, CancellationToken cancellation)
{
    private readonly AttributeSyntax? _syntax = attribute.ApplicationSyntaxReference?.GetSyntax(cancellation) as AttributeSyntax;
    private readonly List<string> _missing = [];

    /// <summary>The class's <c>[TensorNames]</c>, or null.</summary>
    public AttributeArguments? Names { get; init; }

    /// <summary>The stages before and after the encoder, or null for other attributes than a module's.</summary>
    public StageArguments? Stages { get; init; }

    /// <summary>The attribute as the user writes it.</summary>
    public string Written => $"[{attributeName}]";

    /// <summary>Whether every argument read so far is valid.</summary>
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
    /// Reports all missing sizes at once. If C# rejects a named argument, that may be the missing one, misspelt, and the C# error is enough.
    /// </summary>
    public void ReportMissing()
    {
        if (_missing.Count > 0 && !HasUnknownName())
        {
            string last = _missing[_missing.Count - 1];
            string names = _missing.Count == 1 ? last : string.Join(", ", _missing.Take(_missing.Count - 1)) + " and " + last;
            Report(Descriptors.SizeMissing, Span(_syntax), attributeName, names, example);
        }
    }

    /// <summary>The optional fixed token count.</summary>
    public int? Tokens() => Find("Tokens") is { } argument
        ? Positive("Tokens", argument.Value, argument.Syntax, "; leave it out for any number of tokens")
        : null;

    public bool Flag(string name, bool otherwise) => Find(name) is { } argument ? Constant<bool>(argument.Value) ?? otherwise : otherwise;

    public float Epsilon(string name, float otherwise)
    {
        if (Find(name) is not { } argument)
        {
            return otherwise;
        }

        float? epsilon = Constant<float>(argument.Value);
        if (epsilon is { } value && !(value > 0 && !float.IsInfinity(value)))
        {
            Report(Descriptors.EpsilonNotPositive, Span(argument.Syntax), [Set(name, "1e-5f")], name, Text(value));
        }

        return epsilon ?? otherwise;
    }

    /// <summary>Checks a dropout rate, which has no effect otherwise.</summary>
    public void Rate(string name)
    {
        if (Find(name) is { } argument && Constant<float>(argument.Value) is { } rate && !(rate >= 0 && rate < 1))
        {
            Report(Descriptors.DropoutOutOfRange, Span(argument.Syntax), [Remove(name)], name, Text(rate));
        }
    }

    /// <summary>A value of an enumeration.</summary>
    public T Enumeration<T>(string name, T otherwise)
        where T : struct, Enum
    {
        if (Find(name) is not { } argument || Constant<int>(argument.Value) is not { } value)
        {
            return otherwise;
        }

        if (!Enum.IsDefined(typeof(T), value))
        {
            string type = argument.Value.Type?.Name ?? name;
            List<string> names = Enum.GetNames(typeof(T)).Select(known => $"{type}.{known}").ToList();
            Report(Descriptors.UnknownValue, Span(argument.Syntax), names.Select(known => Set(name, known)), name, Text(value), "ShapeGen." + type, $"{string.Join(", ", names.Take(names.Count - 1))} or {names[names.Count - 1]}");
        }

        return (T)(object)value;
    }

    /// <summary>An optional size, at least 1.</summary>
    public int OptionalSize(string name, int otherwise) => Find(name) is { } argument ? Positive(name, argument.Value, argument.Syntax, "") ?? otherwise : otherwise;

    /// <summary>An optional number, finite and above 0.</summary>
    public float Positive(string name, float otherwise)
    {
        if (Find(name) is not { } argument)
        {
            return otherwise;
        }

        float? number = Constant<float>(argument.Value);
        if (number is { } value && !(value > 0 && !float.IsInfinity(value)))
        {
            Report(Descriptors.NumberOutOfRange, Span(argument.Syntax), name, Text(value), "a finite number above 0");
        }

        return number ?? otherwise;
    }

    /// <summary>An optional number, at least 0.</summary>
    public int Count(string name, int otherwise)
    {
        if (Find(name) is not { } argument)
        {
            return otherwise;
        }

        int? number = Constant<int>(argument.Value);
        if (number is < 0)
        {
            Report(Descriptors.NumberOutOfRange, Span(argument.Syntax), [Set(name, "0")], name, Text(number.Value), "at least 0");
        }

        return number ?? otherwise;
    }

    /// <summary>An optional 64-bit number, at least 1.</summary>
    public BudgetArgument? Limit(string name)
    {
        if (Find(name) is not { } argument)
        {
            return null;
        }

        long? number = argument.Value is { Kind: TypedConstantKind.Primitive, Value: int small } ? small : Constant<long>(argument.Value);
        if (number is < 1)
        {
            Report(Descriptors.NumberOutOfRange, Span(argument.Syntax), name, Text(number.Value), "at least 1");
        }

        return number is >= 1 ? new(name, number.Value, Span(argument.Syntax)) : null;
    }

    /// <summary>Notes arguments that are missing, for <see cref="ReportMissing"/>.</summary>
    public void Lacks(string names)
    {
        Valid = false;
        _missing.Add(names);
    }

    /// <summary>An optional finite number.</summary>
    public float Number(string name, float otherwise)
    {
        if (Find(name) is not { } argument)
        {
            return otherwise;
        }

        float? number = Constant<float>(argument.Value);
        if (number is { } value && (float.IsNaN(value) || float.IsInfinity(value)))
        {
            Report(Descriptors.NumberOutOfRange, Span(argument.Syntax), name, Text(value), "a finite number");
        }

        return number ?? otherwise;
    }

    /// <summary>Optional numbers.</summary>
    public IReadOnlyList<float>? Numbers(string name)
    {
        if (Find(name) is not { } argument || argument.Value.IsNull)
        {
            return null;
        }

        if (argument.Value.Kind != TypedConstantKind.Array || argument.Value.Values.Any(value => value.Value is not float))
        {
            Valid = false;
            return null;
        }

        return argument.Value.Values.Select(value => (float)value.Value!).ToList();
    }

    /// <summary>The locations of the attribute and of each argument.</summary>
    public IEnumerable<ArgumentPlace> Places(int index)
    {
        yield return new(new(attributeName, index, ""), Span(_syntax));
        foreach (string written in attribute.NamedArguments.Select(argument => argument.Key)
            .Concat(attribute.AttributeConstructor?.Parameters.Select(parameter => char.ToUpperInvariant(parameter.Name[0]) + parameter.Name.Substring(1)) ?? []).Distinct())
        {
            if (Find(written) is { Syntax: { } syntax })
            {
                yield return new(new(attributeName, index, written), Span(syntax));
            }
        }
    }

    /// <summary>The location of the attribute.</summary>
    public SourceSpan? At => Span(_syntax);

    /// <summary>The form of the model's calls, even if the declaration is otherwise wrong.</summary>
    public CallForm Form() => Stages is { Any: true } stages
        ? stages.Form(IsWritten("Tokens"))
        : new(IsWritten("Memory") ? InputForm.RowsAndMemory : InputForm.Rows, IsWritten("Tokens"));

    /// <summary>An optional text.</summary>
    public string? Text(string name)
    {
        if (Find(name) is not { } argument)
        {
            return null;
        }

        if (argument.Value.Kind == TypedConstantKind.Error)
        {
            Valid = false;
        }

        return argument.Value.Value as string;
    }

    /// <summary>Whether the user wrote the argument.</summary>
    public bool IsWritten(string name) => Find(name) is not null;

    /// <summary>Whether the user wrote the argument with a value other than 0 or null.</summary>
    public bool IsGiven(string name) => Find(name) is { Value: var value } && !value.IsNull && value is not { Kind: TypedConstantKind.Primitive, Value: 0 };

    /// <summary>Reports on one property that it contradicts another one.</summary>
    /// <param name="name">The property to report on.</param>
    /// <param name="property">The property and its value.</param>
    /// <param name="other">The other property and its value.</param>
    /// <param name="reason">Why, and what to change.</param>
    /// <param name="edits">The changes that are certain enough for a code fix.</param>
    public void Contradiction(string name, string property, string other, string reason, params SuggestedEdit[] edits) =>
        Report(Descriptors.Contradiction, Span(Find(name)?.Syntax ?? _syntax), edits, property, other, reason);

    /// <summary>An edit that gives an argument a value.</summary>
    public SuggestedEdit Set(string name, string value) => new(EditKind.Set, attributeName, name, value);

    /// <summary>An edit that gives an argument a number.</summary>
    public SuggestedEdit Set(string name, long value) => Set(name, Text(value));

    /// <summary>An edit that removes an argument.</summary>
    public SuggestedEdit Remove(string name) => new(EditKind.Remove, attributeName, name, "");

    /// <summary>An edit that removes the attribute.</summary>
    public SuggestedEdit Remove() => new(EditKind.RemoveAttribute, attributeName, "", "");

    /// <summary>Reports properties that are written but have an effect only together with another one.</summary>
    /// <param name="isMeant">Whether the other property has the value that is needed.</param>
    /// <param name="needed">The other property as it should be.</param>
    /// <param name="present">The other property as it is.</param>
    /// <param name="names">The properties.</param>
    public void OnlyWith(bool isMeant, string needed, string present, params string[] names)
    {
        foreach (string name in names)
        {
            if (!isMeant && IsWritten(name))
            {
                Contradiction(name, name, present, $"{name} has an effect only with {needed}; add that, or remove {name}", Remove(name));
            }
        }
    }

    /// <summary>Reports an Embed that is not divisible by Heads, with the nearest head counts that divide it.</summary>
    public void Divides(int? embed, int? heads)
    {
        if (embed is not { } e || heads is not { } h || e % h == 0)
        {
            return;
        }

        string width = ((double)e / h).ToString("0.##", CultureInfo.InvariantCulture);
        List<int> divisors = NearestDivisors(e, h).ToList();
        string headCounts = string.Join(" or ", divisors.Select(count => "Heads = " + Text(count)));
        long below = (long)e / h * h;
        List<long> near = new[] { below, below + h }.Where(near => near is > 0 and <= int.MaxValue).ToList();
        string embeds = string.Join(" or ", near.Select(embed => Text(embed)));
        IEnumerable<SuggestedEdit> edits = divisors.OrderBy(count => Math.Abs(count - h)).Select(count => Set("Heads", count)).Concat(near.Select(embed => Set("Embed", embed)));
        Report(Descriptors.HeadsDoNotDivide, Span(Find("Heads")?.Syntax), edits, Text(e), Text(h), width, headCounts, embeds);
    }

    /// <summary>Reports the first product that is too large for a span.</summary>
    public void Limit(Products products)
    {
        if (products.TooLarge is { } large)
        {
            // Reported on the largest of the arguments that it depends on: another one may be 1 already.
            SyntaxNode? at = large.Arguments.Split([" or "], StringSplitOptions.None).Select(Find)
                .OrderByDescending(argument => argument?.Value.Value as int? ?? 0).First()?.Syntax;
            Report(Descriptors.TooLarge, Span(at ?? _syntax), large.Expression, Text(large.Floats), Text(Products.Limit), large.Arguments);
        }
    }

    /// <summary>Adds the products of a stage, and reports the first that is too large for a span on the stage's arguments.</summary>
    public void Limit(Products products, Action<Products> add)
    {
        bool fits = products.TooLarge is null;
        add(products);
        if (fits)
        {
            Limit(products);
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
            ReportGenerated(name, syntax);
            return null;
        }

        if (value < 1)
        {
            Report(Descriptors.SizeNotPositive, Span(syntax), name, Text(value), hint);
            return null;
        }

        return value;
    }

    /// <summary>
    /// Reports a size that is another model's generated constant. A generator does not see generated code. The compiler does, so it reports no error, and
    /// without this diagnostic the class would become a stub without an explanation.
    /// </summary>
    private void ReportGenerated(string name, SyntaxNode? syntax)
    {
        if (syntax is AttributeArgumentSyntax { Expression: MemberAccessExpressionSyntax access }
            && (access.Name.Identifier.ValueText is "Tokens" or "OutputWidth" || ModuleKind.All.Any(kind => kind.Constants.Contains(access.Name.Identifier.ValueText))))
        {
            Report(
                Descriptors.NumberOutOfRange, Span(syntax), name, access.ToString(),
                "a number or your own constant: the generator cannot see constants that it generates for other classes");
        }
    }

    /// <summary>The constant, or null if C# itself has reported an error.</summary>
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

    private Argument? Find(string name)
    {
        foreach (KeyValuePair<string, TypedConstant> named in attribute.NamedArguments)
        {
            if (named.Key == name)
            {
                return new(named.Value, Syntax(argument => argument.NameEquals?.Name.Identifier.ValueText == name));
            }
        }

        for (int i = 0; i < attribute.ConstructorArguments.Length; i++)
        {
            string parameter = attribute.AttributeConstructor!.Parameters[i].Name;
            if (string.Equals(parameter, name, StringComparison.OrdinalIgnoreCase))
            {
                SyntaxNode? syntax = Syntax(argument => argument.NameColon?.Name.Identifier.ValueText == parameter)
                    ?? _syntax?.ArgumentList?.Arguments.ElementAtOrDefault(i);
                return new(attribute.ConstructorArguments[i], syntax);
            }
        }

        return null;
    }

    private sealed record Argument(TypedConstant Value, SyntaxNode? Syntax);

    private bool HasUnknownName() => _syntax?.ArgumentList?.Arguments.Any(argument =>
        argument.NameEquals is { } named && attribute.AttributeClass!.GetMembers(named.Name.Identifier.ValueText).IsEmpty) == true;

    private AttributeArgumentSyntax? Syntax(Func<AttributeArgumentSyntax, bool> matches) =>
        _syntax?.ArgumentList?.Arguments.FirstOrDefault(matches);

    private static SourceSpan? Span(SyntaxNode? node) => SourceSpan.From(node?.GetLocation());

    private static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);

    private void Report(DiagnosticDescriptor descriptor, SourceSpan? span, params string[] arguments) => Report(descriptor, span, [], arguments);

    private void Report(DiagnosticDescriptor descriptor, SourceSpan? span, IEnumerable<SuggestedEdit> edits, params string[] arguments)
    {
        Valid = false;
        diagnostics.Add(new(descriptor.Id, span, new EquatableArray<string>(arguments)) { Edits = new(edits) });
    }
}
