namespace ShapeGen.ConvertMoonshine;

/// <summary>An operation of an ONNX graph.</summary>
/// <param name="Name">Its name. PyTorch's exporter writes the path of the module there: <c>/layers.0/self_attn/q_proj/MatMul</c>.</param>
/// <param name="Operator">What it computes.</param>
/// <param name="Inputs">The names of what it reads.</param>
internal sealed record OnnxNode(string Name, string Operator, IReadOnlyList<string> Inputs)
{
    /// <summary>The module that it belongs to: <c>layers.0.self_attn.q_proj</c>; nothing for the model itself.</summary>
    public string Module => Name[..Math.Max(0, Name.LastIndexOf('/'))].TrimStart('/').Replace('/', '.');

    /// <summary>Reads a NodeProto.</summary>
    public static OnnxNode Read(ReadOnlyMemory<byte> message)
    {
        string name = "", type = "";
        List<string> inputs = [];
        ProtobufReader reader = new(message);
        while (reader.Read())
        {
            switch (reader.Field)
            {
                case 1:
                    inputs.Add(reader.Text);
                    break;
                case 3:
                    name = reader.Text;
                    break;
                case 4:
                    type = reader.Text;
                    break;
            }
        }

        return new(name, type, inputs);
    }
}
