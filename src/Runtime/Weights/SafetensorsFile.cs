using System.Collections.ObjectModel;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.InteropServices;

namespace ShapeGen;

/// <summary>
/// A safetensors checkpoint, opened for reading and validated: its tensors fill its data exactly, without overlap. An invalid file is refused with a list of
/// all problems. Any number of threads may read at the same time.
/// </summary>
public sealed class SafetensorsFile : IDisposable
{
    private readonly CheckpointMemory _memory;
    private readonly TensorInfo[] _tensors;
    private readonly Dictionary<string, TensorInfo> _byName;
    private readonly Dictionary<string, string> _metadata;
    private readonly Dictionary<string, TensorInfo>? _byAlias;
    private IReadOnlyDictionary<string, string>? _aliasesView;
    private IReadOnlyList<TensorInfo>? _tensorsView;
    private IReadOnlyDictionary<string, string>? _metadataView;

    /// <param name="memory">The bytes. All views of the file share their ownership.</param>
    /// <param name="tensors">The tensors in the order of the file, with different names.</param>
    /// <param name="metadata">The file's metadata.</param>
    /// <param name="aliases">Other names of the tensors; null to find them in the metadata.</param>
    private SafetensorsFile(CheckpointMemory memory, TensorInfo[] tensors, Dictionary<string, string> metadata, Dictionary<string, TensorInfo>? aliases = null)
    {
        _memory = memory;
        _tensors = tensors;
        _metadata = metadata;
        _byName = new Dictionary<string, TensorInfo>(tensors.Length, StringComparer.Ordinal);
        foreach (TensorInfo tensor in tensors)
        {
            _byName.Add(tensor.Name, tensor);
        }

        _byAlias = aliases ?? TensorAliases.Find(metadata, _byName);
    }

    /// <summary>The path that was opened and the further files that were opened with it, the resource and its assembly, <c>&lt;stream&gt;</c> or <c>&lt;bytes&gt;</c>.</summary>
    public string Checkpoint => _memory.Checkpoint;

    /// <summary>The tensors, in the order of their data in the file.</summary>
    public IReadOnlyList<TensorInfo> Tensors => _tensorsView ??= Array.AsReadOnly(_tensors);

    /// <summary>The strings that the writer of the file added; may be empty.</summary>
    public IReadOnlyDictionary<string, string> Metadata => _metadataView ??= new ReadOnlyDictionary<string, string>(_metadata);

    /// <summary>
    /// Other names of tensors, each with the name in <see cref="Tensors"/>; may be empty. <c>safetensors.torch.save_model</c> writes tied tensors once, with an
    /// entry in <see cref="Metadata"/> for each name that it left out. A metadata entry is an alias if no tensor is named like its key, and its value is the name
    /// of a tensor or leads to one through at most eight entries.
    /// </summary>
    public IReadOnlyDictionary<string, string> Aliases => _aliasesView ??= AliasNames();

    /// <summary>
    /// Opens a file. Unless it is small, tensors are read only when they are needed. If the file becomes shorter while it is open, reading the missing part
    /// throws a <see cref="CheckpointException"/>.
    /// </summary>
    /// <param name="path">The path. Do not change the file while it is open: changes would be read.</param>
    /// <returns>The file; dispose it to close it.</returns>
    /// <exception cref="CheckpointException">The content is not a valid safetensors file.</exception>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">Access to the file is denied, or it is a directory.</exception>
    public static SafetensorsFile Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Parse(CheckpointMemory.Open(path));
    }

    /// <summary>
    /// Opens a checkpoint of several files as one: sentence-transformers stores the weights of a <c>Dense</c> module in a separate folder. The name of a tensor in
    /// a further file is the folder's name, a dot and its own name: <c>2_Dense.linear.weight</c>. The same applies to the further file's metadata.
    /// </summary>
    /// <param name="path">The path of the first file, whose tensors keep their names.</param>
    /// <param name="files">The further files: paths relative to the folder of the first file, with <c>/</c> as separator, in folders with different names: <c>"2_Dense/model.safetensors"</c>.</param>
    /// <returns>All files as one; dispose it to close them.</returns>
    /// <exception cref="ArgumentException">The path of a further file is not relative, has no folder, contains <c>.</c> or <c>..</c>, or two folders have the same name.</exception>
    /// <exception cref="CheckpointException">A further file is missing, the content of a file is not valid, or two tensors get the same name; all problems of all files are listed.</exception>
    /// <exception cref="IOException">The first file is missing, or a file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">Access to a file is denied, or it is a directory.</exception>
    public static SafetensorsFile Open(string path, params string[] files)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(files);
        if (files.Length == 0)
        {
            return Open(path);
        }

        var problems = new ProblemList();
        SafetensorsFile file = JoinedFiles.Open(path, files, problems);
        if (!problems.IsEmpty)
        {
            file.Dispose();
            problems.ThrowIfAny($"'{file.Checkpoint}' cannot be opened", file.Checkpoint);
        }

        return file;
    }

    /// <summary>
    /// Opens a resource of an assembly, such as one created by an item <c>&lt;ShapeGenCheckpoint Include="model.safetensors" Embed="true" /&gt;</c>. It is read in
    /// place in the loaded assembly, without a copy.
    /// </summary>
    /// <param name="assembly">The assembly.</param>
    /// <param name="name">The resource's name: the item's path, or its <c>LogicalName</c>.</param>
    /// <returns>The file; dispose it to release the assembly.</returns>
    /// <exception cref="CheckpointException">There is no such resource, or its content is not a valid safetensors file.</exception>
    public static SafetensorsFile OpenResource(Assembly assembly, string name)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        ArgumentException.ThrowIfNullOrEmpty(name);
        string checkpoint = $"resource {name} of {assembly.GetName().Name}";
        return assembly.GetManifestResourceStream(name) is { } stream
            ? Parse(CheckpointMemory.OfResource(stream, checkpoint))
            : throw NoResource(assembly, name, checkpoint);
    }

    /// <summary>Reads a stream from its current position to its end into memory.</summary>
    /// <param name="stream">A readable stream. It need not be seekable, and it is not disposed.</param>
    /// <returns>The file; dispose it to free its memory at once.</returns>
    /// <exception cref="CheckpointException">The content is not a valid safetensors file. If its beginning already shows that, the stream is not read to its end.</exception>
    /// <exception cref="IOException">The stream cannot be read, or breaks the contract of <see cref="Stream.Read(Span{byte})"/>.</exception>
    public static SafetensorsFile Read(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return Parse(CheckpointMemory.Copy(stream, "<stream>"));
    }

    /// <summary>Reads a copy of the bytes of a file.</summary>
    /// <param name="bytes">The content of a file. It may change afterwards.</param>
    /// <returns>The file; dispose it to free its memory at once.</returns>
    /// <exception cref="CheckpointException">The content is not a valid safetensors file.</exception>
    public static SafetensorsFile Read(ReadOnlySpan<byte> bytes) => Parse(CheckpointMemory.Copy(bytes, BytesName));

    /// <summary>Finds a tensor by its exact name, or by one of <see cref="Aliases"/>.</summary>
    /// <param name="name">The name.</param>
    /// <param name="tensor">The tensor, with its name in <see cref="Tensors"/>.</param>
    /// <returns>Whether the tensor exists.</returns>
    public bool TryGetTensor(string name, [NotNullWhen(true)] out TensorInfo? tensor)
    {
        ArgumentNullException.ThrowIfNull(name);
        return _byName.TryGetValue(name, out tensor) || (_byAlias is not null && _byAlias.TryGetValue(name, out tensor));
    }

    /// <summary>Converts the elements of an F32, F64, F16 or BF16 tensor to floats, row-major.</summary>
    /// <param name="name">The exact name, or one of <see cref="Aliases"/>.</param>
    /// <param name="destination">At least as many floats as the tensor has elements. Floats after them are not changed.</param>
    /// <exception cref="CheckpointException">There is no such tensor, it has another type, or the file has become shorter since it was opened.</exception>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short.</exception>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    public void CopyTo(string name, Span<float> destination)
    {
        TensorInfo tensor = GetConvertible(name);
        if (destination.Length < tensor.ElementCount)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"destination holds {destination.Length} floats, but {tensor} has {tensor.ElementCount} elements."),
                nameof(destination));
        }

        Convert(tensor, destination[..(int)tensor.ElementCount]);
    }

    /// <summary>Converts the elements of an F32, F64, F16 or BF16 tensor to a new array of floats, row-major.</summary>
    /// <param name="name">The exact name, or one of <see cref="Aliases"/>.</param>
    /// <returns>A float for each element.</returns>
    /// <exception cref="CheckpointException">There is no such tensor, it has another type, has more elements than an array can hold, or the file has become shorter since it was opened.</exception>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    public float[] ReadSingles(string name)
    {
        TensorInfo tensor = GetConvertible(name);
        if (tensor.ElementCount > Array.MaxLength)
        {
            throw Unreadable($"{tensor} has {tensor.ElementCount} elements, more than the {Array.MaxLength} that an array can hold");
        }

        float[] values = GC.AllocateUninitializedArray<float>((int)tensor.ElementCount);
        Convert(tensor, values);
        return values;
    }

    /// <summary>
    /// Returns the same file with other names: to remove a prefix, to map the names of another library, or to leave tensors out. It is a view, not a
    /// copy: disposing the file or any of its views closes all of them.
    /// </summary>
    /// <param name="rename">
    /// Returns the new name of a tensor, or null to leave it out. It is also called for each of <see cref="Aliases"/>: a tensor is left out if all its names are.
    /// </param>
    /// <returns>The view. A tensor of which only aliases are kept is listed under the first of them.</returns>
    /// <exception cref="CheckpointException">Different tensors would get the same name.</exception>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    public SafetensorsFile WithNames(Func<string, string?> rename)
    {
        ArgumentNullException.ThrowIfNull(rename);
        using CheckpointMemory.Lease lease = _memory.Acquire();

        var renamed = new RenamedTensors(_tensors, _byAlias, rename);
        renamed.Problems.ThrowIfAny($"The tensors of '{Checkpoint}' cannot be renamed like this", Checkpoint);
        return new SafetensorsFile(_memory, renamed.Tensors(), _metadata, renamed.Aliases);
    }

    /// <summary>
    /// Closes the file and all its views, and frees its memory. Reads that run on other threads finish first. The list of tensors and the metadata remain
    /// available.
    /// </summary>
    public void Dispose() => _memory.Dispose();

    /// <summary>The name of unnamed bytes in messages.</summary>
    internal const string BytesName = "<bytes>";

    /// <summary>Joins several files into one.</summary>
    /// <param name="first">The file whose tensors and metadata keep their names. The result owns all files.</param>
    /// <param name="others">The further files, each with the prefix of its names.</param>
    /// <param name="checkpoint">The name of the joined file in messages.</param>
    /// <param name="problems">Names that two tensors would get are added here; the first tensor is kept.</param>
    internal static SafetensorsFile Join(SafetensorsFile first, IReadOnlyList<(string Prefix, SafetensorsFile File)> others, string checkpoint, ProblemList problems)
    {
        List<TensorInfo> tensors = [.. first._tensors];
        HashSet<string> names = new(first._byName.Keys, StringComparer.Ordinal);
        Dictionary<string, string> metadata = new(first._metadata, StringComparer.Ordinal);
        List<CheckpointMemory> parts = [first._memory];
        long start = first._memory.Length;
        foreach ((string prefix, SafetensorsFile file) in others)
        {
            foreach (TensorInfo tensor in file._tensors)
            {
                TensorInfo joined = tensor.Joined(prefix, start);
                if (names.Add(joined.Name))
                {
                    tensors.Add(joined);
                }
                else
                {
                    problems.Add($"{Text.Quote(joined.Name)} is in '{first.Checkpoint}' and, as {Text.Quote(tensor.Name)}, in '{file.Checkpoint}'; remove it from one of them");
                }
            }

            foreach (KeyValuePair<string, string> entry in file._metadata)
            {
                metadata.TryAdd(prefix + entry.Key, entry.Value);
            }

            parts.Add(file._memory);
            start += file._memory.Length;
        }

        return new SafetensorsFile(CheckpointMemory.Join([.. parts], checkpoint), [.. tensors], metadata);
    }

    /// <summary>Parses bytes without copying them. The caller keeps them in place until the result is disposed.</summary>
    internal static unsafe SafetensorsFile Borrow(byte* bytes, long length) => Parse(CheckpointMemory.Borrow(bytes, length, BytesName));

    /// <summary>The bytes of the file, for reading at <see cref="TensorInfo.Offset"/>.</summary>
    internal CheckpointMemory.Lease Acquire() => _memory.Acquire();

    /// <summary>The same as <see cref="Tensors"/>, without a view around the array.</summary>
    internal ReadOnlySpan<TensorInfo> TensorSpan => _tensors;

    private ReadOnlyDictionary<string, string> AliasNames()
    {
        var names = new Dictionary<string, string>(_byAlias?.Count ?? 0, StringComparer.Ordinal);
        if (_byAlias is not null)
        {
            foreach ((string alias, TensorInfo tensor) in _byAlias)
            {
                names.Add(alias, tensor.Name);
            }
        }

        return new(names);
    }

    private static SafetensorsFile Parse(CheckpointMemory memory)
    {
        try
        {
            (TensorInfo[] tensors, Dictionary<string, string> metadata) = SafetensorsParser.Parse(memory);
            return new SafetensorsFile(memory, tensors, metadata);
        }
        catch
        {
            memory.Dispose();
            throw;
        }
    }

    private static CheckpointException NoResource(Assembly assembly, string name, string checkpoint)
    {
        string[] names = assembly.GetManifestResourceNames();
        string? nearest = new NearestName(names).Find(name);
        string hint = nearest is not null ? $"; did you mean {Text.Quote(nearest)}?"
            : names.Length == 0 ? "; it has no resources: was it built with <ShapeGenCheckpoint Include=\"…\" Embed=\"true\" />?"
            : "";
        return new($"'{checkpoint}' cannot be opened", checkpoint, [$"the assembly has no resource {Text.Quote(name)}{hint}"]);
    }

    private TensorInfo GetConvertible(string name)
    {
        if (!TryGetTensor(name, out TensorInfo? tensor))
        {
            throw Missing(name);
        }

        if (!tensor.Type.IsConvertible())
        {
            string wayOut = tensor.Type.WayOut() is { } way ? $": these are {way}" : "";
            throw Unreadable($"{tensor} cannot be read as floats; F32, F64, F16 and BF16 can{wayOut}");
        }

        return tensor;
    }

    private void Convert(TensorInfo tensor, Span<float> destination)
    {
        using CheckpointMemory.Lease lease = _memory.Acquire();

        TensorReader.Convert(lease, tensor, destination);
    }

    private CheckpointException Missing(string name)
    {
        string? nearest = new NearestName(_tensors.Select(static candidate => candidate.Name)).Find(name);
        string hint = nearest is null ? "" : $"; did you mean {Text.Quote(nearest)}?";
        return Unreadable($"there is no tensor {Text.Quote(name)} among the file's {_tensors.Length}{hint}");
    }

    private CheckpointException Unreadable(FormattableString problem) =>
        new($"A tensor of '{Checkpoint}' cannot be read", Checkpoint, [FormattableString.Invariant(problem)]);
}
