using System.Globalization;
using Google.Protobuf;
using ShapeGen.Tool.Conversion.Storage;

namespace ShapeGen.Tool.Conversion.Onnx;

/// <summary>Reads the initialisers of an ONNX model, and the constants of its operations that can be weights: floats with at least one dimension.</summary>
internal sealed class OnnxReader : CheckpointReader
{
    private readonly FileBytes _file;
    private readonly ExternalData _external;
    private readonly List<string> _remarks = [];
    private readonly Dictionary<string, OnnxTensorMessage> _messages = new(StringComparer.Ordinal);
    private readonly List<OnnxTensorMessage> _ordered = [];
    private readonly CancellationToken _cancellation;
    private int _leftOut;

    /// <summary>Opens a model.</summary>
    /// <param name="path">The file.</param>
    /// <param name="useNodeNames">Whether to replace invented names with those of <see cref="NodeNames"/>, and to transpose weights to PyTorch's layout.</param>
    /// <param name="cancellation">Stops opening, and later writing tensors.</param>
    public OnnxReader(string path, bool useNodeNames, CancellationToken cancellation)
        : base(path)
    {
        _cancellation = cancellation;
        _file = new(path, cancellation);
        _external = new(path, cancellation);
        try
        {
            Tensors = Read(useNodeNames);
        }
        catch (InvalidProtocolBufferException exception)
        {
            Dispose(true);
            throw Bad($"this is not an ONNX file, or it is damaged or truncated: {exception.Message}", exception);
        }
        catch
        {
            Dispose(true);
            throw;
        }
    }

    /// <inheritdoc/>
    public override CheckpointFormat Format => CheckpointFormat.Onnx;

    /// <inheritdoc/>
    public override IReadOnlyList<StoredTensor> Tensors { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Remarks => _remarks;

    /// <inheritdoc/>
    public override long FileBytes => _file.Length + _external.FileBytes;

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _file.Dispose();
        _external.Dispose();
    }

    private List<StoredTensor> Read(bool useNodeNames)
    {
        OnnxModelMessage model = new();
        using (CancellableStream stream = new(File.OpenRead(Path), _cancellation))
        using (CodedInputStream input = new(stream))
        {
            model.MergeFrom(input);
        }

        OnnxGraphMessage graph = model.Graph ?? throw new InvalidDataException("this is not an ONNX file: it has no graph.");
        AddTensors(graph);
        if (_ordered.Count == 0)
        {
            throw new InvalidDataException("the model has no initialisers and no constants that could be weights.");
        }

        if (_leftOut > 0)
        {
            _remarks.Add($"Left out {Text.Count(_leftOut, "constant")} of operations: integers or single values.");
        }

        HashSet<string> aliases = AddAliases(graph);
        Dictionary<string, NodeName> names = NodeNames.Find(graph, _messages);

        // Aliases with an exporter's internal name are only copies of a tensor, unless the operation that uses one has a name.
        _ordered.RemoveAll(message => aliases.Contains(message.Name) && NodeNames.IsInternal(message.Name) && !(useNodeNames && names.ContainsKey(message.Name)));
        Remark(names, useNodeNames);
        return [.. _ordered.Select(message => Locate(message, useNodeNames ? names.GetValueOrDefault(message.Name) : null))];
    }

    /// <summary>
    /// Exporters keep one of several equal tensors, and replace each of the others with an operation that passes it on under the other's name.
    /// </summary>
    /// <returns>The names that were added.</returns>
    private HashSet<string> AddAliases(OnnxGraphMessage graph)
    {
        Dictionary<string, string> sources = new(StringComparer.Ordinal);
        OnnxIdentities.Find(graph, sources);
        HashSet<string> added = new(StringComparer.Ordinal);
        foreach (string name in sources.Keys)
        {
            _cancellation.ThrowIfCancellationRequested();
            if (!_messages.ContainsKey(name) && OnnxIdentities.Follow(name, sources, _messages) is { } tensor)
            {
                Add(tensor.WithName(name));
                added.Add(name);
            }
        }

        return added;
    }

    private void AddTensors(OnnxGraphMessage graph)
    {
        graph.Initializers.ForEach(Add);

        foreach (OnnxNodeMessage node in graph.Nodes)
        {
            foreach (OnnxAttributeMessage attribute in node.Attributes)
            {
                attribute.Graphs.ForEach(AddTensors);
                if (attribute.Tensor is { } tensor && node is { Operator: "Constant", Outputs: [string output] })
                {
                    if (OnnxElementType.Find(tensor.DataType).Type?.IsConvertible() == true && tensor.Shape.Count > 0)
                    {
                        Add(tensor.WithName(output));
                    }
                    else
                    {
                        _leftOut++;
                    }
                }
            }
        }
    }

    /// <summary>Adds a tensor, even if its name is taken: that is an error only if both are kept.</summary>
    private void Add(OnnxTensorMessage tensor)
    {
        _messages.TryAdd(tensor.Name, tensor);
        _ordered.Add(tensor);
    }

    private void Remark(Dictionary<string, NodeName> names, bool useNodeNames)
    {
        int invented = _ordered.Count(static tensor => NodeNames.IsInvented(tensor.Name));
        int transposed = names.Values.Count(static name => name.IsTransposed);
        if (invented == 0)
        {
            return;
        }

        string example = _ordered.Find(static tensor => NodeNames.IsInvented(tensor.Name))!.Name;
        if (!useNodeNames && names.Count > 0)
        {
            _remarks.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"{Text.Count(invented, "tensor")} have names that the exporter invented, such as {Text.Quote(example)}. --names node would name {names.Count} of them after the operation that uses them, such as {Text.Quote(names.Values.First().Name)}, and transpose {transposed} weights from [inputs, outputs] to PyTorch's [outputs, inputs]."));
        }
        else if (useNodeNames && invented > names.Count)
        {
            _remarks.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"{invented - names.Count} of {Text.Count(invented, "tensor")} with invented names keep them: no operation that uses them has the path of a module in its name, or several operations use them differently."));
        }

        if (useNodeNames && transposed > 0)
        {
            _remarks.Add($"Transposed {Text.Count(transposed, "weight")} from [inputs, outputs] to [outputs, inputs].");
        }
    }

    private StoredTensor Locate(OnnxTensorMessage message, NodeName? name)
    {
        (TensorType? type, int field, string? problem) = OnnxElementType.Find(message.DataType);
        if (type is not { } known)
        {
            return new UnreadableTensor(message.Name, message.Shape, problem!);
        }

        try
        {
            StoredTensor tensor = LocateReadable(message, name?.Name ?? message.Name, known, field);
            return name is { IsTransposed: true } ? new TransposedTensor(tensor) : tensor;
        }
        catch (InvalidDataException exception)
        {
            return new UnreadableTensor(message.Name, message.Shape, exception.Message.TrimEnd('.'));
        }
    }

    private StoredTensor LocateReadable(OnnxTensorMessage message, string name, TensorType type, int field)
    {
        if (message.IsSegment)
        {
            throw new InvalidDataException("it is a segment of a larger tensor, which is not supported.");
        }

        if (message.IsSparse)
        {
            throw new InvalidDataException("it is a sparse initialiser, which is not supported. Export the model with dense ones.");
        }

        long byteCount = Shapes.ByteCount(type, message.Shape);
        if (message.IsExternal)
        {
            (FileBytes file, long offset) = _external.Find(message, byteCount);
            return new FileTensor(name, type, message.Shape, file, offset);
        }

        if (message.Segments.Find(segment => segment.Field != field && segment.Field != OnnxDataSegment.Raw) is { } foreign)
        {
            throw new InvalidDataException(string.Create(
                CultureInfo.InvariantCulture, $"its elements are in field {foreign.Field}, but those of {type.HeaderName()} belong in field {field} or {OnnxDataSegment.Raw}."));
        }

        // An element takes at least one byte of the file.
        long inFile = message.Segments.Sum(static segment => segment.End - segment.Begin);
        return byteCount / type.Size() <= inFile
            ? new InlineTensor(name, type, message, _file)
            : throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"it takes {byteCount} bytes, but the file has at most {inFile} for it."));
    }

    /// <summary>A tensor in the model's own file.</summary>
    private sealed class InlineTensor(string name, TensorType type, OnnxTensorMessage message, FileBytes file) : StoredTensor(name, type, message.Shape)
    {
        public override object? Identity => message.Segments;

        public override void CopyTo(Stream destination)
        {
            long length;
            try
            {
                length = OnnxElements.CopyTo(file, message.Segments, Type, ByteCount, destination);
            }
            catch (InvalidProtocolBufferException exception)
            {
                throw new InvalidDataException($"the elements of {Text.Quote(Name)} are damaged: {exception.Message}", exception);
            }

            if (length != ByteCount)
            {
                throw new InvalidDataException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Text.Quote(Name)} {Shapes.Show(Shape)} takes {ByteCount} bytes, but the file has {(length > ByteCount ? "more" : length.ToString(CultureInfo.InvariantCulture))} for it."));
            }
        }
    }

    /// <summary>Transposes [inputs, outputs] to [outputs, inputs].</summary>
    private sealed class TransposedTensor(StoredTensor tensor) : StoredTensor(tensor.Name, tensor.Type, [tensor.Shape[1], tensor.Shape[0]])
    {
        public override void CopyTo(Stream destination)
        {
            byte[] elements = Gather.Allocate(ByteCount, Name);
            using (MemoryStream memory = new(elements))
            {
                tensor.CopyTo(memory);
            }

            Gather.Write(elements, Type.Size(), Shape, [1, Shape[0]], destination);
        }
    }
}
