using ShapeGen.Tool.Shards;

namespace ShapeGen.Tool.Conversion;

/// <summary>A checkpoint of several files, and the index that says which tensor is in which, as Hugging Face's libraries write it.</summary>
internal sealed class ShardedReader : CheckpointReader
{
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
        Dictionary<string, string> places = ShardIndex.Read(Path);
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
}
