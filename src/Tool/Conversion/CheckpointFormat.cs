namespace ShapeGen.Tool.Conversion;

/// <summary>The formats that are read.</summary>
internal enum CheckpointFormat
{
    /// <summary>One safetensors file.</summary>
    Safetensors,

    /// <summary>An ONNX model's initialisers.</summary>
    Onnx,

    /// <summary>One array of NumPy.</summary>
    Npy,

    /// <summary>Several arrays of NumPy in a zip archive.</summary>
    Npz,

    /// <summary>What <c>torch.save</c> writes.</summary>
    PyTorch,

    /// <summary>A model of TensorFlow Lite.</summary>
    TFLite,

    /// <summary>Several files and an index that says which tensor is in which.</summary>
    Sharded,
}
