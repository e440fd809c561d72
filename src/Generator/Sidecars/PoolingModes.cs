using ShapeGen.Generator.Checkpoints;
using ShapeGen.Generator.Headers;
using ShapeGen.Generator.Options;

namespace ShapeGen.Generator.Sidecars;

/// <summary>The pooling modes of a sentence embedder, in both forms of its configuration: one flag for each mode, or <c>pooling_mode</c> since sentence-transformers 5.4.</summary>
internal static class PoolingModes
{
    private const string Flags = "pooling_mode_";

    private const string Key = "pooling_mode";

    /// <summary>By the value of <c>pooling_mode</c> and by the suffix of the flag. A mode without a kind cannot be declared.</summary>
    private static readonly (string Value, string Flag, Pooling? Kind)[] Modes =
    [
        ("cls", "cls_token", Pooling.Class),
        ("mean", "mean_tokens", Pooling.Mean),
        ("max", "max_tokens", Pooling.Max),
        ("lasttoken", "lasttoken", Pooling.Last),
        ("mean_sqrt_len_tokens", "mean_sqrt_len_tokens", null),
        ("weightedmean", "weightedmean_tokens", null),
    ];

    /// <summary>Returns the one mode that is on.</summary>
    /// <param name="pooling">The module's configuration.</param>
    /// <param name="problem">The reason, if null is returned.</param>
    public static ConfigValue<Pooling>? Read(ConfigObject pooling, out string problem)
    {
        List<ConfigEntry> on = pooling.Find(Key) switch
        {
            null => pooling.Keys.Where(key => key.StartsWith(Flags, StringComparison.Ordinal)).Select(key => pooling.Any(key)!).Where(entry => entry.Value == "true").ToList(),
            { Kind: "array" } => pooling.Array(Key)!.ToList(),
            { } entry => [entry],
        };
        if (pooling.Keys.Where(key => key.StartsWith(Flags, StringComparison.Ordinal)).Select(key => pooling.Any(key)!).FirstOrDefault(entry => entry.Kind is not ("boolean" or "null")) is { } odd)
        {
            problem = $"{ConfigObject.Quote(odd)}: it should be true or false";
            return null;
        }

        problem = "";
        switch (on.Count)
        {
            case 0 when pooling.Any("") is { } all && !pooling.Keys.Any(Has):
                // Without any mode, all versions take the mean.
                return new(Pooling.Mean, all);
            case 0:
                problem = $"{pooling.File} turns on no pooling_mode, and versions of sentence-transformers disagree about what that means; say how to pool with --pool";
                return null;
            case 1 when on[0].Kind == "boolean" && on[0].Key != Flags + "mean_tokens" && pooling.Any(Flags + "mean_tokens") is null:
                problem = $"{ConfigObject.Quote(on[0])}, and {Flags}mean_tokens is left out: sentence-transformers up to 5.3 then takes the mean too, and 5.4 and later do not; add {Flags}mean_tokens";
                return null;
            case > 1:
                problem = $"{string.Join(" and ", on.Select(ConfigObject.Quote))}: the results of several pooling modes are concatenated, but [Pool] has only one mode";
                return null;
        }

        (string Value, string Flag, Pooling? Kind) mode = Modes.FirstOrDefault(known => on[0].Kind == "boolean" ? on[0].Key == Flags + known.Flag : on[0].Value == known.Value);
        if (mode.Kind is { } kind)
        {
            return new(kind, on[0]);
        }

        problem = $"{ConfigObject.Quote(on[0])}: {(mode.Value is null ? "this pooling is not known" : "Pooling has no such mean, which weights rows by their position or divides their sum by the square root of their number")}";
        return null;
    }

    /// <summary>Whether a key of the configuration is about pooling modes.</summary>
    public static bool Has(string key) => key == Key || key.StartsWith(Flags, StringComparison.Ordinal);
}
