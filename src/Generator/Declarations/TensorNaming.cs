namespace ShapeGen.Generator.Declarations;

/// <summary>The values of the runtime's <c>TensorNaming</c>, by name and number.</summary>
internal enum TensorNaming
{
    CvNets = 0,
    Torch = 1,
    HuggingFaceBert = 2,
    HuggingFaceDistilBert = 3,
    HuggingFaceMpnet = 4,
    HuggingFaceVit = 5,
    Timm = 6,
    HuggingFaceClip = 7,
    HuggingFaceWhisper = 8,
    ModernBert = 9,
    NomicBert = 10,
    HuggingFaceT5 = 11,
}
