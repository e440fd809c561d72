using System.Collections;
using System.Globalization;

namespace ShapeGen.Generator.Common;

/// <summary>An immutable list of whole numbers that compares by them: a shape, the rows of a tile.</summary>
/// <remarks>
/// It does what is asked of LINQ elsewhere, and what <see cref="EquatableArray{T}"/> does for classes: for numbers, the generic methods of both would be compiled by the JIT for the
/// first model of a process.
/// </remarks>
internal sealed class Integers(params int[] items) : IEquatable<Integers>, IReadOnlyList<int>
{
    private readonly int[] _items = items;

    public static Integers None { get; } = new();

    public int Count => _items.Length;

    public int this[int index] => _items[index];

    /// <summary>So many, one after the other.</summary>
    public static Integers Range(int first, int count)
    {
        int[] items = new int[count];
        for (int i = 0; i < count; i++)
        {
            items[i] = first + i;
        }

        return new(items);
    }

    public IEnumerable<T> Select<T>(Func<int, T> selector)
    {
        foreach (int item in _items)
        {
            yield return selector(item);
        }
    }

    public Integers Where(Func<int, bool> condition)
    {
        int[] items = new int[Count];
        int count = 0;
        foreach (int item in _items)
        {
            if (condition(item))
            {
                items[count++] = item;
            }
        }

        return new Integers(items).Take(count);
    }

    public Integers Take(int count)
    {
        int[] items = new int[Math.Min(count, Count)];
        Array.Copy(_items, items, items.Length);
        return new(items);
    }

    public Integers Skip(int count)
    {
        int[] items = new int[Math.Max(Count - count, 0)];
        Array.Copy(_items, Count - items.Length, items, 0, items.Length);
        return new(items);
    }

    public bool Equals(Integers? other)
    {
        if (ReferenceEquals(this, other))
        {
            return true;
        }

        if (other is null || other.Count != Count)
        {
            return false;
        }

        for (int i = 0; i < Count; i++)
        {
            if (_items[i] != other._items[i])
            {
                return false;
            }
        }

        return true;
    }

    public override bool Equals(object? obj) => Equals(obj as Integers);

    public override int GetHashCode()
    {
        int hash = 17;
        foreach (int item in _items)
        {
            hash = unchecked((hash * 31) + item);
        }

        return hash;
    }

    /// <summary>The numbers in digits, with commas between them.</summary>
    public override string ToString() => string.Join(", ", Select(item => item.ToString(CultureInfo.InvariantCulture)));

    public IEnumerator<int> GetEnumerator()
    {
        for (int i = 0; i < _items.Length; i++)
        {
            yield return _items[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
