namespace ShapeGen.Generator.Sidecars;

/// <summary>The rule for a key of <c>config.json</c>.</summary>
/// <param name="Key">The key.</param>
internal abstract record KeyRule(string Key)
{
    /// <summary>Keys that do not affect what an encoder computes at inference.</summary>
    public static IEnumerable<KeyRule> Unused(params string[] keys) => keys.Select(key => new UnusedKey(key));

    /// <summary>Keys that <see cref="ModelConfig"/> reads.</summary>
    public static IEnumerable<KeyRule> Read(params string[] keys) => keys.Select(key => new ReadKey(key));

    /// <summary>A key of which only some values can be declared.</summary>
    public static KeyRule Only(string key, string because, params string[] values) => new OnlyKey(key, because, values);
}

/// <summary>A key that does not affect what an encoder computes at inference.</summary>
internal sealed record UnusedKey(string Key) : KeyRule(Key);

/// <summary>A key that is read.</summary>
internal sealed record ReadKey(string Key) : KeyRule(Key);

/// <summary>A key of which only some values can be declared. The reason of the refusal is what the other values would change.</summary>
internal sealed record OnlyKey(string Key, string Because, IReadOnlyList<string> Values) : KeyRule(Key);
