using System.Runtime.ExceptionServices;
using ShapeGen.Tool.Console;
using ShapeGen.Tool.Conversion.Storage;
using ShapeGen.Tool.Formats;
using ShapeGen.Tool.Shards;

namespace ShapeGen.Tool.Conversion;

/// <summary>Reads a checkpoint of several files with an index of their tensors, as written by Hugging Face's libraries.</summary>
internal sealed class ShardedReader : CheckpointReader
{
    private readonly List<CheckpointReader> _shards = [];
    private readonly List<string> _remarks = [];

    /// <summary>Errors of files that cannot be read, by the tensors that they should have: they matter only if one of these is kept.</summary>
    private readonly Dictionary<StoredTensor, ExceptionDispatchInfo> _broken = [];

    /// <summary>Opens the index and every file that it names.</summary>
    public ShardedReader(string path, ReaderOptions options, CancellationToken cancellation)
        : base(path)
    {
        try
        {
            Tensors = Read(options, cancellation);
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
    public override long FileBytes => _shards.Sum(static shard => shard.FileBytes);

    /// <inheritdoc/>
    public override void Prepare(IReadOnlyList<StoredTensor> kept)
    {
        if (kept.FirstOrDefault(_broken.ContainsKey) is { } broken)
        {
            _broken[broken].Throw();
        }

        _shards.ForEach(shard => shard.Prepare(kept));
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => _shards.ForEach(static shard => shard.Dispose());

    private List<StoredTensor> Read(ReaderOptions options, CancellationToken cancellation)
    {
        ShardIndex index = ShardIndex.ReadAll(Path);
        List<StoredTensor> tensors = [];
        List<KeyValuePair<string, string>> missing = [];
        List<string> unlisted = [];
        Dictionary<string, string> metadata = new(index.Metadata, StringComparer.Ordinal);
        foreach (IGrouping<string, KeyValuePair<string, string>> part in index.FileOfTensor.GroupBy(static pair => pair.Value).OrderBy(static part => part.Key, StringComparer.Ordinal))
        {
            CheckpointReader shard;
            try
            {
                shard = OpenShard(part, options, cancellation);
            }
            catch (Exception exception) when (exception is ToolException or CheckpointException)
            {
                AddBroken(part, exception, tensors);
                continue;
            }

            _shards.Add(shard);
            ILookup<string, StoredTensor> found = shard.Tensors.ToLookup(static tensor => tensor.Name, StringComparer.Ordinal);
            foreach (KeyValuePair<string, string> pair in part)
            {
                if (found.Contains(pair.Key))
                {
                    tensors.AddRange(found[pair.Key]);
                }
                else
                {
                    missing.Add(pair);
                }
            }

            foreach ((string key, string value) in shard.Metadata)
            {
                metadata.TryAdd(key, value);
            }

            foreach (StoredTensor tensor in shard.Tensors.Where(tensor => !index.FileOfTensor.ContainsKey(tensor.Name)))
            {
                if (tensor is AliasTensor)
                {
                    // An index does not name a tied tensor that its file keeps under another name.
                    tensors.Add(tensor);
                }
                else
                {
                    unlisted.Add(tensor.Name);
                }
            }

            _remarks.AddRange(shard.Remarks.Select(remark => $"{part.Key}: {remark}"));
        }

        AddAliases(metadata, missing, tensors);
        if (unlisted.Count > 0)
        {
            _remarks.Add($"Left out {Text.Count(unlisted.Count, "tensor")} of the files that the index does not name; the first is {Text.Quote(unlisted[0])}.");
        }

        return tensors;
    }

    private CheckpointReader OpenShard(IGrouping<string, KeyValuePair<string, string>> part, ReaderOptions options, CancellationToken cancellation)
    {
        string file = System.IO.Path.Combine(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(Path))!, part.Key);
        if (!File.Exists(file))
        {
            throw Bad($"{part.Key} is not in its folder, but should have {Text.Count(part.Count(), "tensor")}, such as {Text.Quote(part.First().Key)}.");
        }

        // Checked before opening: an index may name itself.
        return file.EndsWith(FileRecogniser.IndexEnd, StringComparison.OrdinalIgnoreCase)
            ? throw Bad($"{part.Key} is also an index.")
            : Checkpoints.Open(file, null, options, cancellation);
    }

    private void AddBroken(IEnumerable<KeyValuePair<string, string>> part, Exception exception, List<StoredTensor> tensors)
    {
        ExceptionDispatchInfo info = ExceptionDispatchInfo.Capture(exception);
        foreach ((string name, string file) in part)
        {
            UnreadableTensor tensor = new(name, [], $"{file} cannot be read");
            _broken.Add(tensor, info);
            tensors.Add(tensor);
        }
    }

    /// <summary>Adds tied tensors that the metadata names, in the same file or another, and reports the remaining missing ones.</summary>
    private static void AddAliases(Dictionary<string, string> metadata, List<KeyValuePair<string, string>> missing, List<StoredTensor> tensors)
    {
        Dictionary<string, StoredTensor> known = new(StringComparer.Ordinal);
        tensors.ForEach(tensor => known.TryAdd(tensor.Name, tensor));
        Dictionary<string, string> names = metadata.Where(pair => AliasTensor.CanBeName(pair.Key)).ToDictionary(StringComparer.Ordinal);
        Dictionary<string, StoredTensor> aliases = TensorAliases.Find(names, known) ?? [];
        tensors.AddRange(aliases.Select(alias => new AliasTensor(alias.Key, alias.Value)));
        tensors.AddRange(missing.Where(pair => !aliases.ContainsKey(pair.Key)).Select(static pair => new UnreadableTensor(
            pair.Key,
            [],
            $"the index says that it is in {pair.Value}, but it is not. If it is tied to another tensor, as an output layer is to the embeddings, the model does not need it")));
    }
}
