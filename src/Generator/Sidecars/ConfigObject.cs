using System.Globalization;
using ShapeGen.Generator.Checkpoints;
using ShapeGen.Generator.Headers;

namespace ShapeGen.Generator.Sidecars;

/// <summary>An object of a JSON file beside a checkpoint.</summary>
internal sealed class ConfigObject
{
    private readonly Dictionary<string, ConfigEntry> _entries = new(StringComparer.Ordinal);
    private readonly List<string> _keys = [];
    private readonly string _stem;

    private ConfigObject(string file, string stem, IEnumerable<ConfigEntry> entries)
    {
        File = file;
        _stem = stem;
        foreach (ConfigEntry entry in entries)
        {
            string key = entry.Key.Substring(stem.Length);
            _entries[key] = entry;
            if (key.Length > 0 && !key.Contains('.'))
            {
                _keys.Add(key);
            }
        }
    }

    /// <summary>The file, relative to the checkpoint's folder.</summary>
    public string File { get; }

    /// <summary>The keys of its own members, in the file's order.</summary>
    public IReadOnlyList<string> Keys => _keys;

    /// <summary>The root of a file; null if the file does not exist or could not be read.</summary>
    public static ConfigObject? Of(CheckpointFacts facts, string file)
    {
        List<ConfigEntry> entries = facts.Entries.Where(entry => entry.File == file).ToList();
        return entries.Count == 0 ? null : new(file, "", entries);
    }

    /// <summary>Whether the root of the file is an object, as in a configuration.</summary>
    public bool IsObject => !_entries.TryGetValue("", out ConfigEntry? root) || root.Kind == "object";

    /// <summary>The first of the keys that has a value. Null counts as no value, as in the Python code.</summary>
    public ConfigEntry? Find(params string[] keys) => keys.Select(Any).FirstOrDefault(entry => entry is not null and not { Kind: "null" });

    /// <summary>The entry of a key, even if it is null.</summary>
    public ConfigEntry? Any(string key) => _entries.TryGetValue(key, out ConfigEntry? entry) ? entry : null;

    /// <summary>Whether all members of an object or array were read. Of long ones only the number is known.</summary>
    public bool IsWhole(string key) => Any(key) is not { Kind: "object" or "array" } entry || entry.Value == "0" || _entries.Keys.Any(other => other.StartsWith(key + ".", StringComparison.Ordinal));

    /// <summary>A nested object; null if there is none.</summary>
    public ConfigObject? Object(string key)
    {
        if (Any(key) is not { Kind: "object" } entry)
        {
            return null;
        }

        string stem = entry.Key + ".";
        return new(File, stem, _entries.Values.Where(inner => inner.Key.StartsWith(stem, StringComparison.Ordinal)));
    }

    /// <summary>The items of an array, in order; null if there is no such array.</summary>
    public IReadOnlyList<ConfigEntry>? Array(string key) => Any(key) is { Kind: "array" } entry && int.TryParse(entry.Value, NumberStyles.None, CultureInfo.InvariantCulture, out int count)
        ? Enumerable.Range(0, count).Select(i => Any((key.Length == 0 ? "" : key + ".") + i.ToString(CultureInfo.InvariantCulture))).OfType<ConfigEntry>().ToList()
        : null;

    /// <summary>An entry as quoted in messages: <c>hidden_act is "mish" in config.json</c>.</summary>
    public static string Quote(ConfigEntry entry) => $"{Key(entry)} is {entry.Written} in {entry.File}";

    /// <summary>A key as in the file: the build writes a dot within a key as a similar character.</summary>
    public static string Key(ConfigEntry entry) => entry.Key.Replace('\u2024', '.');
}
