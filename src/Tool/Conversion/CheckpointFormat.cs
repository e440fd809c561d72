namespace ShapeGen.Tool.Conversion;

/// <summary>The formats that <c>convert</c> reads.</summary>
internal enum CheckpointFormat
{
    /// <summary>One safetensors file.</summary>
    Safetensors,

    /// <summary>An ONNX model's initialisers.</summary>
    Onnx,

    /// <summary>One NumPy array.</summary>
    Npy,

    /// <summary>Several NumPy arrays in a zip archive.</summary>
    Npz,

    /// <summary>What <c>torch.save</c> writes.</summary>
    PyTorch,

    /// <summary>A TensorFlow Lite model.</summary>
    TFLite,

    /// <summary>Several files and an index of their tensors.</summary>
    Sharded,
}
