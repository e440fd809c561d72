using System.Globalization;
using ShapeGen.Generator.Common;

namespace ShapeGen.Generator.Arguments;

/// <summary>
/// The arguments of one attribute: what a module's reading asks of them, and the rules that they share. Each mistake is reported on the argument itself.
/// </summary>
/// <param name="name">The attribute's name without its suffix.</param>
/// <param name="example">Example arguments for messages.</param>
/// <param name="isKnown">Whether C# knows the attribute's constructor. If not, C# has reported an error.</param>
internal abstract class ModuleArguments(string name, string example, bool isKnown)
{
    private readonly bool _isKnown = isKnown;
    private readonly List<string> _missing = [];

    /// <summary>The class's <c>[TensorNames]</c>, or null.</summary>
    public ModuleArguments? Names { get; init; }

    /// <summary>The stages before and after the encoder, or null for other attributes than a module's.</summary>
    public StageArguments? Stages { get; init; }

    /// <summary>The attribute's name without its suffix.</summary>
    public string Name => name;

    /// <summary>The attribute as the user writes it.</summary>
    public string Written => $"[{name}]";

    /// <summary>Whether every argument read so far is valid.</summary>
    public bool Valid { get; private set; } = isKnown;

    /// <summary>Whether C# rejects the name of an argument. It may be that of a missing one, misspelt.</summary>
    protected abstract bool HasUnknownName { get; }

    /// <summary>A required size, at least 1.</summary>
    public int? Size(string argument)
    {
        if (!_isKnown)
        {
            return null;
        }

        if (Find(argument) is not { } value)
        {
            Lacks(argument);
            return null;
        }

        return Positive(argument, value, "");
    }

    /// <summary>
    /// Reports all missing sizes at once. If C# rejects a named argument, that may be the missing one, misspelt, and the C# error is enough.
    /// </summary>
    public void ReportMissing()
    {
        if (_missing.Count > 0 && !HasUnknownName)
        {
            string last = _missing[_missing.Count - 1];
            string names = _missing.Count == 1 ? last : string.Join(", ", _missing.Take(_missing.Count - 1)) + " and " + last;
            Report(ArgumentProblem.SizeMissing, "", name, names, example);
        }
    }

    /// <summary>Notes arguments that are missing, for <see cref="ReportMissing"/>.</summary>
    public void Lacks(string names)
    {
        Valid = false;
        _missing.Add(names);
    }

    /// <summary>The optional fixed token count.</summary>
    public int? Tokens() => Find("Tokens") is { } value ? Positive("Tokens", value, "; leave it out for any number of tokens") : null;

    /// <summary>An optional size, at least 1.</summary>
    public int OptionalSize(string argument, int otherwise) => Find(argument) is { } value ? Positive(argument, value, "") ?? otherwise : otherwise;

    public bool Flag(string argument, bool otherwise) => Find(argument) is { } value ? Constant<bool>(value) ?? otherwise : otherwise;

    public float Epsilon(string argument, float otherwise)
    {
        if (Find(argument) is not { } value)
        {
            return otherwise;
        }

        float? epsilon = Constant<float>(value);
        if (epsilon is { } number && !(number > 0 && !float.IsInfinity(number)))
        {
            Report(ArgumentProblem.EpsilonNotPositive, argument, [Set(argument, "1e-5f")], argument, Digits(number));
        }

        return epsilon ?? otherwise;
    }

    /// <summary>Checks a dropout rate, which has no effect otherwise.</summary>
    public void Rate(string argument)
    {
        if (Find(argument) is { } value && Constant<float>(value) is { } rate && !(rate >= 0 && rate < 1))
        {
            Report(ArgumentProblem.DropoutOutOfRange, argument, [Remove(argument)], argument, Digits(rate));
        }
    }

    /// <summary>A value of one of the runtime's enumerations, which have the same names and numbers as <typeparamref name="T"/>.</summary>
    public T Enumeration<T>(string argument, T otherwise)
        where T : struct, Enum
    {
        if (Find(argument) is not { } value || Constant<int>(value) is not { } number)
        {
            return otherwise;
        }

        if (!Enum.IsDefined(typeof(T), number))
        {
            string type = value.Type ?? argument;
            List<string> names = Enum.GetNames(typeof(T)).Select(known => $"{type}.{known}").ToList();
            Report(
                ArgumentProblem.UnknownValue, argument, names.Select(known => Set(argument, known)),
                argument, Literals.Integer(number), "ShapeGen." + type, $"{string.Join(", ", names.Take(names.Count - 1))} or {names[names.Count - 1]}");
        }

        return (T)(object)number;
    }

    /// <summary>An optional number, finite and above 0.</summary>
    public float Positive(string argument, float otherwise) =>
        FiniteNumber(argument, number => number > 0 && !float.IsInfinity(number), "a finite number above 0") ?? otherwise;

    /// <summary>An optional finite number.</summary>
    public float Number(string argument, float otherwise) =>
        FiniteNumber(argument, number => !float.IsNaN(number) && !float.IsInfinity(number), "a finite number") ?? otherwise;

    /// <summary>An optional number, at least 0.</summary>
    public int Count(string argument, int otherwise)
    {
        if (Find(argument) is not { } value)
        {
            return otherwise;
        }

        int? number = Constant<int>(value);
        if (number is < 0)
        {
            Report(ArgumentProblem.NumberOutOfRange, argument, [Set(argument, "0")], argument, Literals.Integer(number.Value), "at least 0");
        }

        return number ?? otherwise;
    }

    /// <summary>An optional 64-bit number, at least 1.</summary>
    public long? LongSize(string argument)
    {
        if (Find(argument) is not { } value)
        {
            return null;
        }

        long? number = value.Constant is int small ? small : Constant<long>(value);
        if (number is < 1)
        {
            Report(ArgumentProblem.NumberOutOfRange, argument, argument, Literals.Integer(number.Value), "at least 1");
        }

        return number is >= 1 ? number : null;
    }

    /// <summary>Optional numbers.</summary>
    public IReadOnlyList<float>? Numbers(string argument)
    {
        if (Find(argument)?.Constant is not { } constant)
        {
            return null;
        }

        if (constant is not object?[] items || items.Any(item => item is not float))
        {
            Valid = false;
            return null;
        }

        return items.Select(item => (float)item!).ToList();
    }

    /// <summary>An optional text.</summary>
    public string? Text(string argument)
    {
        if (Find(argument) is not { } value)
        {
            return null;
        }

        if (value.IsError)
        {
            Valid = false;
        }

        return value.Constant as string;
    }

    /// <summary>Whether the user wrote the argument.</summary>
    public bool IsWritten(string argument) => Find(argument) is not null;

    /// <summary>Whether the user wrote the argument with a value other than 0 or null.</summary>
    public bool IsGiven(string argument) => Find(argument) is { Constant: not (null or 0) };

    /// <summary>An edit that gives an argument a value.</summary>
    public SuggestedEdit Set(string argument, string value) => new(EditKind.Set, name, argument, value);

    /// <summary>An edit that gives an argument a number.</summary>
    public SuggestedEdit Set(string argument, long value) => Set(argument, Literals.Integer(value));

    /// <summary>An edit that removes an argument.</summary>
    public SuggestedEdit Remove(string argument) => new(EditKind.Remove, name, argument, "");

    /// <summary>An edit that removes the attribute.</summary>
    public SuggestedEdit Remove() => new(EditKind.RemoveAttribute, name, "", "");

    /// <summary>Reports on one property that it contradicts another one.</summary>
    /// <param name="argument">The property to report on.</param>
    /// <param name="property">The property and its value.</param>
    /// <param name="other">The other property and its value.</param>
    /// <param name="reason">Why, and what to change.</param>
    /// <param name="edits">The changes that are certain enough for a code fix.</param>
    public void Contradiction(string argument, string property, string other, string reason, params SuggestedEdit[] edits) =>
        Report(ArgumentProblem.Contradiction, argument, edits, property, other, reason);

    /// <summary>Reports properties that are written but have an effect only together with another one.</summary>
    /// <param name="isMeant">Whether the other property has the value that is needed.</param>
    /// <param name="needed">The other property as it should be.</param>
    /// <param name="present">The other property as it is.</param>
    /// <param name="arguments">The properties.</param>
    public void OnlyWith(bool isMeant, string needed, string present, params string[] arguments)
    {
        foreach (string argument in arguments)
        {
            if (!isMeant && IsWritten(argument))
            {
                Contradiction(argument, argument, present, $"{argument} has an effect only with {needed}; add that, or remove {argument}", Remove(argument));
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
        IReadOnlyList<int> divisors = Divisors.Nearest(e, h);
        string headCounts = string.Join(" or ", divisors.Select(count => "Heads = " + Literals.Integer(count)));
        long below = (long)e / h * h;
        List<long> near = new[] { below, below + h }.Where(near => near is > 0 and <= int.MaxValue).ToList();
        string embeds = string.Join(" or ", near.Select(Literals.Integer));
        IEnumerable<SuggestedEdit> edits = divisors.OrderBy(count => Math.Abs(count - h)).Select(count => Set("Heads", count)).Concat(near.Select(embed => Set("Embed", embed)));
        Report(ArgumentProblem.HeadsDoNotDivide, "Heads", edits, Literals.Integer(e), Literals.Integer(h), width, headCounts, embeds);
    }

    /// <summary>Reports the first product that is too large for a span.</summary>
    public void Limit(Products products)
    {
        if (products.TooLarge is { } large)
        {
            // Reported on the largest of the arguments that it depends on: another one may be 1 already.
            string largest = large.Arguments.Split([" or "], StringSplitOptions.None).OrderByDescending(argument => Find(argument)?.Constant as int? ?? 0).First();
            Report(ArgumentProblem.TooLarge, largest, large.Expression, Literals.Integer(large.Floats), Literals.Integer(Products.Limit), large.Arguments);
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

    /// <summary>The value of an argument, or null if the attribute does not have it.</summary>
    protected abstract ArgumentValue? Find(string argument);

    /// <summary>Reports a size that has no value here though C# reports no error.</summary>
    protected abstract void ReportUnread(string argument);

    /// <summary>Adds a diagnostic.</summary>
    /// <param name="problem">What is wrong.</param>
    /// <param name="argument">The argument to report on. Without such an argument, the attribute is reported on.</param>
    /// <param name="edits">Edits that would fix it, the best first.</param>
    /// <param name="texts">The arguments of the message.</param>
    protected abstract void Add(ArgumentProblem problem, string argument, IEnumerable<SuggestedEdit> edits, string[] texts);

    /// <summary>Reports a problem without an edit that would fix it.</summary>
    protected void Report(ArgumentProblem problem, string argument, params string[] texts) => Report(problem, argument, [], texts);

    private void Report(ArgumentProblem problem, string argument, IEnumerable<SuggestedEdit> edits, params string[] texts)
    {
        Valid = false;
        Add(problem, argument, edits, texts);
    }

    private int? Positive(string argument, ArgumentValue value, string hint)
    {
        if (Constant<int>(value) is not { } number)
        {
            ReportUnread(argument);
            return null;
        }

        if (number < 1)
        {
            Report(ArgumentProblem.SizeNotPositive, argument, argument, Literals.Integer(number), hint);
            return null;
        }

        return number;
    }

    private float? FiniteNumber(string argument, Func<float, bool> isInRange, string range)
    {
        float? number = Find(argument) is { } value ? Constant<float>(value) : null;
        if (number is { } found && !isInRange(found))
        {
            Report(ArgumentProblem.NumberOutOfRange, argument, argument, Digits(found), range);
        }

        return number;
    }

    /// <summary>The constant, or null if C# itself has reported an error.</summary>
    private T? Constant<T>(ArgumentValue value)
        where T : struct
    {
        if (value.Constant is T constant)
        {
            return constant;
        }

        Valid = false;
        return null;
    }

    private static string Digits(float number) => number.ToString(CultureInfo.InvariantCulture);
}
