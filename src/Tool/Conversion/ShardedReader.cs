using System.Globalization;
using System.Text.Json;
using ShapeGen.Tool.Console;

namespace ShapeGen.Tool.Conversion;

/// <summary>A checkpoint of several files, and the index that says which tensor is in which, as Hugging Face's libraries write it.</summary>
internal sealed class ShardedReader : CheckpointReader
{
    private const int MaxIndexBytes = 64 << 20;

    private readonly List<CheckpointReader> _shards = [];
    private readonly List<string> _remarks = [];

    /// <summary>Opens the index and every file that it names.</summary>
    public ShardedReader(string path, ReaderOptions options)
        : base(path)
    {
        try
        {
            Tensors = Read(options);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override CheckpointFormat Format => CheckpointFormat.Sharded;

    /// <inheritdoc/>
    public override IReadOnlyList<StoredTensor> Tensors { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Remarks => _remarks;

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => _shards.ForEach(static shard => shard.Dispose());

    private List<StoredTensor> Read(ReaderOptions options)
    {
        Dictionary<string, string> places = ReadIndex();
        string folder = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(Path))!;
        List<StoredTensor> tensors = [];
        List<string> unlisted = [];
        foreach (IGrouping<string, KeyValuePair<string, string>> part in places.GroupBy(static pair => pair.Value).OrderBy(static part => part.Key, StringComparer.Ordinal))
        {
            string file = System.IO.Path.Combine(folder, part.Key);
            if (!File.Exists(file))
            {
                throw Bad($"{part.Key} is not beside it, and {Text.Count(part.Count(), "tensor")} are said to be there, such as {Text.Quote(part.First().Key)}.");
            }

            // Before it is opened: an index may name itself.
            if (file.EndsWith(Checkpoints.IndexEnd, StringComparison.OrdinalIgnoreCase))
            {
                throw Bad($"{part.Key} is an index as well.");
            }

            CheckpointReader shard = Checkpoints.Open(file, null, options);
            _shards.Add(shard);
            Dictionary<string, StoredTensor> found = shard.Tensors.ToDictionary(static tensor => tensor.Name, StringComparer.Ordinal);
            foreach ((string name, _) in part)
            {
                tensors.Add(found.Remove(name, out StoredTensor? tensor) ? tensor : throw Bad($"{Text.Quote(name)} is said to be in {part.Key}, and is not."));
            }

            unlisted.AddRange(found.Keys);
            _remarks.AddRange(shard.Remarks.Select(remark => $"{part.Key}: {remark}"));
        }

        if (unlisted.Count > 0)
        {
            _remarks.Add($"{Text.Count(unlisted.Count, "tensor")} of the files are not in the index and were left out, the first is {Text.Quote(unlisted[0])}.");
        }

        return tensors;
    }

    private Dictionary<string, string> ReadIndex()
    {
        long length = new FileInfo(Path).Length;
        if (length > MaxIndexBytes)
        {
            throw Bad(string.Create(CultureInfo.InvariantCulture, $"the index has {length} bytes; more than {MaxIndexBytes} are not read."));
        }

        try
        {
            using JsonDocument index = JsonDocument.Parse(File.ReadAllBytes(Path));
            if (index.RootElement.ValueKind != JsonValueKind.Object || !index.RootElement.TryGetProperty("weight_map", out JsonElement map) || map.ValueKind != JsonValueKind.Object)
            {
                throw Bad("this is no index of a checkpoint: it has no object weight_map.");
            }

            Dictionary<string, string> places = new(StringComparer.Ordinal);
            foreach (JsonProperty tensor in map.EnumerateObject())
            {
                string? file = tensor.Value.ValueKind == JsonValueKind.String ? tensor.Value.GetString() : null;
                if (!IsPlainName(file))
                {
                    throw Bad($"{Text.Quote(tensor.Name)} is said to be in {Text.Quote(tensor.Value.ToString())}, which is not the name of a file beside the index.");
                }

                if (!places.TryAdd(tensor.Name, file!))
                {
                    throw Bad($"{Text.Quote(tensor.Name)} is in the index twice.");
                }
            }

            return places.Count > 0 ? places : throw Bad("the index names no tensors.");
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a string that is no Unicode.
            throw Bad($"the index is not JSON: {exception.Message}", exception);
        }
    }

    private static bool IsPlainName(string? file) =>
        !string.IsNullOrEmpty(file) && file is not ("." or "..") && file.IndexOfAny(['/', '\\', ':', '\0']) < 0;
}
