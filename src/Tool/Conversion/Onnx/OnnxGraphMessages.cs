using Google.Protobuf;

namespace ShapeGen.Tool.Conversion.Onnx;

/// <summary>ModelProto: the file.</summary>
internal sealed class OnnxModelMessage : OnnxMessage
{
    /// <summary>The graph, or null if there is none.</summary>
    public OnnxGraphMessage? Graph { get; private set; }

    /// <inheritdoc/>
    protected override bool ReadField(int number, WireFormat.WireType type, CodedInputStream input)
    {
        if (number != 7)
        {
            return false;
        }

        // Protocol buffers merge a field that occurs twice.
        Graph = Read(Graph ?? new(new()), type, input);
        return true;
    }
}

/// <summary>Limits the number of objects: a message of two bytes becomes an object of a hundred.</summary>
internal sealed class OnnxCounter
{
    private const int Limit = 1_000_000;

    private int _count;

    /// <summary>Counts one object.</summary>
    public void Add()
    {
        if (++_count > Limit)
        {
            throw new InvalidDataException($"the graph has more than {Limit} nodes, attributes and tensors.");
        }
    }
}

/// <summary>GraphProto: operations and constants, also of a branch or loop.</summary>
internal sealed class OnnxGraphMessage(OnnxCounter counter) : OnnxMessage
{
    /// <summary>The operations.</summary>
    public List<OnnxNodeMessage> Nodes { get; } = [];

    /// <summary>The constants.</summary>
    public List<OnnxTensorMessage> Initializers { get; } = [];

    /// <summary>The names of its results.</summary>
    public HashSet<string> Outputs { get; } = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    protected override bool ReadField(int number, WireFormat.WireType type, CodedInputStream input)
    {
        switch (number)
        {
            case 1:
                counter.Add();
                Nodes.Add(Read(new OnnxNodeMessage(counter), type, input));
                return true;
            case 5:
                counter.Add();
                Initializers.Add(Read(new OnnxTensorMessage(), type, input));
                return true;
            case 12:
                counter.Add();
                Outputs.Add(Read(new OnnxValueMessage(), type, input).Name);
                return true;
            case 15:
                counter.Add();
                Initializers.Add(Read(new OnnxSparseMessage(), type, input).Values);
                return true;
            default:
                return false;
        }
    }
}

/// <summary>SparseTensorProto: a constant that stores only its nonzero elements.</summary>
internal sealed class OnnxSparseMessage : OnnxMessage
{
    /// <summary>The stored elements, with the name of the whole tensor.</summary>
    public OnnxTensorMessage Values { get; } = new() { IsSparse = true };

    /// <inheritdoc/>
    protected override bool ReadField(int number, WireFormat.WireType type, CodedInputStream input)
    {
        if (number != 1)
        {
            return false;
        }

        Read(Values, type, input);
        return true;
    }
}

/// <summary>ValueInfoProto: an input or result of a graph.</summary>
internal sealed class OnnxValueMessage : OnnxMessage
{
    /// <summary>Its name.</summary>
    public string Name { get; private set; } = "";

    /// <inheritdoc/>
    protected override bool ReadField(int number, WireFormat.WireType type, CodedInputStream input)
    {
        if (number != 1)
        {
            return false;
        }

        Name = ReadText(type, input);
        return true;
    }
}

/// <summary>NodeProto: an operation.</summary>
internal sealed class OnnxNodeMessage(OnnxCounter counter) : OnnxMessage
{
    /// <summary>Its name. PyTorch's exporter writes the path of the module there: <c>/layers.0/self_attn/q_proj/MatMul</c>.</summary>
    public string Name { get; private set; } = "";

    /// <summary>The operator.</summary>
    public string Operator { get; private set; } = "";

    /// <summary>The names of its inputs.</summary>
    public List<string> Inputs { get; } = [];

    /// <summary>The names of its results.</summary>
    public List<string> Outputs { get; } = [];

    /// <summary>Its constants and graphs.</summary>
    public List<OnnxAttributeMessage> Attributes { get; } = [];

    /// <inheritdoc/>
    protected override bool ReadField(int number, WireFormat.WireType type, CodedInputStream input)
    {
        switch (number)
        {
            case 1:
                counter.Add();
                Inputs.Add(ReadText(type, input));
                return true;
            case 2:
                counter.Add();
                Outputs.Add(ReadText(type, input));
                return true;
            case 3:
                Name = ReadText(type, input);
                return true;
            case 4:
                Operator = ReadText(type, input);
                return true;
            case 5:
                counter.Add();
                Attributes.Add(Read(new OnnxAttributeMessage(counter), type, input));
                return true;
            default:
                return false;
        }
    }
}

/// <summary>AttributeProto: an attribute of an operation.</summary>
internal sealed class OnnxAttributeMessage(OnnxCounter counter) : OnnxMessage
{
    /// <summary>Its name.</summary>
    public string Name { get; private set; } = "";

    /// <summary>A constant, or null.</summary>
    public OnnxTensorMessage? Tensor { get; private set; }

    /// <summary>An integer.</summary>
    public long Number { get; private set; }

    /// <summary>Graphs: of branches and loops.</summary>
    public List<OnnxGraphMessage> Graphs { get; } = [];

    /// <inheritdoc/>
    protected override bool ReadField(int number, WireFormat.WireType type, CodedInputStream input)
    {
        switch (number)
        {
            case 1:
                Name = ReadText(type, input);
                return true;
            case 3:
                Number = ReadNumber(type, input);
                return true;
            case 5:
                Tensor = Read(Tensor ?? new(), type, input);
                return true;
            case 6 or 11:
                counter.Add();
                Graphs.Add(Read(new OnnxGraphMessage(counter), type, input));
                return true;
            default:
                return false;
        }
    }
}
