using System.ComponentModel;
using System.Reflection;

namespace ShapeGen.Runtime;

/// <summary>
/// The parameters of one module in the layout that its kernels read: one block of floats that starts on a 64-byte boundary and never moves. The GC frees it
/// together with the model that holds it. Immutable after creation. Used by generated code.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class PackedWeights
{
    // Exactly one of these holds the floats.
    private readonly HugePages? _pages;
    private readonly AlignedMemory? _array;

    private PackedWeights(int length)
    {
        Length = length;
        _pages = HugePages.TryAllocate(length);
        _array = _pages is null ? new AlignedMemory(length) : null;
    }

    /// <summary>Floats of packed storage.</summary>
    public int Length { get; }

    private unsafe Span<float> Span => _pages is { } pages ? new Span<float>(pages.Origin, Length) : _array!.Span;

    /// <summary>Loads a module's parameters from an open file, which stays open.</summary>
    /// <param name="file">The file.</param>
    /// <param name="prefix">The prefix of the module's names in the file, such as <c>"encoder.0."</c>; tensors without it are ignored.</param>
    /// <param name="module">The module's name, for messages.</param>
    /// <param name="layout">The parameters.</param>
    /// <param name="length">Floats of packed storage.</param>
    /// <param name="names">The prefixes of the family of checkpoints and the ignored tensors; none by default.</param>
    /// <returns>The packed parameters.</returns>
    /// <exception cref="CheckpointException">The file does not fit the module: everything missing, unexpected, or of the wrong shape or type is listed. Or the file has become shorter since it was opened.</exception>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    public static PackedWeights Load(SafetensorsFile file, string prefix, string module, ReadOnlySpan<ParameterLayout> layout, int length, CheckpointNames? names = null) =>
        Load(file, prefix, module, layout, length, names ?? CheckpointNames.Plain, new ProblemList());

    private static PackedWeights Load(
        SafetensorsFile file, string prefix, string module, ReadOnlySpan<ParameterLayout> layout, int length, CheckpointNames names, ProblemList problems)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(prefix);
        RequireWithin(layout, length);
        using CheckpointMemory.Lease lease = file.Acquire();

        TensorMatch[] matches = FitCheck.Match(file, prefix, module, layout, names, problems);
        var weights = new PackedWeights(length);
        byte[] buffer = [];
        for (int i = 0; i < layout.Length; i++)
        {
            ParameterPacker.Pack(lease, matches[i], layout[i], weights.Span, ref buffer);
        }

        return weights;
    }

    /// <summary>Opens a file and the further files of its checkpoint, loads a module's parameters, and closes the files.</summary>
    /// <param name="path">The path of a safetensors file.</param>
    /// <param name="prefix">The prefix of the module's names in the file; tensors without it are ignored.</param>
    /// <param name="module">The module's name, for messages.</param>
    /// <param name="layout">The parameters.</param>
    /// <param name="length">Floats of packed storage.</param>
    /// <param name="names">The prefixes of the family of checkpoints and the ignored tensors; none by default.</param>
    /// <returns>The packed parameters.</returns>
    /// <exception cref="CheckpointException">A file is malformed or does not fit the module, or a further file is missing; all problems of all files are listed.</exception>
    /// <exception cref="IOException">The file is missing, or a file cannot be read.</exception>
    public static PackedWeights Load(string path, string prefix, string module, ReadOnlySpan<ParameterLayout> layout, int length, CheckpointNames? names = null)
    {
        return names is { Files.Length: > 0 } ? LoadJoined(path, prefix, module, layout, length, names) : LoadOne(path, prefix, module, layout, length, names);
    }

    /// <summary>Loads a module's parameters from a resource of an assembly. The resource is read in place, without a copy.</summary>
    /// <param name="assembly">The assembly.</param>
    /// <param name="resource">The resource's name.</param>
    /// <param name="prefix">The prefix of the module's names in the checkpoint; tensors without it are ignored.</param>
    /// <param name="module">The module's name, for messages.</param>
    /// <param name="layout">The parameters.</param>
    /// <param name="length">Floats of packed storage.</param>
    /// <param name="names">The prefixes of the family of checkpoints and the ignored tensors; none by default.</param>
    /// <returns>The packed parameters.</returns>
    /// <exception cref="CheckpointException">There is no such resource, or its content is malformed or does not fit the module.</exception>
    public static PackedWeights Load(Assembly assembly, string resource, string prefix, string module, ReadOnlySpan<ParameterLayout> layout, int length, CheckpointNames? names = null)
    {
        using SafetensorsFile file = SafetensorsFile.OpenResource(assembly, resource);
        return Load(file, prefix, module, layout, length, names);
    }

    /// <summary>Loads a module's parameters from a checkpoint whose files are resources of an assembly.</summary>
    /// <param name="assembly">The assembly.</param>
    /// <param name="resource">The resource of the first file.</param>
    /// <param name="resources">The resources of the further files, in the order of <paramref name="names"/>.</param>
    /// <param name="prefix">The prefix of the module's names in the first file; tensors without it are ignored.</param>
    /// <param name="module">The module's name, for messages.</param>
    /// <param name="layout">The parameters.</param>
    /// <param name="length">Floats of packed storage.</param>
    /// <param name="names">The prefixes of the family of checkpoints, the ignored tensors and the further files.</param>
    /// <returns>The packed parameters.</returns>
    /// <exception cref="CheckpointException">A resource is missing, malformed or does not fit the module; all problems of all resources are listed.</exception>
    /// <exception cref="ArgumentException">The number of further files in the names is not the number of resources.</exception>
    public static PackedWeights Load(
        Assembly assembly, string resource, string[] resources, string prefix, string module, ReadOnlySpan<ParameterLayout> layout, int length, CheckpointNames names)
    {
        ArgumentNullException.ThrowIfNull(resources);
        ArgumentNullException.ThrowIfNull(names);
        ArgumentOutOfRangeException.ThrowIfNotEqual(resources.Length, names.Files.Length, nameof(resources));
        var problems = new ProblemList();
        using SafetensorsFile file = JoinedFiles.OpenResources(assembly, resource, names.Files, resources, problems);
        return Load(file, prefix, module, layout, length, names, problems);
    }

    /// <summary>Loads a module's parameters from the bytes of a file. The bytes are not copied and not needed afterwards.</summary>
    /// <param name="bytes">The content of a safetensors file.</param>
    /// <param name="prefix">The prefix of the module's names in the file; tensors without it are ignored.</param>
    /// <param name="module">The module's name, for messages.</param>
    /// <param name="layout">The parameters.</param>
    /// <param name="length">Floats of packed storage.</param>
    /// <param name="names">The prefixes of the family of checkpoints and the ignored tensors; none by default.</param>
    /// <returns>The packed parameters.</returns>
    /// <exception cref="CheckpointException">The content is malformed or does not fit the module.</exception>
    public static unsafe PackedWeights Load(ReadOnlySpan<byte> bytes, string prefix, string module, ReadOnlySpan<ParameterLayout> layout, int length, CheckpointNames? names = null)
    {
        fixed (byte* pointer = bytes)
        {
            using SafetensorsFile file = SafetensorsFile.Borrow(pointer, bytes.Length);
            return Load(file, prefix, module, layout, length, names);
        }
    }

    /// <summary>
    /// Initialises a module's parameters as their layouts specify. The numbers depend only on the seed and on the order, names and shapes of the
    /// parameters, not on the machine or the packing.
    /// </summary>
    /// <param name="seed">The seed.</param>
    /// <param name="layout">The parameters.</param>
    /// <param name="length">Floats of packed storage.</param>
    /// <returns>The packed parameters.</returns>
    public static PackedWeights CreateRandom(int seed, ReadOnlySpan<ParameterLayout> layout, int length)
    {
        RequireWithin(layout, length);
        var weights = new PackedWeights(length);

        // With a seed, Random uses the same algorithm on every machine and version of .NET.
        var random = new Random(seed);
        foreach (ParameterLayout parameter in layout)
        {
            ParameterPacker.Initialise(random, parameter, weights.Span);
        }

        return weights;
    }

    private static PackedWeights LoadOne(string path, string prefix, string module, ReadOnlySpan<ParameterLayout> layout, int length, CheckpointNames? names)
    {
        using SafetensorsFile file = SafetensorsFile.Open(path);
        return Load(file, prefix, module, layout, length, names);
    }

    private static PackedWeights LoadJoined(string path, string prefix, string module, ReadOnlySpan<ParameterLayout> layout, int length, CheckpointNames names)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var problems = new ProblemList();
        using SafetensorsFile file = JoinedFiles.Open(path, names.Files, problems);
        return Load(file, prefix, module, layout, length, names, problems);
    }

    /// <summary>The floats, valid until the lease is disposed, even if a finalizer runs in the meantime.</summary>
    /// <exception cref="ObjectDisposedException">They are freed: a finalizer resurrected the model.</exception>
    internal Lease Acquire() => new(this);

    /// <summary>A layout beyond the storage is a bug in the generator; it must not become a write outside the storage.</summary>
    private static void RequireWithin(ReadOnlySpan<ParameterLayout> layout, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, AlignedMemory.MaxLength);
        foreach (ParameterLayout parameter in layout)
        {
            if (parameter.Offset + parameter.PackedLength > length)
            {
                throw new ArgumentException(
                    FormattableString.Invariant($"'{parameter.Name}' takes the floats [{parameter.Offset}, {parameter.Offset + parameter.PackedLength}) of packed storage, which has {length}."),
                    nameof(layout));
            }
        }
    }

    /// <summary>The right to read.</summary>
    internal readonly ref struct Lease
    {
        private readonly PackedWeights _weights;

        public Lease(PackedWeights weights)
        {
            weights._pages?.Acquire();
            _weights = weights;
        }

        /// <summary>The first float, on a 64-byte boundary. Floats between parameters are zero.</summary>
        public unsafe ref float Origin => ref _weights._pages is { } pages ? ref *pages.Origin : ref _weights._array!.Origin;

        public void Dispose()
        {
            _weights._pages?.DangerousRelease();
            GC.KeepAlive(_weights);
        }
    }
}
