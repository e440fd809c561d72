namespace ShapeGen.Comparison.Peers;

/// <summary>An ONNX model, to which nodes are added. Field numbers are those of <c>onnx.proto</c>.</summary>
internal sealed class OnnxGraph
{
    private const int IrVersion = 8;

    /// <summary>17 is the first version with LayerNormalization as one operator.</summary>
    private const int Opset = 17;

    public const int SingleType = 1, LongType = 7;
    private const int FloatAttribute = 1, IntegerAttribute = 2, IntegersAttribute = 7;

    private readonly ProtobufWriter _graph = new();
    private int _values;

    public string Node(string type, IReadOnlyList<string> inputs, params IReadOnlyList<(string Name, object Value)> attributes) =>
        Nodes(type, inputs, 1, attributes)[0];

    /// <returns>The names of its outputs.</returns>
    public IReadOnlyList<string> Nodes(string type, IReadOnlyList<string> inputs, int outputs, params IReadOnlyList<(string Name, object Value)> attributes)
    {
        string[] names = [.. Enumerable.Range(0, outputs).Select(_ => NewName(type))];
        ProtobufWriter node = new();
        foreach (string input in inputs)
        {
            node.Text(1, input);
        }

        foreach (string name in names)
        {
            node.Text(2, name);
        }

        node.Text(3, "node_" + names[0]);
        node.Text(4, type);
        foreach ((string name, object value) in attributes)
        {
            node.Message(5, Attribute(name, value));
        }

        _graph.Message(1, node);
        return names;
    }

    public string Constant(ReadOnlySpan<float> values, params IReadOnlyList<long> shape) => Constant(SingleType, values, shape);

    public string Constant(ReadOnlySpan<long> values, params IReadOnlyList<long> shape) => Constant(LongType, values, shape);

    /// <summary>A number without dimensions.</summary>
    public string Scalar(float value) => Constant(new ReadOnlySpan<float>(in value));

    /// <summary>An index without dimensions.</summary>
    public string Index(long value) => Constant(new ReadOnlySpan<long>(in value));

    public byte[] ToModel(string input, int inputType, IReadOnlyList<long> inputShape, string output, IReadOnlyList<long> outputShape)
    {
        _graph.Text(2, "encoder");
        _graph.Message(11, Tensor(input, inputType, inputShape));
        _graph.Message(12, Tensor(output, SingleType, outputShape));

        ProtobufWriter opset = new();
        opset.Text(1, "");
        opset.Integer(2, Opset);

        ProtobufWriter model = new();
        model.Integer(1, IrVersion);
        model.Text(2, "ShapeGen.Comparison");
        model.Message(7, _graph);
        model.Message(8, opset);
        return model.ToArray();
    }

    private static ProtobufWriter Attribute(string name, object value)
    {
        ProtobufWriter attribute = new();
        attribute.Text(1, name);
        switch (value)
        {
            case float number:
                attribute.Single(2, number);
                attribute.Integer(20, FloatAttribute);
                break;
            case int number:
                attribute.Integer(3, number);
                attribute.Integer(20, IntegerAttribute);
                break;
            case int[] numbers:
                foreach (int number in numbers)
                {
                    attribute.Integer(8, number);
                }

                attribute.Integer(20, IntegersAttribute);
                break;
            default:
                throw new ArgumentException($"No attribute is known for {value.GetType()}.", nameof(value));
        }

        return attribute;
    }

    /// <summary>A ValueInfoProto.</summary>
    private static ProtobufWriter Tensor(string name, int elementType, IReadOnlyList<long> shape)
    {
        ProtobufWriter dimensions = new();
        foreach (long size in shape)
        {
            ProtobufWriter dimension = new();
            dimension.Integer(1, size);
            dimensions.Message(1, dimension);
        }

        ProtobufWriter tensor = new();
        tensor.Integer(1, elementType);
        tensor.Message(2, dimensions);
        ProtobufWriter type = new();
        type.Message(1, tensor);
        ProtobufWriter value = new();
        value.Text(1, name);
        value.Message(2, type);
        return value;
    }

    private string Constant<T>(int type, ReadOnlySpan<T> values, IReadOnlyList<long> shape)
        where T : unmanaged
    {
        string name = NewName("constant");
        ProtobufWriter tensor = new();
        foreach (long size in shape)
        {
            tensor.Integer(1, size);
        }

        tensor.Integer(2, type);
        tensor.Text(8, name);
        tensor.Numbers(9, values);
        _graph.Message(5, tensor);
        return name;
    }

    private string NewName(string type) => $"{type}_{_values++}";
}
