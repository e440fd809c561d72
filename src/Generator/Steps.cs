using Microsoft.CodeAnalysis;

namespace ShapeGen.Generator;

/// <summary>A step of the pipeline with any number of values of a kind.</summary>
/// <remarks>
/// To the compiler all values are objects. Its own classes for steps are generic: for each kind of value the runtime would make some forty types of them for the first model of
/// a process, and the JIT would compile their methods anew for each struct, as pairs are.
/// </remarks>
/// <typeparam name="T">What the values are. They compare by <see cref="object.Equals(object)"/>.</typeparam>
/// <param name="values">The compiler's step.</param>
internal sealed class Steps<T>(IncrementalValuesProvider<object?> values)
    where T : class
{
    public Steps<T> Named(string name) => new(values.WithTrackingName(name));

    public Steps<TResult> Select<TResult>(Func<T, TResult> select)
        where TResult : class => new(values.Select((value, _) => (object?)select((T)value!)));

    /// <summary>With the one value of another step.</summary>
    public Steps<TResult> Select<TOther, TResult>(Step<TOther> other, Func<T, TOther, TResult> select)
        where TOther : class
        where TResult : class => new(values.Combine(other.Value).Select((both, _) => (object?)select((T)both.Left!, (TOther)both.Right!)));

    /// <summary>The same of what a value has, where it has it.</summary>
    public Steps<TResult> SelectSome<TResult>(Func<T, TResult?> select)
        where TResult : class => Select<TResult>(select!).Some();

    /// <summary>The same with the one value of another step.</summary>
    public Steps<TResult> SelectSome<TOther, TResult>(Step<TOther> other, Func<T, TOther, TResult?> select)
        where TOther : class
        where TResult : class => Select<TOther, TResult>(other, select!).Some();

    /// <summary>What is made of all values.</summary>
    public Step<TResult> Collect<TResult>(Func<IReadOnlyList<T>, TResult> select)
        where TResult : class => new(values.Collect().Select((all, _) =>
        {
            T[] typed = new T[all.Length];
            for (int i = 0; i < typed.Length; i++)
            {
                typed[i] = (T)all[i]!;
            }

            return (object?)select(typed);
        }));

    /// <summary>Registers what is made of each value.</summary>
    public void Output(IncrementalGeneratorInitializationContext context, Action<SourceProductionContext, T> output) =>
        context.RegisterSourceOutput(values, (production, value) => output(production, (T)value!));

    /// <summary>The same with the one value of another step.</summary>
    public void Output<TOther>(IncrementalGeneratorInitializationContext context, Step<TOther> other, Action<SourceProductionContext, T, TOther> output)
        where TOther : class =>
        Select(other, static (value, one) => new Both<TOther>(value, one)).Output(context, (production, both) => output(production, both.Value, both.Other));

    private Steps<T> Some() => new(values.Where(static value => value is not null));

    /// <summary>A pair that is an object.</summary>
    private sealed class Both<TOther>(T value, TOther other)
    {
        public T Value { get; } = value;

        public TOther Other { get; } = other;
    }
}

/// <summary>A step with one value.</summary>
/// <typeparam name="T">What it is.</typeparam>
/// <param name="value">The compiler's step.</param>
internal sealed class Step<T>(IncrementalValueProvider<object?> value)
    where T : class
{
    public IncrementalValueProvider<object?> Value { get; } = value;

    /// <summary>A step of the compiler's own.</summary>
    public static Step<T> Of(IncrementalValueProvider<T> value) => new(value.Select(static (given, _) => (object?)given));

    public Step<T> Named(string name) => new(Value.WithTrackingName(name));

    public Step<TResult> Select<TResult>(Func<T, TResult> select)
        where TResult : class => new(Value.Select((given, _) => (object?)select((T)given!)));

    /// <summary>With the value of another step.</summary>
    public Step<TResult> Select<TOther, TResult>(Step<TOther> other, Func<T, TOther, TResult> select)
        where TOther : class
        where TResult : class => new(Value.Combine(other.Value).Select((both, _) => (object?)select((T)both.Left!, (TOther)both.Right!)));

    /// <summary>Registers what is made of the value.</summary>
    public void Output(IncrementalGeneratorInitializationContext context, Action<SourceProductionContext, T> output) =>
        context.RegisterSourceOutput(Value, (production, given) => output(production, (T)given!));
}
